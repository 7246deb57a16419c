import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settledBoard } from '../../native/locker/families/index.ts';
import { kerongCu16, parseStatus } from '../../native/locker/families/kerongCu16.ts';
import { createFrameParser, encodeFrame } from '../../native/locker/frames.ts';
import { createDoorWatch } from '../../native/locker/doorWatch.ts';
import { hex, inPieces, testLimits } from './support.ts';

const limits = testLimits.locker;
const board = (address: number, answersOpen = false) =>
  settledBoard(kerongCu16, { board: address, locks: 16, closedBit: 1, answersOpen });
const readStatus = (address: number) => kerongCu16.readDoors(board(address), limits);
const unlock = (address: number, lock: number) => kerongCu16.open(board(address), lock, limits);
/** Contacts or items of 16 locks from the bits as written in the maker's sheet. */
const bits = (value: number, count = 16) =>
  Array.from({ length: count }, (_, at): 0 | 1 => ((value >> at) & 1 ? 1 : 0));

describe('Kerong frames as published', () => {
  it.each([
    ['status of board 0', readStatus(0).bytes, '02 00 30 03 35'],
    ['unlock board 0 lock 1', unlock(0, 0).bytes, '02 00 31 03 36'],
    ['unlock board 1 lock 3', unlock(1, 2).bytes, '02 12 31 03 48'],
    ['status reply', encodeFrame(0, 0, 0x35, [0xfe, 0xff, 0x01, 0x00]), '02 00 35 FE FF 01 00 03 38'],
  ])('%s', (_name, bytes, wire) => {
    expect(bytes).toEqual(hex(wire));
  });

  it('reads lock 1 open, the others closed, an item behind lock 1', () => {
    expect(parseStatus(hex('02 00 35 FE FF 01 00 03 38'), 0, 16)).toEqual({
      contacts: bits(0xfffe),
      items: bits(1).map(Boolean),
    });
  });

  it('takes no sensors from a board whose byte 7 is not ETX', () => {
    const [frame] = createFrameParser().push(hex('02 00 35 FE FF 03 00 00 37'));
    expect(frame && parseStatus(frame, 0, 16)).toEqual({ contacts: bits(0xfffe), items: null });
  });

  it('does not take the status of another board', () => {
    expect(parseStatus(encodeFrame(1, 0, 0x35, [0, 0, 0, 0]), 0, 16)).toBeUndefined();
  });

  it('never repeats an unlock and awaits no reply to it', () => {
    expect(unlock(0, 0)).toMatchObject({ safeToRepeat: false, reply: null });
  });
});

describe('the frame parser', () => {
  const reply = hex('02 00 35 FE FF 01 00 03 38');

  it('finds a reply behind leading junk, an echo and half a frame', () => {
    expect(
      createFrameParser().push(Uint8Array.of(0xff, 0x02, 0x00, ...hex('02 00 30 03 35'), 0x02, 0x00, 0x35, ...reply)),
    ).toEqual([hex('02 00 30 03 35'), reply]);
  });

  it('refuses a wrong sum and goes on with the next frame', () => {
    const wrong = reply.slice();
    wrong[3] = 0x7f;
    const parser = createFrameParser();
    expect(parser.push(Uint8Array.of(...wrong, ...reply))).toEqual([reply]);
    expect(parser.takeDiscarded()).toBe(9);
  });

  const boards = fc.integer({ min: 0, max: 15 });
  const byte = fc.integer({ min: 0, max: 255 });
  const frames = fc.oneof(
    fc
      .tuple(boards, boards, fc.integer({ min: 0x30, max: 0x34 }))
      .map(([board, lock, code]) => encodeFrame(board, lock, code)),
    fc.tuple(boards, fc.tuple(byte, byte, byte, byte)).map(([board, data]) => encodeFrame(board, 0, 0x35, data)),
  );
  const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });

  it('gives back glued frames, whatever the pieces', () => {
    fc.assert(
      fc.property(fc.array(frames, { maxLength: 8 }), sizes, (sent, cut) => {
        const parser = createFrameParser();
        const line = Uint8Array.from(sent.flatMap((frame) => [...frame]));
        expect(inPieces(line, cut).flatMap((piece) => parser.push(piece))).toEqual(sent);
        expect(parser.takeDiscarded()).toBe(0);
      }),
    );
  });

  it('gives the same for any bytes whatever the pieces, and only frames with a right sum', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), sizes, (bytes, cut) => {
        const whole = createFrameParser().push(bytes);
        const parser = createFrameParser();
        const found = inPieces(bytes, cut).flatMap((piece) => parser.push(piece));
        expect(found).toEqual(whole);
        for (const frame of found)
          expect(frame.at(-1)).toBe(frame.slice(0, -1).reduce((total, each) => (total + each) & 0xff, 0));
        const kept = found.reduce((total, frame) => total + frame.length, 0);
        expect(bytes.length - kept - parser.takeDiscarded()).toBeLessThan(9);
      }),
    );
  });

  it('finds every frame again after noise that holds no start byte', () => {
    const noise = fc.array(
      byte.filter((each) => each !== 0x02),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, frames), { maxLength: 6 }), (line) => {
        const bytes = Uint8Array.from(line.flatMap(([junk, frame]) => [...junk, ...frame]));
        expect(createFrameParser().push(bytes)).toEqual(line.map(([, frame]) => frame));
      }),
    );
  });
});

describe('what is believed about doors', () => {
  const watch = () => createDoorWatch({ board: 0, locks: 4, closedBit: 1, contacts: true }, limits);
  const allClosed = { contacts: bits(0xf, 4), items: [false, false, false, false] };
  const firstOpen = { contacts: bits(0xe, 4), items: [false, false, false, false] };

  it('says nothing at the first sight and believes a change after two equal reads', () => {
    expect(watch().doors()[0]?.door).toBe('unknown');
    const it = watch();
    for (const status of [allClosed, allClosed, firstOpen, allClosed, firstOpen])
      expect(it.read(status, 0)).toEqual([]);
    expect(it.read(firstOpen, 0)).toEqual([
      { door: { board: 0, lock: 0, door: 'open', item: false }, commanded: false },
    ]);
  });

  it('knows a commanded opening and its closing, and one that comes too late', () => {
    const it = watch();
    const reads = (status: typeof allClosed, now: number) => [...it.read(status, now), ...it.read(status, now)];
    reads(allClosed, 0);
    it.pulse(0, 1000);
    expect(reads(firstOpen, 1500)).toMatchObject([{ commanded: true }]);
    expect(reads(allClosed, 90_000)).toMatchObject([{ door: { door: 'closed' }, commanded: true }]);
    expect(reads(firstOpen, 91_000)).toMatchObject([{ commanded: false }]);
    reads(allClosed, 92_000);
    it.pulse(0, 100_000);
    expect(reads(firstOpen, 100_000 + limits.commanded + 1)).toMatchObject([{ commanded: false }]);
  });

  it('raises no alarm for an item put behind a door that was open at the first sight', () => {
    const it = watch();
    const reads = (status: typeof allClosed) => [...it.read(status, 0), ...it.read(status, 0)];
    reads(firstOpen);
    expect(reads({ contacts: bits(0xe, 4), items: [true, false, false, false] })).toMatchObject([
      { door: { door: 'open', item: true }, commanded: true },
    ]);
    reads({ contacts: bits(0xf, 4), items: [true, false, false, false] });
    expect(reads({ contacts: bits(0xe, 4), items: [true, false, false, false] })).toMatchObject([{ commanded: false }]);
  });

  it('never claims to know a door without a contact', () => {
    const it = createDoorWatch({ board: 0, locks: 1, closedBit: 1, contacts: false }, limits);
    for (const contact of [1, 1, 0, 0, null, null] as const)
      expect(it.read({ contacts: [contact], items: null }, 0)).toEqual([]);
    expect(it.doors()).toEqual([{ board: 0, lock: 0, door: 'unknown', item: null, contact: false }]);
  });

  it('reads boards whose contacts are the other way round', () => {
    const it = createDoorWatch({ board: 0, locks: 1, closedBit: 0, contacts: true }, limits);
    it.read({ contacts: [0], items: null }, 0);
    it.read({ contacts: [0], items: null }, 0);
    expect(it.doors()).toEqual([{ board: 0, lock: 0, door: 'closed', item: null }]);
  });
});

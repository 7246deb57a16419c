import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LockBoardConfig, LockerModel } from '../../native/index.ts';
import { canBe, families, settledBoard, settledBoards } from '../../native/locker/families/index.ts';
import { encodeFlash, encodeRead, fn, withCrc } from '../../native/locker/families/modbusRelay.ts';
import { encodeOpen, encodeOpenReply } from '../../native/locker/families/bcc8a80.ts';
import { hex, inPieces, testLimits } from './support.ts';

const limits = testLimits.locker;
const models = Object.keys(families) as LockerModel[];

function commands(model: LockerModel, config: Partial<LockBoardConfig> = {}) {
  const family = families[model];
  const board = settledBoard(family, { board: Math.max(1, family.addresses.from), locks: 8, closedBit: 1, ...config });
  const timing = family.timing(limits);
  const status = family.readDoors(board, timing);
  const cut = (wire: string) => family.createParser().push(hex(wire));
  return {
    family,
    status,
    cut,
    open: (lock: number) => family.open(board, lock, timing),
    /** What is understood of the one frame in these bytes. */
    read: (wire: string) => cut(wire).map((frame) => status.reply?.parse(frame)),
    answerTo: (lock: number, wire: string) =>
      cut(wire).map((frame) => family.open(board, lock, timing).reply?.parse(frame)),
  };
}

describe('frames as published', () => {
  it.each([
    ['CU48: status of board 0', commands('kerong-cu48', { board: 0 }).status.bytes, '02 00 00 60 03 65'],
    ['CU48: open lock 0 of board 0', commands('kerong-cu48', { board: 0 }).open(0).bytes, '02 00 00 61 03 66'],
    ['8A/80: open lock 1 of board 1', commands('bcc-8a80').open(1).bytes, '8A 01 01 11 9B'],
    ['8A/80: all doors of board 1', commands('bcc-8a80').status.bytes, '80 01 00 33 B2'],
    ['WKLY: open channel 1 of board 0', commands('wkly', { board: 0 }).open(1).bytes, '57 4B 4C 59 09 00 82 01 83'],
    ['WKLY: all doors of board 0', commands('wkly', { board: 0 }).status.bytes, '57 4B 4C 59 08 00 84 85'],
    ['Modbus: flash relay 0 for 700 ms', encodeFlash(1, 0, 7), '01 05 02 00 00 07 8D B0'],
    ['Modbus: flash relay 0 for 400 ms', commands('modbus-relay').open(0).bytes, '01 05 02 00 00 04 CD B1'],
    ['Modbus: read 8 relays', commands('modbus-relay').status.bytes, '01 01 00 00 00 08 3D CC'],
    ['Modbus: relay 0 on', withCrc(1, 5, 0, 0, 0xff, 0), '01 05 00 00 FF 00 8C 3A'],
    ['Modbus: relay 3 of card 2 on', withCrc(2, 5, 0, 3, 0xff, 0), '02 05 00 03 FF 00 7C 09'],
    ['Modbus: all relays on', withCrc(1, 5, 0, 0xff, 0xff, 0xff), '01 05 00 FF FF FF FC 4A'],
    ['Modbus: new address by broadcast', withCrc(0, 6, 0x40, 0, 0, 2), '00 06 40 00 00 02 1C 1A'],
    ['Modbus: an address as answered', withCrc(1, 3, 2, 0, 1), '01 03 02 00 01 79 84'],
  ])('%s', (_name, bytes, wire) => {
    expect(bytes).toEqual(hex(wire));
  });

  it('8A/80: reads all doors, lock 1 in the lowest bit', () => {
    expect(commands('bcc-8a80').read('80 01 01 01 01 33 B3')).toEqual([
      { contacts: [1, 0, 0, 0, 0, 0, 0, 0], items: null },
    ]);
    expect(commands('bcc-8a80', { locks: 17 }).read('80 01 01 00 FF 33 4C')).toEqual([
      { contacts: [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1], items: null },
    ]);
  });

  it('8A/80: a status whose first five bytes look like a shorter answer is read whole', () => {
    // 80 ^ 01 ^ 00 ^ 00 = 81: the beginning is a right frame of five bytes.
    expect(commands('bcc-8a80').read('80 01 00 00 81 33 33')).toEqual([
      { contacts: [1, 0, 0, 0, 0, 0, 0, 1], items: null },
    ]);
  });

  it('CU48: reads 48 doors from six bytes without ETX', () => {
    const [read] = commands('kerong-cu48', { board: 0, locks: 48 }).read('02 00 00 75 06 FE FF FF FF FF 7F F6');
    expect(read?.contacts.flatMap((bit, lock) => (bit === 0 ? [lock] : []))).toEqual([0, 47]);
  });

  it('WKLY: reads the state of 24 channels, and no more locks than the board has', () => {
    const wire = `57 4B 4C 59 22 00 84 00 18 ${'00 '.repeat(24)}B7`;
    expect(commands('wkly', { board: 0, locks: 24 }).read(wire)).toEqual([
      { contacts: Array.from({ length: 24 }, () => 0), items: null },
    ]);
    expect(commands('wkly', { board: 0, locks: 26 }).read(wire)[0]?.contacts.slice(23)).toEqual([0, null, null]);
  });

  it('WKLY: knows an upload, and the answer to an opening', () => {
    const { family, cut, answerTo } = commands('wkly', { board: 0, answersOpen: true });
    expect(cut('57 4B 4C 59 0A 00 85 01 01 86').map((frame) => family.toldBy?.(frame))).toEqual([0]);
    expect(answerTo(1, '57 4B 4C 59 0B 00 82 00 01 00 81')).toEqual(['taken']);
    expect(answerTo(1, '57 4B 4C 59 0B 00 82 05 01 00 84')).toEqual(['doubtful']);
    expect(answerTo(2, '57 4B 4C 59 0B 00 82 00 01 00 81')).toEqual([undefined]);
  });

  it('Modbus: relays are no doors; inputs are, where they are wired, also at another board', () => {
    const none = Array.from({ length: 8 }, () => null);
    expect(commands('modbus-relay').read('01 01 01 41 91 B8')).toEqual([{ contacts: none, items: null }]);
    const wired = commands('modbus-relay', { contacts: true, inputBoard: 2 });
    expect(wired.status.bytes).toEqual(encodeRead(2, fn.readInputs, 0, 8));
    expect(
      wired.family
        .createParser()
        .push(withCrc(2, 2, 1, 0x05))
        .map((frame) => wired.status.reply?.parse(frame)),
    ).toEqual([{ contacts: [1, 0, 1, 0, 0, 0, 0, 0], items: null }]);
  });

  it("Modbus: the board's own no is told as refused", () => {
    const { family, open } = commands('modbus-relay');
    const [frame] = family.createParser().push(withCrc(1, 0x85, 2));
    expect(() => frame && open(0).reply?.parse(frame)).toThrow('device-refused');
  });

  it.each([
    [1, 'device-refused'],
    [2, 'device-refused'],
    [3, 'device-refused'],
    [6, 'device-refused'],
    [4, 'device-garbled'],
    [5, 'device-garbled'],
    [8, 'device-garbled'],
    [11, 'device-garbled'],
  ])('Modbus: exception %i after a pulse is %s: only where nothing can have moved it is told so', (exception, code) => {
    const { family, open } = commands('modbus-relay');
    const [frame] = family.createParser().push(withCrc(1, 0x85, exception));
    expect(() => frame && open(0).reply?.parse(frame)).toThrow(code);
    const [ofRead] = family.createParser().push(withCrc(1, 0x81, exception));
    expect(() => ofRead && commands('modbus-relay').status.reply?.parse(ofRead)).toThrow('device-refused');
  });
});

describe('no family', () => {
  const held = /88|89/;
  it.each(models)('%s repeats a pulse, or sends one to all locks at once', (model) => {
    const { family } = commands(model);
    for (let lock = family.lowestLock; lock < family.lowestLock + 8; lock += 1)
      expect(commands(model).open(lock).safeToRepeat).toBe(false);
    expect(() => settledBoard(family, { board: 1, locks: 4, closedBit: 1, firstLock: family.lowestLock - 1 })).toThrow(
      'invalid-request',
    );
    expect(() => settledBoard(family, { board: 1, locks: family.mostLocks + 1, closedBit: 1 })).toThrow(
      'invalid-request',
    );
  });

  it.each(models)(
    '%s opens a lock of another board or two locks with one number, whatever its settings are, as long as they are taken',
    (model) => {
      const { family } = commands(model);
      const { from, to } = family.addresses;
      const board = fc.record({
        locks: fc.integer({ min: 1, max: family.mostLocks }),
        firstLock: fc.integer({ min: 0, max: 48 }),
        contacts: fc.boolean(),
      });
      fc.assert(
        fc.property(fc.integer({ min: from, max: to - 1 }), board, board, (address, one, other) => {
          const configs: LockBoardConfig[] = [
            { board: address, closedBit: 1, ...one },
            { board: address + 1, closedBit: 1, ...other },
          ];
          if (!canBe(model, configs)) return;
          const pulses = settledBoards(family, configs).flatMap((settled) =>
            Array.from({ length: settled.locks }, (_, lock) =>
              family.open(settled, settled.firstLock + lock, testLimits.locker).bytes.join(),
            ),
          );
          expect(new Set(pulses).size).toBe(pulses.length);
        }),
      );
    },
  );

  it('is given two boards whose contacts are read at one place: the doors of one would be told for the other', () => {
    const board = (address: number, more: Partial<LockBoardConfig>): LockBoardConfig => ({
      board: address,
      locks: 8,
      closedBit: 1,
      ...more,
    });
    expect(
      canBe('modbus-relay', [board(1, { contacts: true, inputBoard: 7 }), board(2, { contacts: true, inputBoard: 7 })]),
    ).toBe(false);
    expect(canBe('modbus-relay', [board(1, { contacts: true }), board(2, { contacts: true, inputBoard: 1 })])).toBe(
      false,
    );
    expect(
      canBe('modbus-relay', [
        board(1, { contacts: true, inputBoard: 7 }),
        board(2, { contacts: false, inputBoard: 7 }),
      ]),
    ).toBe(true);
    // Where contacts always are at the board itself, a word that is left over means nothing.
    expect(canBe('kerong-cu16', [board(1, { inputBoard: 1 }), board(2, { inputBoard: 1 })])).toBe(true);
  });

  it('WKLY knows the command that keeps a coil on', () => {
    const { open } = commands('wkly');
    for (let lock = 1; lock <= 48; lock += 1) expect(open(lock).bytes[6]?.toString(16)).not.toMatch(held);
  });

  it('Modbus writes a coil other than as a flash of the board itself', () => {
    for (let relay = 0; relay < 48; relay += 1)
      expect([...commands('modbus-relay').open(relay).bytes].slice(0, 6)).toEqual([1, 5, 2, relay, 0, 4]);
  });

  it('8A/80 takes its own opening for anything but an opening', () => {
    expect(commands('bcc-8a80').read([...encodeOpen(1, 1)].map((byte) => byte.toString(16)).join(' '))).toEqual([
      undefined,
    ]);
    expect(encodeOpenReply(1, 1, 0)).toEqual(hex('8A 01 01 00 8A'));
  });
});

describe.each(models)('the parser of %s', (model) => {
  const family = families[model];
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  const { status, open } = commands(model);
  const pieces = fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.constantFrom(status.bytes, open(3).bytes));

  it('gives the same for any bytes whatever the pieces, holds one frame at most and throws nothing', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), sizes, (line, cut) => {
        const bytes = Uint8Array.from(line.flatMap((piece) => [...piece]));
        const whole = family.createParser().push(bytes);
        const parser = family.createParser();
        const found = inPieces(bytes, cut).flatMap((piece) => parser.push(piece));
        expect(found).toEqual(whole);
        const kept = found.reduce((total, frame) => total + frame.length, 0);
        expect(bytes.length - kept - parser.takeDiscarded()).toBeLessThan(58);
      }),
    );
  });

  it('takes no frame for its doors that does not carry the address of the board', () => {
    const other = commands(model, { board: 9 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        for (const frame of family.createParser().push(bytes)) {
          if (frame.includes(9)) continue;
          expect(other.status.reply?.parse(frame)).toBeUndefined();
        }
      }),
    );
  });
});

import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LockerModel, SimulatedFault } from '../../native/index.ts';
import { byteByByte, whole } from '../../native/link/linkPair.ts';
import { families } from '../../native/locker/families/index.ts';
import { encodeFrame } from '../../native/locker/frames.ts';
import { lineLimits, lockerLine, usualBoard } from './lockerLine.ts';
import { rest, until } from './support.ts';

const models = Object.keys(families) as LockerModel[];

describe.each(models)('a line of %s', (model) => {
  const config = usualBoard(model);
  const { board } = config;

  it.each([
    ['whole frames', {}],
    ['byte by byte', { bytewise: true }],
    ['with local echo', { echo: true }],
    ['with local echo, byte by byte', { echo: true, bytewise: true }],
    ['with a firmware that answers an opening', { answersUnlock: true }],
    ['with a firmware that answers an opening, and echo', { answersUnlock: true, echo: true, bytewise: true }],
    ['when the first byte of every second answer is lost', { losesFirstByte: true }],
  ])(
    'opens, sees the door, sees it shut: %s',
    async (
      _name,
      {
        bytewise,
        ...wiring
      }: { bytewise?: boolean; echo?: boolean; answersUnlock?: boolean; losesFirstByte?: boolean },
    ) => {
      const it = lockerLine(model, [config], [{ ...config, ...wiring }], bytewise ? byteByByte : undefined);
      await it.connected();
      await it.locker
        .open(board, 2, 'op-1')
        .catch((thrown: Error) => expect(thrown.message).toContain('device-garbled'));
      expect(await until('open', () => it.doors()[0])).toMatchObject({
        commanded: true,
        door: { board, lock: 2, door: 'open' },
      });
      it.room.changeDoor(board, 2, { open: false });
      await until('shut', () => it.doors().find(({ door }) => door.door === 'closed'));
      expect(it.doors().length).toBe(2);
      expect(it.fired()).toEqual([[board, 2, 1]]);
    },
  );

  it('with contacts the other way round, where it is set so', async () => {
    const it = lockerLine(model, [{ ...config, closedBit: 0 }]);
    await it.connected();
    expect((await it.locker.doors()).map(({ door }) => door)).toEqual(Array.from({ length: 8 }, () => 'closed'));
  });

  it('with contacts the other way round that nobody set: every door reads open, so that none is ever assigned', async () => {
    const it = lockerLine(model, [config], [{ ...config, closedBit: 0 }]);
    await it.connected();
    expect((await it.locker.doors()).every(({ door }) => door === 'open')).toBe(true);
  });

  it('a jam: one pulse, no door is told, nothing is repeated', async () => {
    const it = lockerLine(model, [config]);
    it.room.changeDoor(board, 1, { jammed: true });
    await it.connected();
    await it.locker.open(board, 1, 'op-1');
    await rest(300);
    expect(it.fired()).toEqual([[board, 1, 1]]);
    expect(it.doors()).toEqual([]);
  });

  it.each(['silent', 'half-frames', 'noise'] as const)(
    '%s: no lock fires, no door is invented, and it recovers',
    async (trouble) => {
      let fault: SimulatedFault = 'none';
      const it = lockerLine(model, [config], [{ ...config, fault: () => fault }]);
      await it.connected();
      fault = trouble;
      await until('the trouble', () => it.health.calls.filter((call) => call.startsWith('failed')).length > 3);
      if (trouble !== 'noise') {
        await until('failing', () => it.health.calls.some((call) => call.startsWith('failing')));
        await expect(it.locker.open(board, 0, 'op-1')).rejects.toThrow('device-not-ready');
      }
      fault = 'none';
      await until('well again', () => it.health.calls.at(-1) === 'well');
      expect(it.fired()).toEqual([]);
      expect(it.doors()).toEqual([]);
    },
  );

  it('a foreign board on the line changes nothing', async () => {
    const it = lockerLine(model, [config], [config, { ...config, board: board + 1 }]);
    await it.connected();
    it.room.changeDoor(board + 1, 3, { open: true });
    await it.locker.open(board, 0, 'op-1');
    await until('our door', () => it.doors().length === 1);
    expect(it.fired()).toEqual([[board, 0, 1]]);
  });

  it('several boards: each by its own address, lock count and polarity, one pulse after another', async () => {
    const boards = [config, usualBoard(model, { board: board + 1, locks: 4, closedBit: 0 })];
    const it = lockerLine(model, boards);
    await it.connected();
    expect((await it.locker.doors()).map(({ door }) => door)).toEqual(Array.from({ length: 12 }, () => 'closed'));
    await Promise.all([it.locker.open(board, 7, 'op-1'), it.locker.open(board + 1, 3, 'op-2')]);
    await until('both', () => it.doors().length === 2);
    expect(it.fired()).toEqual([
      [board, 7, 1],
      [board + 1, 3, 1],
    ]);
    await expect(it.locker.open(board + 1, 4, 'op-3')).rejects.toThrow('invalid-request');
    await expect(it.locker.open(board + 2, 0, 'op-4')).rejects.toThrow('invalid-request');
  });
});

describe('a clock that is set', () => {
  it.each([
    ['back', -3_600_000, false],
    ['on', 3_600_000, true],
  ] as const)('%s between pulse and opening does not change whose opening it is', async (_way, by, commanded) => {
    const config = usualBoard('kerong-cu16');
    const it = lockerLine('kerong-cu16', [config], [config], whole, { ...lineLimits, commanded: 500 });
    it.room.changeDoor(1, 2, { jammed: true });
    await it.connected();
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    await it.locker.open(1, 2, 'op-1');
    vi.setSystemTime(Date.now() + by);
    if (!commanded) await rest(600); // Far too late to be ours.
    it.room.changeDoor(1, 2, { open: true });
    expect(await until('open', () => it.doors()[0])).toMatchObject({ commanded, door: { lock: 2, door: 'open' } });
  });
});

describe('a dead board among others', () => {
  it('does not stop them: its doors become unknown, it opens nothing, and its doors are told when it is back', async () => {
    let fault: SimulatedFault = 'none';
    const boards = [usualBoard('kerong-cu16'), usualBoard('kerong-cu16', { board: 2, locks: 4 })];
    const it = lockerLine('kerong-cu16', boards, [{ ...boards[0]!, fault: () => fault }, boards[1]!]);
    await it.connected();
    fault = 'silent';
    await until('told as silent', () => it.locker.boards()[0]?.answering === false);
    expect(it.locker.boards()).toMatchObject([
      { board: 1, answering: false, problem: { code: 'device-silent' } },
      { board: 2, answering: true },
    ]);
    await until(
      'eight unknown doors',
      () => it.doors().filter(({ door }) => door.board === 1 && door.door === 'unknown').length === 8,
    );
    await expect(it.locker.open(1, 0, 'op-1')).rejects.toThrow('device-not-ready');
    await it.locker.open(2, 1, 'op-2');
    await until('the other board opens', () =>
      it.doors().some(({ door, commanded }) => door.board === 2 && door.door === 'open' && commanded),
    );
    expect((await it.locker.doors()).map(({ door }) => door).slice(0, 9)).toEqual([
      ...Array.from({ length: 8 }, () => 'unknown'),
      'closed',
    ]);
    expect(it.health.calls.some((call) => call.startsWith('failing'))).toBe(false);

    it.room.changeDoor(1, 5, { open: true });
    const good = () => it.health.calls.filter((call) => call === 'good').length;
    const before = good();
    fault = 'none';
    const told = (lock: number) => it.doors().findLast(({ door }) => door.board === 1 && door.lock === lock);
    await until('known again', () => told(0)?.door.door === 'closed' && told(5)?.door.door === 'open');
    expect(told(5)?.commanded).toBe(false);
    // The devices screen hears of it although the line was ready all the time.
    expect(good()).toBe(before + 1);
    expect(it.fired()).toEqual([[2, 1, 1]]);
  });

  it('dead from the beginning: the line is ready all the same', async () => {
    const boards = [usualBoard('wkly'), usualBoard('wkly', { board: 2 })];
    const it = lockerLine('wkly', boards, [boards[1]!]);
    await it.connected();
    expect(it.locker.boards()).toMatchObject([{ answering: false }, { answering: true }]);
    await expect(it.locker.open(1, 0, 'op-1')).rejects.toThrow('device-not-ready');
    await it.locker.open(2, 0, 'op-2');
  });

  it('all dead: the line is not ready, and says why', async () => {
    const it = lockerLine('wkly', [usualBoard('wkly'), usualBoard('wkly', { board: 2 })], []);
    await expect(it.locker.connect(it.cable.host, it.health)).rejects.toThrow('device-silent');
  });
});

describe('two boards with one address', () => {
  it('are told as such when they say different things, and nothing is opened any more', async () => {
    const config = usualBoard('kerong-cu16');
    const it = lockerLine('kerong-cu16', [config], [config, { ...config, doorsOf: 9 }]);
    await it.connected();
    it.room.changeDoor(9, 4, { open: true });
    await until('found out', () => it.locker.boards()[0]?.problem?.detail?.includes('two boards answer at address 1'));
    await expect(it.locker.open(1, 0, 'op-1')).rejects.toThrow('two boards');
    expect(it.fired()).toEqual([]);
  });

  it('whose answers run into each other read as garbled, and the suspicion is said', async () => {
    const config = usualBoard('kerong-cu16');
    const it = lockerLine('kerong-cu16', [config], [config]);
    await it.connected();
    const answer = encodeFrame(1, 0, 0x35, [0xff, 0, 0, 0]);
    it.cable.device.onBytes(() => void it.cable.device.write(answer.slice(0, 4)).catch(() => {}));
    // The second board begins in the middle of every answer of the first.
    const write = it.cable.device.write;
    it.cable.device.write = (bytes) => write(bytes.map((byte, at) => (at > 3 ? byte & 0x11 : byte)));
    await until('garbled', () => it.locker.boards()[0]?.problem?.detail?.includes('perhaps two boards have address 1'));
    expect(it.locker.boards()[0]?.problem?.code).toBe('device-garbled');
  });
});

describe('a local echo', () => {
  it('is not taken for the answer of a relay board that is dead', async () => {
    const config = usualBoard('modbus-relay', { inputBoard: 7 });
    let fault: SimulatedFault = 'none';
    const it = lockerLine('modbus-relay', [config], [{ ...config, echo: true, fault: () => fault }]);
    await it.connected();
    fault = 'silent';
    await expect(it.locker.open(1, 0, 'op-1')).rejects.toThrow(/device-silent|device-not-ready/);
  });

  it('is told from a right answer of equal bytes on a line without echo', async () => {
    const config = usualBoard('modbus-relay');
    const it = lockerLine('modbus-relay', [config]);
    await it.connected();
    await it.locker.open(1, 0, 'op-1');
    await until('open', () => it.doors().length === 1);
  });
});

describe('a relay board without contacts', () => {
  const config = usualBoard('modbus-relay', { contacts: false });

  it('knows no more than that the pulse was sent, and that the relay was on', async () => {
    const it = lockerLine('modbus-relay', [config]);
    await it.connected();
    await it.locker.open(1, 2, 'op-1');
    await rest(200);
    expect(it.doors()).toEqual([]);
    expect((await it.locker.doors())[2]).toEqual({ board: 1, lock: 2, door: 'unknown', item: null, contact: false });
    expect(it.fired()).toEqual([[1, 2, 1]]);
    expect(it.logged.filter((line) => line.includes('does not show the relay'))).toEqual([]);
  });
});

describe('a board that speaks unasked', () => {
  it('is looked at as soon as it says so, not at the next round', async () => {
    const config = usualBoard('wkly');
    const it = lockerLine('wkly', [config], [config], whole, { ...lineLimits, poll: 600_000 });
    await it.connected();
    it.room.changeDoor(1, 3, { open: true });
    expect(await until('the door', () => it.doors()[0])).toMatchObject({
      commanded: false,
      door: { lock: 3, door: 'open' },
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommissioningView, LockBoardConfig, LockerModel } from '../../native/index.ts';
import {
  commissioningStep,
  newCommissioning,
  type CommissioningState,
  type Contacts,
  type Observation,
} from '../../native/locker/commissioning.ts';
import { families } from '../../native/locker/families/index.ts';
import type { SimulatedLockerSettings } from '../../native/simulated/simulatedLocker.ts';
import { lockerLine, usualBoard } from './lockerLine.ts';
import { testHost, lockerConfig, until } from './support.ts';

const models = Object.keys(families) as LockerModel[];
type Line = ReturnType<typeof lockerLine>;

/** A person before the box: shuts all doors, and says truly which one is open. */
async function setUp(
  it: Line,
  board: number,
  looked: (open: number[]) => number | 'none' | 'several' = truthfully,
): Promise<CommissioningView> {
  const ofBoards = () => it.room.snapshot().doors;
  let view = await it.locker.commission.start(board);
  for (let turn = 0; view.step !== 'done' && view.step !== 'refused'; turn += 1) {
    if (turn > 20) throw new Error('never ends');
    if (view.step === 'close-all') {
      for (const door of ofBoards()) it.room.changeDoor(door.board, door.lock, { open: false });
      view = await it.locker.commission.closed();
    } else if (view.step === 'open') {
      view = await it.locker.commission.open(`set-up-${turn}`);
    } else {
      await new Promise((resolve) => setTimeout(resolve, 100)); // The hook gives way.
      view = await it.locker.commission.which(
        looked(
          ofBoards()
            .filter(({ open }) => open)
            .map(({ lock }) => lock),
        ),
      );
    }
  }
  return view;
}
const truthfully = (open: number[]): number | 'none' | 'several' => (open.length > 1 ? 'several' : (open[0] ?? 'none'));

describe.each(models)('a board of %s that is wired otherwise than its settings say', (model) => {
  const configured = usualBoard(model);
  const { usual } = families[model];

  it.each([
    ['as it is set', {}, {}],
    ['contacts the other way round', { closedBit: 0 }, { closedBit: 0 }],
    ['numbers that begin one later', { firstLock: usual.firstLock + 1 }, { firstLock: usual.firstLock + 1 }],
    ['a firmware that answers an opening', { answersUnlock: true }, { answersOpen: true }],
    ['a firmware that does not', { answersUnlock: false }, { answersOpen: false }],
    ['a firmware that answers, on a line with echo', { answersUnlock: true, echo: true }, { answersOpen: true }],
    ['a firmware that does not, on a line with echo', { answersUnlock: false, echo: true }, { answersOpen: false }],
    ['contacts that are not connected', { contacts: false }, { contacts: false }],
  ] satisfies [string, Partial<SimulatedLockerSettings>, Partial<LockBoardConfig>][])(
    '%s: concludes it',
    async (_name, wiring, expected) => {
      const it = lockerLine(model, [configured], [{ ...configured, ...wiring } as SimulatedLockerSettings]);
      await it.connected();
      const view = await setUp(it, configured.board);
      expect(view).toMatchObject({ step: 'done', refusal: null, opened: 2 });
      expect(view.conclusion).toEqual({
        board: configured.board,
        locks: 8,
        inputBoard: configured.board,
        closedBit: 1,
        firstLock: usual.firstLock,
        contacts: true,
        answersOpen: usual.answersOpen,
        ...expected,
      });
      expect(it.fired().length).toBe(2);
    },
  );
});

describe('a relay board that is set up for the first time, without a word of contacts in its settings', () => {
  const { contacts: _, ...bare } = usualBoard('modbus-relay');

  it.each([
    ['with contacts at its inputs: finds them', { contacts: true }, true],
    ['with inputs that nothing is wired to', { contacts: false }, false],
    ['without inputs', { contacts: true, inputBoard: 9 }, false],
  ] as const)('%s', async (_name, wiring, contacts) => {
    const it = lockerLine('modbus-relay', [bare], [{ ...bare, ...wiring }]);
    await it.connected();
    expect(await setUp(it, 1)).toMatchObject({
      step: 'done',
      conclusion: { contacts, firstLock: 0, answersOpen: true },
    });
  });
});

describe('a board that cannot be understood', () => {
  const config = usualBoard('kerong-cu16');
  const refused = async (
    wiring: Partial<SimulatedLockerSettings>,
    prepare?: (it: Line) => void,
    looked?: Parameters<typeof setUp>[2],
    more: SimulatedLockerSettings[] = [],
  ) => {
    const it = lockerLine('kerong-cu16', [config], [{ ...config, ...wiring }, ...more]);
    await it.connected();
    prepare?.(it);
    const view = await setUp(it, 1, looked);
    expect(view).toMatchObject({ step: 'refused', conclusion: null });
    return view.refusal;
  };

  it('a jam', async () => {
    expect(await refused({}, (it) => it.room.changeDoor(1, 1, { jammed: true }))).toBe('nothing-opened');
  });
  it('contacts in another order than locks', async () => {
    expect(await refused({ contactAt: [7, 6, 5, 4, 3, 2, 1, 0] })).toBe('contact-of-another-door');
  });
  it('contacts of both kinds', async () => {
    expect(await refused({ otherContacts: [5] })).toBe('doors-differ');
  });
  it('a person who says another door each time', async () => {
    expect(await refused({ contacts: false }, undefined, (open) => ((open[0] ?? 0) === 1 ? 1 : 5))).toBe(
      'numbers-differ',
    );
  });
  it('a person who says a door that did not move', async () => {
    expect(await refused({}, undefined, () => 6)).toBe('contact-of-another-door');
  });
  it('a person who says a door that does not exist', async () => {
    expect(await refused({}, undefined, () => 12)).toBe('number-impossible');
  });
  it('numbers that begin so late that the last door would have none of its own', async () => {
    const sixteen = { ...config, locks: 16 };
    const it = lockerLine('kerong-cu16', [sixteen], [{ ...sixteen, locks: 15, firstLock: 1, contacts: false }]);
    await it.connected();
    expect(await setUp(it, 1)).toMatchObject({ step: 'refused', refusal: 'number-impossible', conclusion: null });
  });
  it('two boards with one address', async () => {
    expect(await refused({}, undefined, undefined, [{ ...config, doorsOf: 9 }])).toBe('several-opened');
  });
});

describe('while a board is being set up', () => {
  const config = usualBoard('kerong-cu16');

  it('its doors are unknown, it opens for nobody else, and afterwards all is as before', async () => {
    const it = lockerLine('kerong-cu16', [config]);
    await it.connected();
    await it.locker.commission.start(1);
    expect(it.doors().filter(({ door }) => door.door === 'unknown').length).toBe(8);
    expect((await it.locker.doors()).every(({ door }) => door === 'unknown')).toBe(true);
    await expect(it.locker.open(1, 0, 'op-1')).rejects.toThrow('being set up');
    await it.locker.commission.end();
    await until('known again', () => it.doors().filter(({ door }) => door.door === 'closed').length === 8);
    await it.locker.open(1, 0, 'op-2');
    await until('open', () => it.doors().at(-1)?.door.door === 'open');
    expect(it.doors().filter(({ door, commanded }) => door.door === 'open' && !commanded)).toEqual([]);
  });

  it('an answer that was on its way when it was set aside does not keep its doors unknown afterwards', async () => {
    const it = lockerLine('kerong-cu16', [config]);
    await it.connected();
    let started: Promise<unknown> | undefined;
    it.cable.device.onBytes(() => void (started ??= it.locker.commission.start(1)));
    await until('a question, and the board set aside before its answer', () => started);
    await new Promise((resolve) => setTimeout(resolve, 100)); // The answer is in.
    const before = it.doors().length;
    await it.locker.commission.end();
    await until(
      'known again',
      () =>
        it
          .doors()
          .slice(before)
          .filter(({ door }) => door.door === 'closed').length === 8,
    );
  });

  it('a door that is shut while its board comes back is known all the same', async () => {
    const it = lockerLine('kerong-cu16', [config]);
    await it.connected();
    await it.locker.commission.start(1);
    it.room.changeDoor(1, 3, { open: true });
    await it.locker.commission.end();
    const before = it.doors().length;
    // After the first answer: no two answers in a row agree about this door when the others are told.
    it.cable.device.onBytes(() => setTimeout(() => it.room.changeDoor(1, 3, { open: false }), 5));
    await until('the others are known', () =>
      it
        .doors()
        .slice(before)
        .some(({ door }) => door.lock === 4 && door.door === 'closed'),
    );
    await until('known', () => it.doors().findLast(({ door }) => door.lock === 3)?.door.door === 'closed');
    expect(
      it
        .doors()
        .slice(before)
        .filter(({ door, commanded }) => door.door === 'open' && !commanded),
    ).toEqual([]);
  });

  it('a step out of turn, a second one meanwhile and a used operation id are refused; nothing fires', async () => {
    const it = lockerLine('kerong-cu16', [config]);
    await it.connected();
    await expect(it.locker.commission.open('op-1')).rejects.toThrow('invalid-request');
    await it.locker.commission.start(1);
    await expect(it.locker.commission.open('op-2')).rejects.toThrow('invalid-request');
    const first = it.locker.commission.closed();
    await expect(it.locker.commission.closed()).rejects.toThrow('invalid-request');
    expect(await first).toMatchObject({ step: 'open', opened: 0, openings: 2 });
    expect(it.fired()).toEqual([]);
    await it.locker.commission.open('op-3');
    await expect(it.locker.commission.open('op-4')).rejects.toThrow('invalid-request');
    await it.locker.commission.start(1);
    await it.locker.commission.closed();
    await expect(it.locker.commission.open('op-3')).rejects.toThrow('sent before');
    expect(it.fired().length).toBe(1);
  });

  it('a contact that does not come to rest is said, and can be looked at again', async () => {
    const it = lockerLine('kerong-cu16', [config]);
    await it.connected();
    await it.locker.commission.start(1);
    let turn = 0;
    // Another door at every look, so that a repeated question changes nothing of it.
    it.cable.device.onBytes(() => {
      it.room.changeDoor(1, turn % 8, { open: false });
      turn += 1;
      it.room.changeDoor(1, turn % 8, { open: true });
    });
    await expect(it.locker.commission.closed()).rejects.toThrow('come to rest');
    expect(it.fired()).toEqual([]);
  });

  it('is asked for through the host, step by step', async () => {
    const host = await testHost([lockerConfig]);
    await host.is('box', 'ready');
    const deviceId = 'box';
    expect(await host.ask('locker.commission.start', { deviceId, board: 0 })).toMatchObject({
      ok: true,
      value: { step: 'close-all', openings: 2 },
    });
    expect(await host.ask('locker.commission.closed', { deviceId })).toMatchObject({
      ok: true,
      value: { step: 'open' },
    });
    expect(await host.ask('locker.commission.open', { deviceId, operationId: 'op-1' })).toMatchObject({
      ok: true,
      value: { step: 'which' },
    });
    expect(await host.ask('locker.commission.which', { deviceId, door: 'none' })).toMatchObject({
      ok: true,
      value: { step: 'refused', refusal: 'nothing-opened' },
    });
    expect(await host.ask('locker.commission.end', { deviceId })).toEqual({ ok: true, value: null });
    expect(await host.ask('locker.commission.start', { deviceId, board: 3 })).toMatchObject({
      ok: false,
      error: { code: 'invalid-request' },
    });
  });
});

describe('the conclusion', () => {
  const bit = fc.constantFrom<0 | 1>(0, 1);
  const contacts = fc.array(fc.oneof(bit, fc.constant(null)), { minLength: 4, maxLength: 4 });
  const observation: fc.Arbitrary<Observation> = fc.oneof(
    contacts.map((seen): Observation => ({ kind: 'all-closed', contacts: seen })),
    fc.boolean().map((answered): Observation => ({ kind: 'pulsed', answered })),
    fc
      .tuple(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom<'none' | 'several'>('none', 'several')), contacts)
      .map(([door, seen]): Observation => ({ kind: 'said', door, contacts: seen })),
  );
  const begin = (): CommissioningState =>
    newCommissioning({ locks: 4, lowestLock: 0, highestLock: 15, closedBit: 1 }, 0);

  it('is drawn from nothing but observations that fit together, whatever is seen and said', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 30 }), (seen) => {
        const end = seen.reduce(commissioningStep, begin());
        if (end.step.step !== 'done') return;
        const { closedBit, firstLock, contacts: wired } = end.step.conclusion;
        expect(end.trials.length).toBe(2);
        for (const { lock, door, before, after } of end.trials) {
          expect(lock - door).toBe(firstLock);
          if (wired) {
            expect(before.every((each) => each === closedBit)).toBe(true);
            expect(after.flatMap((each, at) => (each === before[at] ? [] : [at]))).toEqual([door]);
          } else expect(after).toEqual(before);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it.each([0, 1] as const)('needs two openings that agree; polarity %i', (closedBit) => {
    const open: 0 | 1 = closedBit === 1 ? 0 : 1;
    const shut: Contacts = [closedBit, closedBit, closedBit, closedBit];
    const opened = (door: number): Contacts => shut.map((each, at) => (at === door ? open : each));
    const play = (doors: [number, number], answers: [boolean, boolean]) =>
      [
        { kind: 'all-closed', contacts: shut } as const,
        { kind: 'pulsed', answered: answers[0] } as const,
        { kind: 'said', door: doors[0], contacts: opened(doors[0]) } as const,
        { kind: 'all-closed', contacts: shut } as const,
        { kind: 'pulsed', answered: answers[1] } as const,
        { kind: 'said', door: doors[1], contacts: opened(doors[1]) } as const,
        { kind: 'all-closed', contacts: shut } as const,
      ].reduce(commissioningStep, begin()).step;
    expect(play([0, 1], [true, true])).toEqual({
      step: 'done',
      conclusion: { closedBit, firstLock: 1, contacts: true, answersOpen: true },
    });
    expect(play([1, 2], [true, false])).toEqual({
      step: 'done',
      conclusion: { closedBit, firstLock: 0, contacts: true, answersOpen: false },
    });
    expect(play([1, 1], [true, true])).toEqual({ step: 'refused', refusal: 'numbers-differ' });
    expect(play([2, 3], [true, true])).toEqual({ step: 'refused', refusal: 'number-impossible' });
  });
});

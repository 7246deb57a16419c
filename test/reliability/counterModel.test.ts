import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Action, Appointment } from '../../backend/contract/index.ts';
import { isPerishable } from '../../electron/core/kernel/outbox/outbox.ts';
import { Counter, people, type Fate, type Person, type Push } from './counterModel.ts';
import { applyToVisit } from '../support/effects.ts';

/**
 * Deeds, bad answers, crashes, pushes and fetches in any order, against what must hold after each of them: what is
 * shown is what the office told and then what was done here; what the office told is what it had at that cursor; a call
 * is sent once at most; the deeds for one person arrive in their order. And in the end: every deed is applied once,
 * refused or withdrawn, and nothing is stuck.
 */

type Step = { name: string; play: (counter: Counter) => void | Promise<void> };
/** What the model keeps: nothing but the counter is needed to say what must hold, so it is empty. */
type Model = Record<string, never>;

class Move implements fc.AsyncCommand<Model, Counter> {
  readonly #step: Step;
  constructor(step: Step) {
    this.#step = step;
  }
  check(): boolean {
    return true;
  }
  async run(_model: Model, counter: Counter): Promise<void> {
    await this.#step.play(counter);
    await counter.settled();
    mustHold(counter);
  }
  toString(): string {
    return this.#step.name;
  }
}

const step = { state: 'done' as const, at: '2026-11-23T09:00:00.000Z', evidence: {} };
const deedsFor = (appointmentId: Person): Action[] => [
  { kind: 'check-in', appointmentId },
  { kind: 'appear', appointmentId },
  { kind: 'miss', appointmentId },
  { kind: 'park', appointmentId, reason: 'r' },
  { kind: 'record-step', appointmentId, stepId: 'identity', step },
  { kind: 'record-step', appointmentId, stepId: 'papers', step },
  { kind: 'finish', appointmentId, outcome: 'completed' },
  { kind: 'call', appointmentId },
  { kind: 'resume', appointmentId },
];
/** Of what is possible for this person now, one; what is not possible teaches nothing. */
function possible(appointment: Appointment | undefined, by: string, choice: number): Action | null {
  const actions = appointment
    ? deedsFor(appointment.id as Person).filter(
        (action) => applyToVisit(appointment, [], action, { commandId: 'x', counterId: by, now: step.at }).ok,
      )
    : [];
  return actions[choice % actions.length] ?? null;
}
const undoLast = (person: Person): Step => ({
  name: `undo of ${person}`,
  play: (counter) => {
    const last = counter.office.get('appointment', person)?.undo;
    if (last) counter.do({ kind: 'undo', appointmentId: person, commandId: last.commandId });
  },
});
const doOne = (person: Person, choice: number): Step => ({
  name: `do ${choice} for ${person}`,
  play: (counter) => {
    const action = possible(counter.office.get('appointment', person), 'counter-1', choice);
    if (action) counter.do(action);
  },
});
const elsewhere = (deeds: [Person, number][]): Step => ({
  name: `elsewhere ${deeds.map(([person, choice]) => `${choice} for ${person}`).join(', ')}`,
  play: ({ backend }) => {
    for (const [person, choice] of deeds) {
      const action = possible(backend.truth.get(person), 'counter-2', choice);
      if (action) backend.elsewhere(person, action);
    }
  },
});
const anybody = fc.tuple(fc.constantFrom(...people), fc.nat(20));

const steps = fc.oneof(
  { weight: 10, arbitrary: anybody.map(([person, choice]) => doOne(person, choice)) },
  {
    weight: 2,
    arbitrary: fc.constant<Step>({ name: 'call next', play: (counter) => counter.do({ kind: 'call-next' }) }),
  },
  { weight: 1, arbitrary: fc.constantFrom(...people).map(undoLast) },
  {
    weight: 5,
    arbitrary: fc
      .array(
        fc.constantFrom<Fate>(
          'pass',
          'lost',
          'lost-done',
          'held-done',
          'failed',
          'nonsense',
          'nonsense-done',
          'refuse',
        ),
        { minLength: 1, maxLength: 4 },
      )
      .map((fates): Step => ({
        name: `then ${fates.join(', ')}`,
        play: (counter) => void counter.fates.push(...fates),
      })),
  },
  { weight: 4, arbitrary: fc.array(anybody, { minLength: 1, maxLength: 3 }).map(elsewhere) },
  {
    weight: 1,
    arbitrary: fc.constant<Step>({
      name: 'fails over the next again and again',
      play: (counter) => void counter.fates.push('failed', 'failed', 'failed'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Step>({
      name: 'the next is under way for long',
      play: (counter) => void counter.fates.unshift('held-done'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom<Push>('fresh', 'hint', 'stale', 'gap', 'again')
      .map((push): Step => ({ name: `push ${push}`, play: (counter) => counter.push(push) })),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Step>(
      { name: 'pull', play: (counter) => counter.pull() },
      { name: 'retry', play: (counter) => counter.retry() },
      { name: 'go on without the call', play: (counter) => counter.forgetCall() },
      { name: 'release what is held', play: (counter) => counter.release() },
      { name: 'some time', play: async () => void (await vi.advanceTimersByTimeAsync(9000)) },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Step>(
      { name: 'crash', play: (counter) => counter.crash() },
      { name: 'the stream ends', play: (counter) => counter.cutStream() },
      { name: 'away', play: (counter) => void (counter.unreachable = true) },
      { name: 'commands arrive, but no news', play: (counter) => void (counter.newsFail = true) },
      { name: 'back', play: (counter) => void (counter.unreachable = counter.newsFail = false) },
      { name: 'a backup is put back', play: (counter) => counter.backend.resetNext() },
    ),
  },
);

/** Times differ between the two clocks, and a counter does not know the version to come. */
const plain = ({ version: _version, ...rest }: Appointment): unknown =>
  JSON.parse(JSON.stringify(rest, (key, value) => (/At$|^at$/.test(key) ? null : value)));

function mustHold({ store, office, backend, deeds: done }: Counter): void {
  const told = backend.at(Number(store.meta('cursor') ?? 0));
  expect(people.map((id) => office.told('appointment', id) ?? null)).toEqual(people.map((id) => told.get(id) ?? null));

  const expected = new Map(people.flatMap((id) => (told.has(id) ? [[id as string, told.get(id) as Appointment]] : [])));
  for (const { command, state } of store.commands()) {
    const about = 'appointmentId' in command.action ? expected.get(command.action.appointmentId) : undefined;
    if (!about || state !== 'waiting' || isPerishable(command.action) || about.undo?.commandId === command.id) continue;
    const result = applyToVisit(about, [], command.action, {
      commandId: command.id,
      counterId: command.counterId ?? '',
      now: command.at,
    });
    if (result.ok) expected.set(about.id, result.appointments[0]);
  }
  expect(office.all('appointment').map(plain)).toEqual([...expected.values()].map(plain));

  for (const [id, times] of backend.callsSent) expect(times, id).toBe(1);
  for (const person of people) {
    const theirs = done
      .filter(({ action }) => 'appointmentId' in action && action.appointmentId === person)
      .map(({ id }) => id);
    expect(backend.decided.filter((id) => theirs.includes(id))).toEqual(
      theirs.filter((id) => backend.decided.includes(id)),
    );
  }
}

/** The backend answers again. */
async function recover(counter: Counter): Promise<void> {
  counter.unreachable = counter.newsFail = false;
  counter.fates.length = 0;
  counter.release();
  for (let n = 0; n < 4; n += 1) {
    counter.retry();
    await counter.settled();
    await vi.advanceTimersByTimeAsync(9000);
    await counter.settled();
  }
  counter.pull();
  await counter.settled();
}

function mustHaveEnded({ outbox, office, backend, deeds: done, store }: Counter): void {
  expect(outbox.counts().waiting).toBe(0);
  expect(outbox.appliedNow()).toEqual([]);
  const refusedHere = outbox.open().map(({ command: { id } }) => id);
  for (const { id, action } of done) {
    const answer = backend.answers.get(id);
    // A call that was given up before it got through is nobody's any more.
    if (
      answer === undefined &&
      done.some((later) => later.action.kind === 'forget-call' && later.action.commandId === id)
    )
      continue;
    expect(answer, `${action.kind} reached the office`).toBeDefined();
    // A refused call is told at once and leaves nothing to look after.
    expect(refusedHere.includes(id)).toBe(answer?.ok === false && !isPerishable(action));
  }
  expect([...backend.decided].toSorted()).toEqual([...new Set(backend.decided)].toSorted());
  for (const id of backend.decided) expect(done.some((command) => command.id === id)).toBe(true);
  expect(store.commands().map(({ command: { id } }) => id)).toEqual(refusedHere);
  expect(people.map((id) => office.get('appointment', id))).toEqual(people.map((id) => backend.truth.get(id)));
  expect(people.filter((id) => office.isPending(id))).toEqual([]);
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** More of them: `MODEL_RUNS=500`. A failing run prints its seed and path. */
const runs = Number(process.env['MODEL_RUNS'] ?? 30);

it('whatever happens to a counter and its line: nothing lost, nothing twice, nothing out of order, nothing stuck', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.commands([steps.map((one) => new Move(one))], { maxCommands: 35, size: 'max' }),
      async (commands) => {
        const counter = new Counter();
        vi.stubGlobal('fetch', counter.fetch);
        counter.start();
        try {
          await counter.settled();
          await fc.asyncModelRun(() => ({ model: {}, real: counter }), commands);
          await recover(counter);
          mustHold(counter);
          mustHaveEnded(counter);
        } finally {
          counter.end();
        }
      },
    ),
    { numRuns: runs },
  );
});

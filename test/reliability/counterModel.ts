import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Action, Appointment, Change, Command, ProblemCode } from '../../backend/contract/index.ts';
import { makeOfficeDay } from '../../backend/seed/officeDay.ts';
import { openStore, type Store } from '../../electron/core/kernel/database/store.ts';
import { Office } from '../../electron/core/kernel/records/office.ts';
import { BackendClient } from '../../electron/core/kernel/outbox/backendClient.ts';
import { isPerishable, Outbox } from '../../electron/core/kernel/outbox/outbox.ts';
import { OutboxSender } from '../../electron/core/kernel/outbox/outboxSender.ts';
import { OfficeClock } from '../../electron/core/kernel/sync/officeClock.ts';
import { Sync } from '../../electron/core/kernel/sync/sync.ts';
import { testKey } from '../support/keys.ts';
import { applyToVisit } from '../support/effects.ts';

/**
 * One counter's outbox, sender, office and sync as they are, and a backend in memory that may treat every request
 * badly.
 */

const here = 'counter-1';
const seed = makeOfficeDay(new Date('2026-11-23T08:00:00.000Z')).appointments.find(({ ticket }) => ticket === 'A017')!;
export const people = ['p0', 'p1', 'p2'] as const;
export type Person = (typeof people)[number];

/** What happens to one request that carries commands. `done`: the backend did it before. */
export type Fate = 'pass' | 'lost' | 'lost-done' | 'held-done' | 'failed' | 'nonsense' | 'nonsense-done' | 'refuse';
export type Push = 'fresh' | 'hint' | 'stale' | 'gap' | 'again';

type Answer = { ok: true; appointmentId: string | null } | { ok: false; code: ProblemCode };
interface Reply {
  status: number;
  body: unknown;
}
const problem = (code: ProblemCode, status: number): Reply => ({
  status,
  body: { type: `urn:schalterwerk:problem:${code}`, title: 'x', status, code },
});

/** Decides like the real one, by the same transitions; each id once. */
export class BackendInMemory {
  readonly truth = new Map<string, Appointment>(
    people.map((id) => [
      id,
      {
        ...seed,
        id,
        ticket: id,
        visitId: null,
        state: 'scheduled',
        arrivedAt: null,
        calledAt: null,
        counterId: null,
        undo: null,
        version: 0,
      },
    ]),
  );
  readonly #log: Change[] = [];
  readonly answers = new Map<string, Answer>();
  /** Ids in the order in which they were decided, voided ones left out. */
  readonly decided: string[] = [];
  /** How often a call was sent as such; looking it up does not count. */
  readonly callsSent = new Map<string, number>();
  readonly #hints: object[] = [];
  #resetNext = false;

  constructor() {
    for (const one of this.truth.values()) this.#note(one);
  }

  get cursor(): number {
    return this.#log.length;
  }

  /** The records as they were told up to a cursor. */
  at(cursor: number): Map<string, unknown> {
    return new Map(this.#log.slice(0, cursor).map(({ id, value }) => [id, value]));
  }

  elsewhere(person: Person, action: Action): void {
    this.#apply(this.truth.get(person)!, action, { commandId: `other-${this.cursor}`, counterId: 'counter-2' });
  }

  resetNext(): void {
    this.#resetNext = true;
  }

  changes(since: number): Reply {
    const reset = this.#resetNext;
    this.#resetNext = false;
    return {
      status: 200,
      body: {
        cursor: this.cursor,
        reset,
        more: false,
        changes: reset
          ? [...this.at(this.cursor)].map(([id, value]) => ({ seq: this.cursor, kind: 'appointment', id, value }))
          : this.#log.slice(since),
        now: new Date().toISOString(),
      },
    };
  }

  /** A message of the event stream; old ones come again, some leave something out. */
  hint(push: Push, standing: number): object {
    const since = push === 'gap' ? Math.max(0, this.cursor - 1) : Math.min(standing, this.cursor);
    const old = push === 'stale' ? this.#hints[0] : push === 'again' ? this.#hints.at(-1) : undefined;
    const fresh =
      push === 'hint' ? { cursor: this.cursor } : { cursor: this.cursor, since, changes: this.#log.slice(since) };
    if (!old) this.#hints.push(fresh);
    return old ?? fresh;
  }

  take(command: Command, refuse: boolean): Answer {
    if (isPerishable(command.action)) this.callsSent.set(command.id, (this.callsSent.get(command.id) ?? 0) + 1);
    const earlier = this.answers.get(command.id);
    if (earlier) return earlier;
    const answer = refuse ? { ok: false as const, code: 'wrong-state' as const } : this.#decide(command);
    this.answers.set(command.id, answer);
    this.decided.push(command.id);
    return answer;
  }

  voidOrLookUp(id: string): Answer {
    const answer = this.answers.get(id) ?? { ok: false, code: 'voided' };
    this.answers.set(id, answer);
    return answer;
  }

  #decide({ id, counterId, action }: Command): Answer {
    if (counterId === null) return { ok: false, code: 'counter-not-chosen' };
    if (action.kind === 'forget-call') {
      const call = this.voidOrLookUp(action.commandId);
      const brought = call.ok && call.appointmentId !== null ? this.truth.get(call.appointmentId) : undefined;
      if (brought?.counterId !== counterId) return { ok: true, appointmentId: null };
      return this.#apply(
        brought,
        { kind: 'undo', appointmentId: brought.id, commandId: action.commandId },
        { commandId: id, counterId },
      );
    }
    const about =
      'appointmentId' in action
        ? this.truth.get(action.appointmentId)
        : [...this.truth.values()].find(({ state }) => state === 'waiting');
    if (!about) return { ok: true, appointmentId: null };
    return this.#apply(about, action, { commandId: id, counterId });
  }

  #apply(about: Appointment, action: Action, by: { commandId: string; counterId: string }): Answer {
    const result = applyToVisit(about, [], action, { ...by, now: '2026-11-23T09:00:00.000Z' });
    if (!result.ok) return { ok: false, code: result.code };
    for (const one of result.appointments) this.#note(one);
    return { ok: true, appointmentId: about.id };
  }

  #note(one: Appointment): void {
    this.truth.set(one.id, one);
    this.#log.push({ seq: this.#log.length + 1, kind: 'appointment', id: one.id, value: one });
  }
}

export class Counter {
  readonly backend = new BackendInMemory();
  /** For the next requests with commands, one each; then everything passes. */
  readonly fates: Fate[] = [];
  /** Nothing gets through. */
  unreachable = false;
  /** Commands do, but what is new cannot be fetched. */
  newsFail = false;
  /** What was done here, in order. */
  readonly deeds: Command[] = [];
  store!: Store;
  office!: Office;
  outbox!: Outbox;
  #sync!: Sync;
  #sender!: OutboxSender;
  readonly #folder = mkdtempSync(join(tmpdir(), 'schalterwerk-model-'));
  #life = 0;
  #underWay = 0;
  readonly #held: (() => void)[] = [];
  #stream: ReadableStreamDefaultController<Uint8Array> | undefined;

  /** With `fetch` in the place of the network already. */
  start(): void {
    const opened = openStore(this.#folder, testKey, () => {});
    if (!opened.ok) throw new Error(opened.detail);
    this.store = opened.store;
    this.office = new Office(this.store);
    this.outbox = new Outbox(this.store, this.office);
    const client = new BackendClient(() => 'http://backend.invalid');
    const nothing = (): void => {};
    const token = (): string => 'token';
    const clock = new OfficeClock(this.store);
    this.#sync = new Sync({
      store: this.store,
      office: this.office,
      outbox: this.outbox,
      client,
      clock,
      token,
      log: nothing,
      onConnection: nothing,
      onRecords: nothing,
      onUnauthorised: nothing,
      checkSession: nothing,
      onBack: () => this.#sender.retryNow(),
    });
    this.#sender = new OutboxSender({
      outbox: this.outbox,
      client,
      token,
      counterId: () => here,
      log: nothing,
      pull: () => this.#sync.pull(),
      onUnauthorised: nothing,
      onCounterLost: nothing,
      onReachable: (reachable) => this.#sync.reachable(reachable),
      onHeldBack: nothing,
      onSettled: nothing,
    });
    this.outbox.connect(nothing, () => this.#sender.kick());
    this.#sync.start();
    this.#sender.kick();
  }

  /** As a power cut does: nothing that is under way is heard of any more. */
  crash(): void {
    this.#stop();
    this.start();
  }

  end(): void {
    this.#stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #stop(): void {
    this.#life += 1;
    this.#underWay = 0;
    this.#held.length = 0;
    this.#stream = undefined;
    this.#sync.stop();
    void this.#sender.stop();
    this.store.close();
  }

  do(action: Action): void {
    const added = this.outbox.add(here, action);
    if (added.ok) this.deeds.push(added.value.command);
  }

  /** Goes on without a call whose outcome nobody knows. */
  forgetCall(): void {
    if (this.outbox.forgetCall(here).ok) this.deeds.push(this.outbox.open().at(-1)!.command);
  }

  retry(): void {
    this.#sender.retryNow();
  }

  pull(): void {
    void this.#sync.pull();
  }

  release(): void {
    for (const go of this.#held.splice(0)) go();
  }

  push(push: Push): void {
    this.#stream?.enqueue(
      Buffer.from(`data: ${JSON.stringify(this.backend.hint(push, Number(this.store.meta('cursor') ?? 0)))}\n\n`),
    );
  }

  cutStream(): void {
    this.#stream?.error(new Error('cut'));
    this.#stream = undefined;
  }

  /** Until nothing moves any more by itself. */
  async settled(): Promise<void> {
    for (let calm = 0; calm < 5; calm = this.#underWay === 0 ? calm + 1 : 0)
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
  }

  /** Takes the place of the network. */
  readonly fetch = async (
    address: string,
    { method = 'GET', body, signal }: { method?: string; body?: string; signal: AbortSignal },
  ): Promise<Response> => {
    const url = new URL(address);
    const path = url.pathname.replace('/api/v1', '');
    const life = this.#life;
    this.#underWay += 1;
    try {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      if (life !== this.#life) return await new Promise(() => {});
      if (path === '/events') return this.#open(signal);
      if (path === '/changes') {
        if (this.unreachable || this.newsFail) throw new Error('unreachable');
        return asResponse(this.backend.changes(Number(url.searchParams.get('since'))));
      }
      const fate = this.unreachable ? 'lost' : (this.fates.shift() ?? 'pass');
      if (fate === 'lost') throw new Error('lost');
      if (fate === 'failed') return asResponse(problem('server-error', 500));
      if (fate === 'nonsense') return new Response('<html>');
      const reply = this.#decide(method, path, body, fate === 'refuse');
      if (fate === 'lost-done') throw new Error('lost');
      if (fate === 'nonsense-done') return new Response('<html>');
      if (fate === 'held-done') {
        this.#underWay -= 1;
        await new Promise<void>((resolve) => {
          this.#held.push(resolve);
        });
        this.#underWay += 1;
      }
      return asResponse(reply);
    } finally {
      if (life === this.#life) this.#underWay -= 1;
    }
  };

  #decide(method: string, path: string, body: string | undefined, refuse: boolean): Reply {
    const told = (id: string, answer: Answer): object =>
      answer.ok
        ? { status: 'applied', commandId: id, appointmentId: answer.appointmentId }
        : { status: 'refused', commandId: id, code: answer.code };
    const alone = (id: string, answer: Answer): Reply =>
      answer.ok ? { status: 200, body: told(id, answer) } : problem(answer.code, 409);
    if (method === 'PUT') {
      const id = path.split('/')[2]!;
      return alone(id, this.backend.voidOrLookUp(id));
    }
    const input = JSON.parse(body ?? '') as Command & { commands?: Command[] };
    if (input.commands)
      return {
        status: 200,
        body: { answers: input.commands.map((command) => told(command.id, this.backend.take(command, refuse))) },
      };
    return alone(input.id, this.backend.take(input, refuse));
  }

  #open(signal: AbortSignal): Response {
    if (this.unreachable) throw new Error('unreachable');
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#stream = controller;
        signal.addEventListener('abort', () => {
          if (this.#stream === controller) this.cutStream();
        });
      },
    });
    return new Response(body);
  }
}

const asResponse = ({ status, body }: Reply): Response => new Response(JSON.stringify(body), { status });

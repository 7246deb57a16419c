import type { Log } from '../ports.ts';
import type { StoredCommand } from '../database/store.ts';
import { knownCode, traits, type Command, type ProblemCode } from '../../../../backend/contract/index.ts';
import type { BackendClient } from './backendClient.ts';
import { isPerishable, type Outbox } from './outbox.ts';

export type SendResult =
  | { kind: 'applied'; appointmentId: string | null }
  | { kind: 'refused'; code: string }
  | { kind: 'withdrawn' };

/** As many as the contract lets travel together, and no more than the backend reads at once. */
const batchSize = 50;
const batchCharacters = 1_000_000;
/** A backend that fails over one command this often fails over it, and not over what else happened at the moment. */
const failuresBorne = 3;
/** While thousands are sent, what arrived is shown this often: showing each batch takes longer than sending it. */
const shownEveryMs = 300;
/** What is done right after something else travels with what follows it; a hand is slower than that. */
const gatherMs = 20;
const heldBackMs = 60_000;

export const sendingPauses = { firstMs: 500, longestMs: 15_000, growth: 2 } as const;

/**
 * Why it is not sent for now although the backend answers: it fails over it, only a clerk of another counter may
 * deliver it, or it is of an older version.
 */
export type HeldBack = 'failing' | 'other-counter' | 'older-backend';

interface Confirmed {
  entry: StoredCommand;
  appointmentId: string | null;
}

interface SenderOptions {
  outbox: Outbox;
  client: BackendClient;
  token: () => string | null;
  counterId: () => string | null;
  log: Log;
  /** Fetches the backend's records, so that what was applied is shown from them. */
  pull: () => Promise<void>;
  onUnauthorised: () => void;
  onCounterLost: () => void;
  onReachable: (reachable: boolean) => void;
  /** Something is not sent for now, or is again. */
  onHeldBack: () => void;
  /** @param asked somebody waits for exactly this answer and will tell it */
  onSettled: (entry: StoredCommand, result: SendResult, asked: boolean) => void;
}

/** Sends the outbox, oldest first, one at a time. A refused command is set aside and holds nobody up. */
export class OutboxSender {
  readonly #options: SenderOptions;
  readonly #waiters = new Map<string, (result: SendResult) => void>();
  readonly #givingUp = new Set<() => void>();
  /**
   * Done at a counter that this clerk may not deliver for, or such that the backend fails over it or does not know it
   * yet: they wait, and hold nobody else up.
   */
  readonly #heldBack = new Map<string, { why: HeldBack; counterId: string | null }>();
  /** How often the backend failed over a command. */
  readonly #failures = new Map<string, number>();
  #atOnce = batchSize;
  /** The backend has them; they are shown together with what follows. */
  #answered: Confirmed[] = [];
  #shownAt = 0;
  #running = false;
  #stopped = false;
  #draining: Promise<void> = Promise.resolve();
  #pause: number = sendingPauses.firstMs;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Sends now if there is something to send and nothing is being sent. */
  kick(): void {
    if (this.#running || this.#stopped) return;
    clearTimeout(this.#timer);
    this.#running = true;
    this.#draining = this.#drain();
  }

  /** A person asks, or the line is back: forget the pause. */
  retryNow(): void {
    this.#pause = sendingPauses.firstMs;
    if (this.#heldBack.size > 0) this.#options.onHeldBack();
    this.#heldBack.clear();
    this.kick();
  }

  heldBack(commandId: string): HeldBack | null {
    const held = this.#heldBack.get(commandId);
    // The counter at which it was done may have been chosen since, by whatever way.
    return held && !(held.why === 'other-counter' && held.counterId === this.#options.counterId()) ? held.why : null;
  }

  /** What becomes of one command, or null when that is not known within the time limit. */
  outcomeOf(commandId: string, limitMs: number): Promise<SendResult | null> {
    return new Promise((resolve) => {
      const settle = (result: SendResult | null): void => {
        clearTimeout(timer);
        this.#waiters.delete(commandId);
        this.#givingUp.delete(giveUp);
        resolve(result);
      };
      const giveUp = () => settle(null);
      const timer = setTimeout(giveUp, limitMs);
      this.#givingUp.add(giveUp);
      this.#waiters.set(commandId, settle);
    });
  }

  /** Resolves when nothing is being sent any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const giveUp of this.#givingUp) giveUp();
    await this.#draining;
  }

  async #drain(): Promise<void> {
    const { outbox, log } = this.#options;
    try {
      const heldBack = { has: (id: string) => this.heldBack(id) !== null };
      while (!this.#stopped) {
        const [first, ...others] = outbox.next(heldBack, this.#atOnce);
        if (this.#answered.length > 0 && (!first || this.#showsNow())) {
          await this.#show();
          continue;
        }
        if (!first) break;
        if (!this.#options.token()) return;
        if (!(others.length > 0 ? await this.#sendSeveral([first, ...others]) : await this.#sendOne(first))) {
          await this.#show();
          this.#later();
          return;
        }
        this.#pause = sendingPauses.firstMs;
        await this.#gather(heldBack);
      }
      // Perhaps the backend can by then, or another process of it.
      if (this.#failures.size > 0 || [...this.#heldBack.values()].some(({ why }) => why === 'older-backend'))
        this.#later(heldBackMs);
    } catch (error) {
      // For example a full disk: the answer could not be noted. The same id is asked again.
      log('error', `sending was interrupted: ${error instanceof Error ? error.message : 'unknown error'}`);
      this.#later();
    } finally {
      // In the same turn in which nothing more was found: whoever adds something afterwards must be able to start anew.
      this.#running = false;
    }
  }

  /** Where a few have come while the last were sent, more are coming. Who waits for an answer is not kept waiting. */
  async #gather(heldBack: Parameters<Outbox['next']>[0]): Promise<void> {
    const next = this.#options.outbox.next(heldBack, this.#atOnce);
    const isAskedFor = next.some(({ command }) => this.#waiters.has(command.id) || isPerishable(command.action));
    if (next.length > 0 && next.length < this.#atOnce && !isAskedFor)
      await new Promise<void>((resolve) => {
        setTimeout(resolve, gatherMs);
      });
  }

  /** True when the next one may follow at once. */
  async #sendOne(entry: StoredCommand): Promise<boolean> {
    const { client } = this.#options;
    const token = this.#options.token();
    // An unknown perishable command is looked up or withdrawn, never sent again.
    const outcome =
      entry.state === 'unknown'
        ? await client.call('voidCommand', { token, params: { id: entry.command.id } })
        : await client.call('command', { token, body: entry.command });
    if (this.#stopped) return false;
    // Given up while we asked: what is to become of it is the next command's.
    if (entry.state === 'withdrawn') return true;
    if (outcome.kind === 'unreachable' || outcome.kind === 'nonsense') return this.#notAnswered(entry, outcome);
    if (outcome.kind === 'problem')
      return this.#refused(entry, isUnknownTo(outcome, entry) ? 'unknown-action' : outcome.code, token);
    this.#applied([{ entry, appointmentId: outcome.value.appointmentId }]);
    await this.#show();
    return true;
  }

  /** After a day without the network there are thousands: many at once, each with its own answer. */
  async #sendSeveral(entries: [StoredCommand, ...StoredCommand[]]): Promise<boolean> {
    const token = this.#options.token();
    const commands = upTo(
      batchCharacters,
      entries.map(({ command }) => command),
    );
    const outcome = await this.#options.client.call('commands', { token, body: { commands } });
    if (this.#stopped) return false;
    if (outcome.kind !== 'ok') {
      // An older backend, or one of them that the backend cannot bear: alone, each shows what is wrong with it.
      this.#atOnce = 1;
      if (outcome.kind === 'problem')
        return outcome.code === 'not-found' || outcome.code === 'invalid-request'
          ? true
          : this.#refused(entries[0], outcome.code, token);
      return this.#notAnswered(entries[0], { kind: 'unreachable' });
    }
    const answers = new Map(outcome.value.answers.map((answer) => [answer.commandId, answer]));
    const applied: Confirmed[] = [];
    let further = true;
    for (const entry of entries.slice(0, commands.length)) {
      const answer = answers.get(entry.command.id);
      if (answer?.status === 'applied') applied.push({ entry, appointmentId: answer.appointmentId });
      else if (answer) further = this.#refused(entry, knownCode(answer.code), token) && further;
    }
    if (applied.length > 0) this.#applied(applied);
    return further;
  }

  #applied(answered: Confirmed[]): void {
    this.#options.onReachable(true);
    this.#atOnce = batchSize;
    for (const { entry } of answered) this.#failures.delete(entry.command.id);
    if (this.#answered.length === 0) this.#shownAt = Date.now();
    this.#answered.push(...answered);
    this.#options.outbox.answered(answered.map(({ entry }) => entry));
  }

  /** Nobody who waits for an answer waits for those of others; everybody else sees that it goes on. */
  #showsNow(): boolean {
    return (
      Date.now() - this.#shownAt >= shownEveryMs ||
      this.#answered.some(({ entry }) => this.#waiters.has(entry.command.id))
    );
  }

  /** An answer is only told once the records show it, so that nobody sees the old state after "done". */
  async #show(): Promise<void> {
    if (this.#answered.length === 0 || this.#stopped) return;
    const answered = this.#answered;
    this.#answered = [];
    this.#options.outbox.applied(...answered.map(({ entry }) => entry));
    await this.#options.pull();
    for (const { entry, appointmentId } of answered) this.#tell(entry, { kind: 'applied', appointmentId });
  }

  #refused(entry: StoredCommand, code: ProblemCode, token: string | null): boolean {
    const { outbox, log, onReachable, onUnauthorised, onCounterLost } = this.#options;
    onReachable(true);
    if (code === 'not-signed-in') {
      // Meanwhile somebody may have signed in anew: that session is not ended by this answer.
      if (this.#options.token() === token) onUnauthorised();
      return false;
    }
    if (code === 'counter-not-chosen') {
      if (entry.command.counterId !== this.#options.counterId()) {
        log('warn', `${entry.command.action.kind} ${entry.command.id} waits for a clerk of its counter`);
        this.#holdBack(entry, 'other-counter');
        return true;
      }
      onCounterLost();
      return false;
    }
    if (code === 'too-many-attempts') return false;
    if (code === 'voided' && entry.state === 'unknown') {
      outbox.withdrawn(entry);
      this.#tell(entry, { kind: 'withdrawn' });
      return true;
    }
    if (code === 'unknown-action' && !isPerishable(entry.command.action)) {
      log('warn', `${entry.command.action.kind} ${entry.command.id} waits for the backend's update`);
      this.#holdBack(entry, 'older-backend');
      return true;
    }
    this.#failures.delete(entry.command.id);
    log('warn', `the backend refused ${entry.command.action.kind} ${entry.command.id}: ${code}`);
    this.#setAside(entry, code);
    return true;
  }

  /**
   * Whether it was done is unknown; the same id can be asked again without harm. Where the backend does answer, but
   * fails over this one again and again, it waits at the side: it must not keep back everything that came after it.
   */
  #notAnswered(
    entry: StoredCommand,
    outcome: { kind: 'unreachable'; failing?: boolean } | { kind: 'nonsense' },
  ): boolean {
    const { outbox, log } = this.#options;
    const { id, action } = entry.command;
    outbox.attempted(entry, isPerishable(action) ? 'unknown' : 'waiting');
    if (outcome.kind === 'unreachable' && !outcome.failing) {
      this.#options.onReachable(false);
      return false;
    }
    log(
      'error',
      `the backend's answer to ${action.kind} ${id} was ${outcome.kind === 'nonsense' ? 'not understood' : 'that it failed'}`,
    );
    const failures = (this.#failures.get(id) ?? 0) + 1;
    this.#failures.set(id, failures);
    if (failures < failuresBorne) return false;
    this.#holdBack(entry, 'failing');
    return true;
  }

  #holdBack({ command }: StoredCommand, why: HeldBack): void {
    this.#heldBack.set(command.id, { why, counterId: command.counterId });
    this.#options.onHeldBack();
  }

  #setAside(entry: StoredCommand, code: Parameters<Outbox['refused']>[1]): void {
    // A refused call is told at once and leaves nothing to look after.
    if (isPerishable(entry.command.action)) this.#options.outbox.withdrawn(entry);
    else this.#options.outbox.refused(entry, code);
    this.#tell(entry, { kind: 'refused', code });
    void this.#options.pull();
  }

  #tell(entry: StoredCommand, result: SendResult): void {
    const waiter = this.#waiters.get(entry.command.id);
    this.#options.onSettled(entry, result, waiter !== undefined);
    waiter?.(result);
    this.#waiters.delete(entry.command.id);
  }

  #later(forMs?: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    if (forMs !== undefined) {
      this.#timer = setTimeout(() => this.retryNow(), forMs);
      return;
    }
    this.#timer = setTimeout(() => this.kick(), this.#pause);
    this.#pause = Math.min(this.#pause * sendingPauses.growth, sendingPauses.longestMs);
  }
}

/** The first of them that stay below a length together; always at least one. */
function upTo(characters: number, commands: Command[]): Command[] {
  let length = 0;
  const end = commands.findIndex((command) => (length += JSON.stringify(command).length) > characters);
  return end < 0 ? commands : commands.slice(0, Math.max(1, end));
}

/** A backend of the first version cannot say that it does not know an action: to it that is an impossible request. */
function isUnknownTo({ code, contract }: { code: ProblemCode; contract: number }, { command }: StoredCommand): boolean {
  return code === 'invalid-request' && traits[command.action.kind].since > contract;
}

import type { Log } from '../ports.ts';
import type { StoredCommand } from '../database/store.ts';
import type { BackendClient } from './backendClient.ts';
import { isPerishable, type Outbox } from './outbox.ts';

export type SendResult = { kind: 'applied'; appointmentId: string | null } | { kind: 'refused'; code: string } | { kind: 'withdrawn' };

export const sendingPauses = { firstMs: 500, longestMs: 15_000, growth: 2 } as const;

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
  onSettled: (entry: StoredCommand, result: SendResult) => void;
}

/** Sends the outbox, oldest first, one at a time. A refused command is set aside and holds nobody up. */
export class OutboxSender {
  readonly #options: SenderOptions;
  readonly #waiters = new Map<string, (result: SendResult) => void>();
  readonly #givingUp = new Set<() => void>();
  /** Done at a counter that this clerk may not deliver for: they wait for somebody who may, and hold nobody up. */
  readonly #heldBack = new Set<string>();
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
    this.#heldBack.clear();
    this.kick();
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
      for (let entry = outbox.next(this.#heldBack); entry && !this.#stopped; entry = outbox.next(this.#heldBack)) {
        if (!this.#options.token()) return;
        if (!(await this.#sendOne(entry))) {
          this.#later();
          return;
        }
        this.#pause = sendingPauses.firstMs;
      }
    } catch (error) {
      // For example a full disk: the answer could not be noted. The same id is asked again.
      log('error', `sending was interrupted: ${error instanceof Error ? error.message : 'unknown error'}`);
      this.#later();
    } finally {
      // In the same turn in which nothing more was found: whoever adds something afterwards must be able to start anew.
      this.#running = false;
    }
  }

  /** True when the next one may follow at once. */
  async #sendOne(entry: StoredCommand): Promise<boolean> {
    const { outbox, client, log } = this.#options;
    const token = this.#options.token();
    // An unknown perishable command is looked up or withdrawn, never sent again.
    const outcome = entry.state === 'unknown'
      ? await client.call('voidCommand', { token, params: { id: entry.command.id } })
      : await client.call('command', { token, body: entry.command });
    if (this.#stopped) return false;
    switch (outcome.kind) {
      case 'ok':
        this.#options.onReachable(true);
        outbox.applied(entry);
        // The answer is only told once the records show it, so that nobody sees the old state after "done".
        await this.#options.pull();
        this.#tell(entry, { kind: 'applied', appointmentId: outcome.value.appointmentId });
        return true;
      case 'problem':
        this.#options.onReachable(true);
        if (outcome.code === 'not-signed-in') {
          // Meanwhile somebody may have signed in anew: that session is not ended by this answer.
          if (this.#options.token() === token) this.#options.onUnauthorised();
          return false;
        }
        if (outcome.code === 'counter-not-chosen') {
          if (entry.command.counterId !== this.#options.counterId()) {
            log('warn', `${entry.command.action.kind} ${entry.command.id} waits for a clerk of its counter`);
            this.#heldBack.add(entry.command.id);
            return true;
          }
          this.#options.onCounterLost();
          return false;
        }
        if (outcome.code === 'too-many-attempts') return false;
        if (outcome.code === 'voided' && entry.state === 'unknown') {
          outbox.withdrawn(entry);
          this.#tell(entry, { kind: 'withdrawn' });
          return true;
        }
        log('warn', `the backend refused ${entry.command.action.kind} ${entry.command.id}: ${outcome.code}`);
        this.#setAside(entry, outcome.code);
        return true;
      case 'unreachable':
        this.#options.onReachable(false);
        outbox.attempted(entry, isPerishable(entry.command.action) ? 'unknown' : 'waiting');
        return false;
      case 'nonsense':
        log('error', `the backend's answer to ${entry.command.action.kind} ${entry.command.id} was not understood`);
        // Whether it was done is unknown. The same id can be asked again without harm.
        outbox.attempted(entry, isPerishable(entry.command.action) ? 'unknown' : 'waiting');
        return false;
    }
  }

  #setAside(entry: StoredCommand, code: Parameters<Outbox['refused']>[1]): void {
    // A refused call is told at once and leaves nothing to look after.
    if (isPerishable(entry.command.action)) this.#options.outbox.withdrawn(entry);
    else this.#options.outbox.refused(entry, code);
    this.#tell(entry, { kind: 'refused', code });
    void this.#options.pull();
  }

  #tell(entry: StoredCommand, result: SendResult): void {
    this.#options.onSettled(entry, result);
    this.#waiters.get(entry.command.id)?.(result);
    this.#waiters.delete(entry.command.id);
  }

  #later(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.kick(), this.#pause);
    this.#pause = Math.min(this.#pause * sendingPauses.growth, sendingPauses.longestMs);
  }
}

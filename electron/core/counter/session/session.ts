import { z } from 'zod';
import {
  ClerkSession,
  hasRight,
  usualRules,
  Welcome,
  type Counter,
  type OfficeRules,
  type OidcSignIn,
  type Right,
} from '../../../../backend/contract/index.ts';
import { fail, ok, type AppError, type Result } from '../../../contract/errors.ts';
import type { OtherSession, SessionSnapshot } from '../../../contract/session.ts';
import { isStorageFull } from '../../kernel/database/open.ts';
import type { Store } from '../../kernel/database/store.ts';
import type { BackendClient, BackendOutcome } from '../../kernel/outbox/backendClient.ts';
import { failureOf } from './failureOf.ts';

const Remembered = z.object({ session: ClerkSession, welcome: Welcome });
type Remembered = z.infer<typeof Remembered>;
const Tokens = z.array(z.string());

/**
 * Who is signed in, at which counter. The token never leaves the main process; it is kept sealed so that a crash does
 * not sign anybody out.
 */
export class Session {
  readonly #store: Store;
  readonly #client: BackendClient;
  readonly #onChange: () => void;
  #welcome: Welcome | null = null;
  #session: Remembered['session'] | null = null;
  #problem: AppError | null = null;
  #closed = false;
  /**
   * Of sessions that are over here; while the backend has not heard of that, they hold their counter, and the people
   * kept for it.
   */
  #toEnd: string[];

  constructor(store: Store, client: BackendClient, onChange: () => void) {
    this.#store = store;
    this.#client = client;
    this.#onChange = onChange;
    const remembered = Remembered.safeParse(store.meta('session'));
    if (remembered.success) {
      this.#session = remembered.data.session;
      this.#welcome = remembered.data.welcome;
    }
    this.#toEnd = Tokens.safeParse(store.meta('sessionsToEnd')).data ?? [];
  }

  get token(): string | null {
    return this.#session?.token ?? null;
  }

  get counterId(): string | null {
    return this.#session?.counterId ?? null;
  }

  get clerkId(): string | null {
    return this.#session?.clerk.id ?? null;
  }

  /** Settings of the workstation are for who leads and for IT. */
  get mayChangeSettings(): boolean {
    return this.#session !== null && this.#session.clerk.role !== 'clerk';
  }

  get trainingOffice(): boolean {
    return this.#welcome?.office.training ?? false;
  }

  /** The office's rules of the queue. */
  get rules(): OfficeRules {
    return this.#welcome?.office.rules ?? usualRules;
  }

  /** IT looks after devices and settings, and has no business with anybody's matters. */
  get seesPeople(): boolean {
    return this.#session !== null && this.#session.clerk.role !== 'it';
  }

  get isLead(): boolean {
    return this.#session?.clerk.role === 'lead';
  }

  /** Whether the clerk who is signed in may do what needs this right. */
  may(right: Right): boolean {
    return this.#session !== null && hasRight(this.#session.clerk.role, this.#session.rights, right);
  }

  counter(id: string | null): Counter | null {
    return this.#welcome?.counters.find((counter) => counter.id === id) ?? null;
  }

  /** Everything that some counter of the office does. */
  get services(): string[] {
    return [...new Set(this.#welcome?.counters.flatMap(({ services }) => services))].toSorted();
  }

  get snapshot(): Pick<
    SessionSnapshot,
    | 'phase'
    | 'problem'
    | 'officeName'
    | 'ways'
    | 'clerks'
    | 'counters'
    | 'clerk'
    | 'counter'
    | 'mayEndSessions'
    | 'seesPeople'
  > {
    const welcome = this.#welcome;
    const phase =
      !welcome && !this.#session
        ? 'starting'
        : !this.#session
          ? 'signed-out'
          : !this.#session.counterId
            ? 'choose-counter'
            : 'ready';
    return {
      phase,
      problem: this.#problem,
      officeName: welcome?.office.name ?? '',
      ways: { pin: welcome?.signIn.pin ?? true, browser: welcome?.signIn.oidc ?? false },
      clerks: welcome?.clerks.map(({ id, name }) => ({ id, name })) ?? [],
      counters: welcome?.counters.map(({ id, name, room, services }) => ({ id, name, room, services })) ?? [],
      clerk: this.#session ? { id: this.#session.clerk.id, name: this.#session.clerk.name } : null,
      seesPeople: this.seesPeople,
      mayEndSessions: this.#session !== null && this.#session.clerk.role !== 'clerk',
      counter: this.counter(this.counterId),
    };
  }

  /**
   * Fetches whom and what one can choose from, and ends at the backend what is over here. False while it cannot be
   * reached.
   */
  async greet(): Promise<boolean> {
    const outcome = await this.#client.call('welcome');
    if (this.#closed) return false;
    if (outcome.kind !== 'ok') {
      this.#problem = failureOf(outcome);
      this.#onChange();
      return false;
    }
    this.#welcome = outcome.value;
    if (this.#problem?.code !== 'not-signed-in') this.#problem = null;
    this.#remember();
    this.#onChange();
    return this.#endAtBackend();
  }

  async signIn(clerkId: string, pin: string): Promise<Result<null>> {
    return this.#enter(await this.#client.call('signIn', { body: { clerkId, pin } }));
  }

  /** With what the browser came back with from the office's sign-in service. */
  async signInOidc(answer: z.infer<typeof OidcSignIn>): Promise<Result<null>> {
    return this.#enter(await this.#client.call('signInOidc', { body: answer }));
  }

  async chooseCounter(counterId: string, takeOver: boolean): Promise<Result<null>> {
    const { token } = this;
    if (!token) return fail('not-signed-in');
    const outcome = await this.#client.call('chooseCounter', { token, body: { counterId, takeOver } });
    if (this.#closed || this.token !== token) return fail('not-signed-in');
    if (outcome.kind !== 'ok') return { ok: false, error: failureOf(outcome) };
    this.#become(outcome.value);
    return ok(null);
  }

  /** Who else is signed in, and where; for leads and IT. */
  async others(): Promise<Result<OtherSession[]>> {
    const outcome = await this.#client.call('sessions', { token: this.token });
    if (outcome.kind !== 'ok') return { ok: false, error: failureOf(outcome) };
    const others = outcome.value.sessions.filter(
      ({ clerk, counterId }) => clerk.id !== this.#session?.clerk.id || counterId !== this.counterId,
    );
    return ok(
      others.map(({ id, clerk, counterId }) => ({
        id,
        clerkName: clerk.name,
        counterName: this.counter(counterId)?.name ?? null,
      })),
    );
  }

  /** Ends somebody else's session; one that is over already is no error. */
  async endOther(id: string): Promise<Result<null>> {
    const outcome = await this.#client.call('endSession', { token: this.token, params: { id } });
    return outcome.kind === 'ok' || (outcome.kind === 'problem' && outcome.code === 'not-found')
      ? ok(null)
      : { ok: false, error: failureOf(outcome) };
  }

  /** Asks the backend what became of the session, for example whether somebody took the counter over. */
  async check(): Promise<void> {
    const { token } = this;
    const asked = this.#session;
    if (!token) return;
    const outcome = await this.#client.call('session', { token });
    // Signed out or in anew meanwhile, or another counter chosen: the answer is about something that was before.
    if (this.#closed || this.#session !== asked) return;
    if (outcome.kind === 'ok') {
      const { clerk, ...rest } = outcome.value;
      // At a counter somebody is signed in, or nothing is shown of anybody.
      if (clerk === null) return this.ended();
      const now = { ...asked, ...rest, clerk };
      if (JSON.stringify(now) === JSON.stringify(asked)) return;
      const lost = this.#session?.counterId && !now.counterId;
      this.#become(now);
      if (lost) this.#problem = { code: 'counter-taken' };
      this.#onChange();
    } else if (outcome.kind === 'problem' && outcome.code === 'not-signed-in') this.ended();
  }

  /** Ends the session here at once, and at the backend as soon as it hears it. */
  async signOut(): Promise<void> {
    if (this.token) this.#toEnd.push(this.token);
    this.#become(null);
    await this.#endAtBackend();
  }

  async #endAtBackend(): Promise<boolean> {
    for (const token of [...this.#toEnd]) {
      const outcome = await this.#client.call('signOut', { token });
      if (this.#closed) return false;
      if (outcome.kind === 'unreachable' || outcome.kind === 'nonsense') return false;
      this.#toEnd = this.#toEnd.filter((one) => one !== token);
      this.#remember();
    }
    return true;
  }

  /** The program ends: answers that are still to come change nothing any more. */
  close(): void {
    this.#closed = true;
  }

  /** The backend does not know this session any more. The work stays; somebody must sign in again. */
  ended(): void {
    if (!this.#session) return;
    this.#problem = { code: 'not-signed-in' };
    this.#become(null);
  }

  #enter(outcome: BackendOutcome<Remembered['session']>): Result<null> {
    if (this.#closed) return fail('offline');
    if (outcome.kind !== 'ok') return { ok: false, error: failureOf(outcome) };
    this.#become(outcome.value);
    return ok(null);
  }

  #become(session: Remembered['session'] | null): void {
    this.#session = session;
    if (session) this.#problem = null;
    this.#remember();
    this.#onChange();
  }

  /** Where the disk is full, the next change writes it: who signs out is signed out all the same. */
  #remember(): void {
    try {
      this.#store.transaction(() => {
        this.#store.setMeta(
          'session',
          this.#session && this.#welcome ? { session: this.#session, welcome: this.#welcome } : null,
        );
        this.#store.setMeta('sessionsToEnd', this.#toEnd.length > 0 ? this.#toEnd : null);
      });
    } catch (error) {
      if (!isStorageFull(error)) throw error;
    }
  }
}

import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { OidcSignIn } from '../../../../backend/contract/index.ts';
import { fail, ok, type AppError, type Result } from '../../../contract/errors.ts';
import type { BrowserSignInSnapshot } from '../../../contract/session.ts';
import type { BackendClient } from '../../kernel/outbox/backendClient.ts';
import { failureOf } from './failureOf.ts';
import { openLoopback, type Loopback } from './loopback.ts';

/** Long enough for a password, a second factor and a question to a colleague. */
const limitMs = 5 * 60_000;

interface BrowserSignInOptions {
  client: BackendClient;
  /** Opens an address in the system's browser; rejects when there is none. */
  open: (url: string) => Promise<void>;
  /** What the browser shows when it came back. */
  page: () => string;
  /** The browser is done: hands its answer to the backend. */
  finish: (answer: z.infer<typeof OidcSignIn>) => Promise<Result<null>>;
  onChange: () => void;
  limitMs?: number;
}

interface Attempt {
  phase: BrowserSignInSnapshot['phase'];
  url: string | null;
  loopback: Loopback | null;
  cancelled: boolean;
}

/**
 * Signing in through the office's provider: the system's browser shows its page and brings the answer to a port of this
 * machine; the backend redeems it. Verifier, state and nonce are made here, for one attempt, and never leave the main
 * process but to the backend.
 */
export class BrowserSignIn {
  readonly #options: BrowserSignInOptions;
  #attempt: Attempt | null = null;
  #problem: AppError | null = null;

  constructor(options: BrowserSignInOptions) {
    this.#options = options;
  }

  get snapshot(): BrowserSignInSnapshot {
    return { phase: this.#attempt?.phase ?? 'idle', problem: this.#problem };
  }

  /** Resolves when the browser is open; what comes of it is in the snapshot. */
  async start(): Promise<Result<null>> {
    if (this.#attempt) return fail('wrong-state');
    const attempt: Attempt = { phase: 'opening', url: null, loopback: null, cancelled: false };
    this.#attempt = attempt;
    this.#problem = null;
    this.#options.onChange();
    const [codeVerifier, state, nonce] = [random(), random(), random()];
    try {
      attempt.loopback = await openLoopback(state, this.#options.page);
    } catch {
      return this.#end(attempt, { code: 'browser-missing' });
    }
    const { redirectUri, answer } = attempt.loopback;
    const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
    const outcome = await this.#options.client.call('oidcAddress', {
      body: { redirectUri, codeChallenge, state, nonce },
    });
    if (attempt.cancelled) return this.#end(attempt, null);
    if (outcome.kind !== 'ok') return this.#end(attempt, failureOf(outcome));
    if (!mayBeOpened(outcome.value.url)) return this.#end(attempt, { code: 'backend-nonsense' });
    attempt.url = outcome.value.url;
    attempt.phase = 'waiting';
    this.#options.onChange();
    void this.#wait(attempt, answer, { codeVerifier, state, nonce });
    // Some systems say so only when the browser is closed: the answer may have come by then.
    const opened = await this.#open(attempt);
    return opened.ok || phaseOf(attempt) !== 'waiting' ? ok(null) : this.#end(attempt, opened.error);
  }

  /** The same page once more: the browser was closed, or its tab was lost. */
  async openAgain(): Promise<Result<null>> {
    return this.#attempt?.url ? this.#open(this.#attempt) : fail('wrong-state');
  }

  /** Back to the beginning, without a word. What is already being checked is not held up: it ends in seconds. */
  cancel(): void {
    this.#problem = null;
    const attempt = this.#attempt;
    if (attempt && attempt.phase !== 'checking') {
      attempt.cancelled = true;
      attempt.loopback?.close();
      this.#attempt = null;
    }
    this.#options.onChange();
  }

  async #open({ url }: Attempt): Promise<Result<null>> {
    try {
      await this.#options.open(url ?? '');
      return ok(null);
    } catch {
      return fail('browser-missing');
    }
  }

  async #wait(
    attempt: Attempt,
    answer: Promise<string | null>,
    secrets: Omit<z.infer<typeof OidcSignIn>, 'answer'>,
  ): Promise<void> {
    const timer = setTimeout(() => this.#end(attempt, { code: 'sign-in-timed-out' }), this.#options.limitMs ?? limitMs);
    timer.unref();
    const address = await answer;
    clearTimeout(timer);
    if (address === null) return;
    attempt.phase = 'checking';
    this.#options.onChange();
    const result = await this.#options.finish({ answer: address, ...secrets });
    this.#end(attempt, result.ok ? null : result.error);
  }

  #end(attempt: Attempt, problem: AppError | null): Result<null> {
    attempt.loopback?.close();
    if (this.#attempt === attempt) {
      this.#attempt = null;
      this.#problem = problem;
      this.#options.onChange();
    }
    return problem ? { ok: false, error: problem } : ok(null);
  }
}

const phaseOf = (attempt: Attempt): Attempt['phase'] => attempt.phase;
const random = (): string => randomBytes(32).toString('base64url');

/**
 * Only a page of the web, and only encrypted unless it is on this machine: whatever else the system would open is none
 * of the backend's business.
 */
export function mayBeOpened(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

import {
  apiBase,
  contractHeader,
  contractVersion,
  eventsPath,
  knownCode,
  versionIn,
  ChangesHint,
  Problem,
  routes,
  type ProblemCode,
  type RouteName,
} from '../../../../backend/contract/index.ts';
import { secretHeader } from '../../../../backend/contract/runSecret.ts';
import type { z } from 'zod';
import type { Log } from '../ports.ts';

/**
 * What came of one request. `unreachable` leaves open whether the backend did it. `contract` is the version of the
 * contract that the process which answered knows: during an update the next answer can be another one's.
 */
export type BackendOutcome<T> =
  | { kind: 'ok'; value: T; contract: number }
  | { kind: 'problem'; code: ProblemCode; status: number; contract: number }
  /** `failing`: the backend itself answered, that it failed over this request. */
  | { kind: 'unreachable'; failing?: boolean }
  | { kind: 'nonsense' };

type Answer<N extends RouteName> = z.infer<(typeof routes)[N]['answer']>;
interface Call {
  params?: Record<string, string>;
  query?: Record<string, string | number>;
  body?: unknown;
  token?: string | null;
}

/** These say nothing about what was asked: it is asked again. */
const passing: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'server-error',
  'temporarily-unavailable',
  'too-many-requests',
]);
const usualLimitMs = 8000;
/** The backend pings every 15 s; three missed ones mean that the line is dead even if nobody said so. */
const streamSilenceMs = 45_000;
/** Characters; a longer message is no message of ours. */
const longestLine = 1_000_000;

/** HTTP to the backend. Answers are checked against the contract; whatever does not fit is `nonsense`, never data. */
export class BackendClient {
  readonly #url: () => string | null;
  readonly #log: Log;
  /** With every request. */
  readonly #headers: Record<string, string>;
  readonly #answerWithinMs: number;
  #trouble: string | null = null;

  /**
   * @param secret what this backend demands with every request, if anything
   * @param answerWithinMs milliseconds after which an answer that has not come is taken for lost
   */
  constructor(
    url: () => string | null,
    log: Log = () => undefined,
    secret: string | null = null,
    answerWithinMs: number = usualLimitMs,
  ) {
    this.#answerWithinMs = answerWithinMs;
    this.#url = url;
    this.#log = log;
    this.#headers = {
      [contractHeader]: String(contractVersion),
      ...(secret === null ? {} : { [secretHeader]: secret }),
    };
  }

  async call<N extends RouteName>(
    name: N,
    { params, query, body, token }: Call = {},
  ): Promise<BackendOutcome<Answer<N>>> {
    const base = this.#url();
    if (!base) return { kind: 'unreachable' };
    const route = routes[name];
    const path = route.path.replace(/:(\w+)/g, (_all, key: string) => encodeURIComponent(params?.[key] ?? ''));
    const search = query
      ? `?${new URLSearchParams(Object.entries(query).map(([key, value]): [string, string] => [key, String(value)])).toString()}`
      : '';
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${base}${apiBase}${path}${search}`, {
        method: route.method,
        headers: {
          ...this.#headers,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(this.#answerWithinMs),
      });
      text = await response.text();
    } catch (error) {
      this.#tell(troubleOf(error));
      return { kind: 'unreachable' };
    }
    this.#tell(response.status >= 500 ? `status ${response.status}` : null);
    const json = parseJson(text);
    const contract = versionIn(response.headers.get(contractHeader));
    if (!response.ok) {
      const problem = Problem.safeParse(json);
      // A gateway in between answers without a problem document: the backend itself was not reached.
      if (!problem.success) return response.status >= 500 ? { kind: 'unreachable' } : { kind: 'nonsense' };
      // Somebody else's problem document is none of ours; a refusal that only a newer backend knows is a refusal all
      // the same.
      if (!problem.data.type.startsWith('urn:schalterwerk:problem:')) return { kind: 'nonsense' };
      const code = knownCode(problem.data.code);
      return passing.has(code)
        ? { kind: 'unreachable', failing: code === 'server-error' }
        : { kind: 'problem', code, status: response.status, contract };
    }
    const answer = route.answer.safeParse(json);
    return answer.success ? { kind: 'ok', value: answer.data as Answer<N>, contract } : { kind: 'nonsense' };
  }

  /**
   * Listens to the event stream until it ends; resolves when it has ended, for whatever reason.
   * @param onNews something is new, perhaps with what it is
   * @param onAlive called for every sign of life
   */
  async listen(
    token: string,
    onNews: (news: ChangesHint) => void,
    onAlive: () => void,
    signal: AbortSignal,
  ): Promise<void> {
    const base = this.#url();
    if (!base) return;
    const end = new AbortController();
    const stop = () => end.abort();
    signal.addEventListener('abort', stop, { once: true });
    let timer: NodeJS.Timeout | undefined;
    const rearm = () => {
      clearTimeout(timer);
      timer = setTimeout(stop, streamSilenceMs);
    };
    try {
      rearm();
      const response = await fetch(`${base}${apiBase}${eventsPath}`, {
        headers: {
          ...this.#headers,
          authorization: `Bearer ${token}`,
          accept: 'text/event-stream',
        },
        redirect: 'error',
        signal: end.signal,
      });
      if (!response.ok || !response.body) return;
      let rest = '';
      const decoder = new TextDecoder();
      for await (const chunk of response.body) {
        rearm();
        onAlive();
        rest = (rest + decoder.decode(chunk, { stream: true })).slice(-longestLine);
        const lines = rest.split(/\r?\n/);
        rest = lines.pop() ?? '';
        for (const line of lines) {
          if (!line.startsWith('data:')) continue;
          const hint = ChangesHint.safeParse(parseJson(line.slice(5)));
          if (hint.success) onNews(hint.data);
        }
      }
    } catch {
      // An ended stream is no news: the caller opens the next one.
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  /** Why the backend is not reached, once for each reason: an administrator needs to know which it is. */
  #tell(trouble: string | null): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#log(
      trouble === null ? 'info' : 'warn',
      trouble === null ? 'the backend is reached again' : `the backend cannot be reached: ${trouble}`,
    );
  }
}

/**
 * The code of Node or the system, such as `ENOTFOUND` or `SELF_SIGNED_CERT_IN_CHAIN`; never a message, which can carry
 * more.
 */
function troubleOf(error: unknown): string {
  const { name, cause } = error as { name: string; cause?: { code?: unknown; name?: string } };
  return typeof cause?.code === 'string' ? cause.code : (cause?.name ?? name);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

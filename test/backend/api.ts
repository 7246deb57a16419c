import { randomUUID } from 'node:crypto';
import jpeg from 'jpeg-js';
import type {
  Action,
  ActionOf,
  Change,
  Changes,
  Command,
  RecordKind,
  RecordOf,
  Session,
} from '../../backend/contract/index.ts';
import { checkAnswer } from './document.ts';

/**
 * A small HTTP client, as plain as a counter's, that holds every answer to the OpenAPI document and leaves it to the
 * test.
 */

export interface Answer {
  status: number;
  type: string;
  body: Record<string, unknown>;
}

export async function ask(
  url: string,
  method: string,
  path: string,
  options: {
    token?: string;
    body?: unknown;
    raw?: string;
    contentType?: string;
    headers?: Record<string, string>;
  } = {},
): Promise<Answer> {
  const content = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...options.headers,
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(content === undefined ? {} : { 'content-type': options.contentType ?? 'application/json' }),
    },
    ...(content === undefined ? {} : { body: content }),
  });
  const answer = {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    body: (await response.json()) as Record<string, unknown>,
  };
  // Not in measurements, which are about the backend and not about this client.
  if (process.env['VITEST']) checkAnswer(method, path, answer);
  return answer;
}

export const pins: Record<string, string> = { 'clerk-1': '1111', 'clerk-2': '2222', 'clerk-3': '3333' };

/** A clerk at a counter. */
export class Desk {
  readonly url: string;
  readonly token: string;
  counterId: string;

  constructor(url: string, token: string, counterId: string) {
    this.url = url;
    this.token = token;
    this.counterId = counterId;
  }

  static async open(url: string, clerkId: string, counterId: string): Promise<Desk> {
    const desk = new Desk(url, await signIn(url, clerkId), counterId);
    const answer = await desk.choose(counterId);
    if (answer.status !== 200) throw new Error(`could not take ${counterId}: ${String(answer.body['code'])}`);
    return desk;
  }

  async choose(counterId: string, takeOver = false): Promise<Answer> {
    const answer = await ask(this.url, 'PUT', '/session/counter', { token: this.token, body: { counterId, takeOver } });
    if (answer.status === 200) this.counterId = counterId;
    return answer;
  }

  command(action: Action, more: Partial<Command> = {}): Command {
    return { id: randomUUID(), counterId: this.counterId, at: '2026-11-22T09:00:00Z', action, ...more };
  }

  send(command: Command): Promise<Answer> {
    return ask(this.url, 'POST', '/commands', { token: this.token, body: command });
  }

  /** Sends a new command; its outcome is `applied` or the code of the refusal. */
  async do(action: Action): Promise<string> {
    return outcome(await this.send(this.command(action)));
  }

  void(id: string): Promise<Answer> {
    return ask(this.url, 'PUT', `/commands/${id}/void`, { token: this.token });
  }

  async changes(since: number): Promise<Changes> {
    // When it was asked is different every time, and so is the name of each database.
    const {
      now: _now,
      history: _history,
      ...changes
    } = (await ask(this.url, 'GET', `/changes?since=${since}`, { token: this.token })).body as unknown as Changes;
    return changes;
  }

  async all<K extends RecordKind>(kind: K): Promise<RecordOf[K][]> {
    const found: Change[] = [];
    for (let page = await this.changes(0); ; page = await this.changes(page.cursor)) {
      found.push(...page.changes);
      if (!page.more) break;
    }
    return found.filter((change) => change.kind === kind).map((change) => change.value as RecordOf[K]);
  }

  async one<K extends RecordKind>(kind: K, id: string): Promise<RecordOf[K]> {
    const record = (await this.all(kind)).find((candidate) => candidate.id === id);
    if (!record) throw new Error(`no ${kind} ${id}`);
    return record;
  }

  /** Calls the next person and lets them appear. */
  async serveNext(): Promise<string> {
    const called = await this.send(this.command({ kind: 'call-next' }));
    const appointmentId = String(called.body['appointmentId']);
    await this.do({ kind: 'appear', appointmentId });
    return appointmentId;
  }
}

export async function signIn(url: string, clerkId: string, pin = pins[clerkId] ?? ''): Promise<string> {
  const answer = await ask(url, 'POST', '/session', { body: { clerkId, pin } });
  return (answer.body as unknown as Session).token;
}

export const outcome = (answer: Answer): string =>
  String(answer.body['status'] === 'applied' ? 'applied' : answer.body['code']);

export function jpegOf(width: number, height: number): string {
  return Buffer.from(jpeg.encode({ width, height, data: Buffer.alloc(width * height * 4, 255) }, 80).data).toString(
    'base64',
  );
}

const picture = jpegOf(561, 182);

export function signature(appointmentId: string, more: Partial<ActionOf<'sign'>> = {}): ActionOf<'sign'> {
  return {
    kind: 'sign',
    appointmentId,
    stepId: 'receipt',
    signatureId: randomUUID(),
    textSha256: 'a'.repeat(64),
    language: 'en',
    device: 'STU-540',
    pad: { width: 800, height: 480 },
    strokes: [
      [
        { x: 10, y: 20, p: 0.5, t: 0 },
        { x: 30, y: 60, p: 0.6, t: 5 },
        { x: 90, y: 40, p: 0.4, t: 1_210 },
      ],
    ],
    jpeg: picture,
    ...more,
  };
}

export function depositOf(appointmentId: string, itemId: string, compartmentId: string): ActionOf<'deposit'> {
  return {
    kind: 'deposit',
    appointmentId,
    stepId: 'deposit',
    depositId: randomUUID(),
    itemId,
    compartmentId,
    codeHash: `scrypt$16384$8$1$${'s'.repeat(22)}$${'h'.repeat(43)}`,
  };
}

/** Reads one event after the other; null when the stream has ended. */
export async function listen(
  url: string,
  token: string,
  headers: Record<string, string> = {},
): Promise<{ next: () => Promise<string | null>; response: Response; leave: () => void }> {
  const leaving = new AbortController();
  const response = await fetch(`${url}/api/v1/events`, {
    headers: { ...headers, authorization: `Bearer ${token}` },
    signal: leaving.signal,
  });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<string | null> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        return event;
      }
      const { done, value } = await reader.read();
      if (done) return null;
      text += value;
    }
  };
  return { next, response, leave: () => leaving.abort() };
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change } from '../../backend/contract/index.ts';
import { systemClock } from '../../backend/clock.ts';
import { EventStreams } from '../../backend/server/eventStream.ts';
import { putRecord } from '../../backend/store/recordStore.ts';
import { startTestBackend } from '../support/backend.ts';
import { hangMs } from '../support/hang.ts';
import { Desk, ask, listen } from './api.ts';
import { createServer, get, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let stopped = false;
let now: Date;
beforeEach(async () => {
  now = new Date();
  backend = await startTestBackend({ clock: () => now });
  stopped = false;
});
afterEach(async () => {
  if (!stopped) await backend.stop();
});

describe('the event stream', () => {
  it('tells the cursor at once and after every change, to every counter', async () => {
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    const { cursor } = await desk.changes(0);
    const stream = await listen(backend.url, other.token);
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
    expect(stream.response.headers.get('x-accel-buffering')).toBe('no');
    expect(await stream.next()).toBe(`event: changes\ndata: {"cursor":${cursor}}`);
    await desk.do({ kind: 'call-next' });
    const { changes } = await other.changes(cursor);
    expect(changes).toHaveLength(1);
    expect(await stream.next()).toBe(
      `event: changes\ndata: ${JSON.stringify({ cursor: cursor + 1, since: cursor, changes })}`,
    );
    stream.leave();
  });

  it('brings no gap and no change twice, however much happens at once; where it is much it only says up to where', async () => {
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const stream = await listen(backend.url, desk.token);
    const before = await desk.changes(0);
    let { cursor } = JSON.parse((await stream.next())!.split('data: ')[1]!) as { cursor: number };
    const id = await desk.serveNext();
    const steps = Array.from({ length: 60 }, (_, n) =>
      desk.command({
        kind: 'record-step',
        appointmentId: id,
        stepId: `step-${n}`,
        step: { state: 'done', at: '2026-11-22T10:00:00Z', evidence: {} },
      }),
    );
    await Promise.all(steps.slice(0, 20).map((command) => desk.send(command)));
    await ask(backend.url, 'POST', '/commands/batch', {
      token: desk.token,
      body: {
        commands: [
          ...steps.slice(20),
          ...['A022', 'A023', 'A024'].map((ticket) =>
            desk.command({ kind: 'check-in', appointmentId: `appointment-${ticket}` }),
          ),
        ],
      },
    });
    const whole = await desk.changes(0);
    const held = new Map(before.changes.map((change) => [change.id, change]));
    while (cursor < whole.cursor) {
      const news = JSON.parse((await stream.next())!.split('data: ')[1]!) as {
        cursor: number;
        since?: number;
        changes?: Change[];
      };
      expect(news.cursor).toBeGreaterThan(cursor);
      if (news.changes) expect(news.since).toBe(cursor);
      for (const change of news.changes ?? (await desk.changes(cursor)).changes) {
        expect(change.seq).toBeGreaterThan(cursor);
        held.set(change.id, change);
      }
      cursor = news.cursor;
    }
    // Whoever follows the stream has what whoever asks for everything gets.
    expect([...held.values()].sort((x, y) => x.seq - y.seq)).toEqual(whole.changes);
    stream.leave();
  });

  it('ends with the session', async () => {
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const stream = await listen(backend.url, desk.token);
    await stream.next();
    await ask(backend.url, 'DELETE', '/session', { token: desk.token });
    expect(await stream.next()).toBeNull();
  });

  it('brings nothing of anybody to a session whose time is over, not even until the next ping', async () => {
    const late = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const stream = await listen(backend.url, late.token);
    await stream.next();
    now = new Date(now.getTime() + 11 * 3_600_000);
    const desk = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    now = new Date(now.getTime() + 2 * 3_600_000);
    await desk.serveNext();
    expect(await stream.next()).toBeNull();
  });

  it('carries what is short; of what is long it only says that it is there', async () => {
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const stream = await listen(backend.url, desk.token);
    await stream.next();
    const evidence = Object.fromEntries(Array.from({ length: 32 }, (_, n) => [`${n}`, 'x'.repeat(500)]));
    const step = { state: 'done' as const, at: '2026-11-22T10:00:00Z', evidence };
    const people = (await desk.all('appointment')).slice(0, 4);
    await backend.database.transaction(async (sql) => {
      for (const one of people)
        await putRecord(sql, 'appointment', { ...one, steps: { one: step, two: step, three: step } });
    });
    const { cursor } = await desk.changes(0);
    let news = '';
    while (!news.includes(`"cursor":${cursor}`)) news = (await stream.next())!;
    expect(news).toBe(`event: changes\ndata: {"cursor":${cursor}}`);
    stream.leave();
  });

  it('ends when the backend stops, and does not hold the stop up', async () => {
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const stream = await listen(backend.url, desk.token);
    await stream.next();
    await backend.stop();
    stopped = true;
    expect(await stream.next()).toBeNull();
  });

  it('is not for strangers', async () => {
    expect(await ask(backend.url, 'GET', '/events')).toMatchObject({ status: 401, body: { code: 'not-signed-in' } });
  });
});

describe('the streams themselves', () => {
  let server: Server;
  afterEach(() => {
    vi.useRealTimers();
    server.close();
    server.closeAllConnections();
  });

  it('ping every 15 seconds, end when the session is over, and forget who left', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const alive = new Set(['a', 'b']);
    const streams = new EventStreams(
      async (hash) => alive.has(hash),
      async (since) => ({ cursor: since, changes: [], alive }),
      systemClock,
    );
    server = createServer((request, response) =>
      streams.add(response, request.url!.slice(1), { station: 1, sessionKind: 'clerk', role: 'clerk' }),
    );
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const open = (name: string): Promise<{ text: () => string; ended: Promise<void>; leave: () => void }> =>
      new Promise((resolve) => {
        const request = get(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`, (response) => {
          let text = '';
          response
            .setEncoding('utf8')
            .on('data', (piece: string) => {
              text += piece;
            })
            .on('error', () => undefined);
          resolve({
            text: () => text,
            ended: new Promise((end) => {
              response.once('end', end);
            }),
            leave: () => request.destroy(),
          });
        });
      });
    const [a, b] = [await open('a'), await open('b')];
    expect(streams.size).toBe(2);
    vi.advanceTimersByTime(15_000);
    await vi.waitFor(() => expect(a.text() + b.text()).toBe(': ping\n\n: ping\n\n'), { timeout: hangMs });
    alive.delete('a');
    vi.advanceTimersByTime(15_000);
    await a.ended;
    expect(streams.size).toBe(1);
    b.leave();
    await vi.waitFor(() => expect(streams.size).toBe(0), { timeout: hangMs });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('do not end one that came while the news were read, with a session that is newer than they are', async () => {
    let finish: () => void = () => undefined;
    const reading = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const streams = new EventStreams(
      async () => true,
      () => reading.then(() => ({ cursor: 1, changes: [], alive: new Set(['a']) })),
      systemClock,
    );
    server = createServer((request, response) =>
      streams.add(response, request.url!.slice(1), { station: 1, sessionKind: 'clerk', role: 'clerk' }),
    );
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const open = (name: string): Promise<Response> =>
      fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`);
    const a = (await open('a')).body!.pipeThrough(new TextDecoderStream()).getReader();
    streams.tell([...(streams as unknown as { streams: Map<ServerResponse, string> }).streams.keys()][0]!, 0);
    expect((await a.read()).value).toContain('"cursor":0');
    streams.announce(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await open('b');
    finish();
    expect((await a.read()).value).toContain('"cursor":1');
    expect(streams.size).toBe(2);
  });
});

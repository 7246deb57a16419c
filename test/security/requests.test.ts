import fc from 'fast-check';
import type { IpcMainInvokeEvent } from 'electron';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clerkWindow, requests, type RequestName } from '../../electron/contract/index.ts';
import { Settings } from '../../electron/core/kernel/settings/settings.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';

type Listener = (
  event: IpcMainInvokeEvent,
  name: unknown,
  input: unknown,
) => Promise<{ ok: boolean; error?: { code: string } }>;
const asked: { listener?: Listener } = {};
vi.mock('electron', () => ({
  ipcMain: { handle: (_channel: string, listener: Listener) => void (asked.listener = listener) },
}));
const { serve, served } = await import('../../electron/shell/serve.ts');

let backend: TestBackend;
let counter: TestCounter;
const lines: string[] = [];
beforeAll(async () => {
  backend = await startTestBackend();
  counter = await startCounter({ backendUrl: backend.url });
  await signInAt(counter);
  serve([served({ contract: clerkWindow, isSender: () => true }, counter.application.handlers)], (_level, message) =>
    lines.push(message),
  );
});
afterAll(async () => {
  await counter.stop();
  await backend.stop();
});
const ask = (name: unknown, input: unknown) => asked.listener!({} as IpcMainInvokeEvent, name, input);
const names = Object.keys(requests) as RequestName[];
const nested = (depth: number): unknown => {
  let value: unknown = 'x';
  for (let n = 0; n < depth; n += 1) value = { a: [value] };
  return value;
};

describe('a window that asks what no honest one asks', () => {
  const hostile: [string, unknown][] = [
    ['a long text', 'x'.repeat(2_000_000)],
    ['a long list', Array.from({ length: 100_000 }, () => 7)],
    ['something nested', nested(5_000)],
    ['a number', Number.NaN],
    ['undefined', undefined],
    ['a function', () => 1],
    ['bytes', new Uint8Array(10)],
    ['a date', new Date()],
    ['a big number', 10n],
    ['keys of a prototype', JSON.parse('{"__proto__":{"appointmentId":"a","stepId":"s","text":"x"}}')],
    [
      'long fields',
      {
        appointmentId: 'x'.repeat(65),
        stepId: 'x'.repeat(65),
        commandId: 'x'.repeat(65),
        text: 'x'.repeat(4001),
        reason: 'x'.repeat(501),
        clerkId: 'x'.repeat(65),
        pin: '1'.repeat(13),
        counterId: 'x'.repeat(65),
        message: 'x'.repeat(2001),
      },
    ],
    [
      'fields of other kinds',
      {
        appointmentId: {},
        stepId: [],
        commandId: 1,
        text: null,
        reason: {},
        clerkId: true,
        pin: 1111,
        counterId: [],
        message: {},
        deed: 'no',
        choice: {},
        outcome: 1,
        language: 'xx',
      },
    ],
  ];

  it.each(hostile)(
    '%s gets a refusal for every name that takes something, and the log stays short',
    async (_what, input) => {
      const before = lines.length;
      for (const name of names) {
        expect([name, await ask(name, input)]).toEqual([name, { ok: false, error: { code: 'invalid-request' } }]);
      }
      for (const line of lines.slice(before)) expect(line.length).toBeLessThan(300);
    },
  );

  it('any value under any name is answered, and never with a fault of the program', async () => {
    const harmless = names.filter(
      (name) => !['app.snapshots', 'session.signOut', 'outbox.retry', 'queue.callNext'].includes(name),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.constantFrom<unknown>(...harmless), fc.string(), fc.anything()),
        fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withTypedArray: true }),
        async (name, input) => {
          const answer = await ask(name, input);
          expect(answer.error?.code).not.toBe('unexpected');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('five thousand times at once is answered five thousand times, and an honest request after that as well', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5_000 }, (_, n) => ask(n % 2 ? 'no.such' : 'case.park', n % 2 ? null : { reason: n })),
    );
    expect(answers.every(({ ok }) => !ok)).toBe(true);
    expect(await ask('app.snapshots', null)).toMatchObject({ ok: true });
  });

  it('is never answered with tokens, hashes, strokes, pictures or places on the disk', async () => {
    const told = JSON.stringify(await ask('app.snapshots', null));
    expect(told.match(/token|scrypt|strokes|jpeg|\/tmp\/|node_modules|\\n +at /gi)).toBeNull();
  });
});

describe('settings that would open the program', () => {
  it.each([
    'http://backend.example',
    'ftp://backend.example',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://127.0.0.1.evil.example',
    'nonsense',
  ])('a backend at %s is refused', (url) => {
    expect(Settings.safeParse({ backend: { mode: 'remote', url } }).success).toBe(false);
  });

  it.each(['https://backend.example', 'http://127.0.0.1:4280', 'http://localhost:4280', 'http://[::1]:4280'])(
    'a backend at %s is not',
    (url) => {
      expect(Settings.safeParse({ backend: { mode: 'remote', url } }).success).toBe(true);
    },
  );
});

import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDeviceHost } from '../../native/index.ts';
import { cable, socat } from '../drivers/cable.ts';
import { startTestBackend } from '../support/backend.ts';
import { scan, signInAt, startCounter, type TestCounter, type TestCounterOptions } from '../support/counter.ts';
import { Settings } from '../../electron/core/kernel/settings/settings.ts';

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let counter: TestCounter;
beforeEach(async () => {
  backend = await startTestBackend();
  counter = await startCounter({ backendUrl: backend.url });
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

describe('a recording of the scanner', () => {
  it('needs somebody signed in, holds what was scanned meanwhile, and is nowhere but in its file', async () => {
    expect(await counter.ask('devices.trace', { deviceId: 'scanner', record: true })).toMatchObject({
      ok: false,
      error: { code: 'not-signed-in' },
    });
    await signInAt(counter);
    await counter.must('devices.trace', { deviceId: 'scanner', record: true });
    await counter.until('the recording', ({ traces }) =>
      traces.recording.some(({ deviceId }) => deviceId === 'scanner'),
    );
    await scan(counter, 'unknown', { mine: false });
    await counter.must('devices.trace', { deviceId: 'scanner', record: false });
    await counter.until('the file', ({ traces }) => traces.last !== null && traces.recording.length === 0);
    const file = readFileSync(counter.now().traces.last?.file ?? '', 'utf8');
    const line = file.split('\n').find((each) => each.includes('< bytes')) ?? '';
    expect(line).toMatch(/^\d+ < bytes ([0-9a-f]{2} )+0d$/);
    expect(counter.notices.map(({ code }) => code)).toContain('trace-saved');
    expect(counter.log.join('\n')).not.toContain(line.slice(line.indexOf('bytes') + 6));
  });

  it('ends when the clerk who ordered it signs out', async () => {
    await signInAt(counter);
    await counter.must('devices.trace', { deviceId: 'scanner', record: true });
    await counter.until('the recording', ({ traces }) => traces.recording.length === 1);
    await counter.must('session.signOut', { leaveOpen: true });
    await counter.until('its end', ({ traces }) => traces.recording.length === 0);
    expect(counter.now().traces.last).toMatchObject({ deviceId: 'scanner', ended: 'ordered' });
  });
});

describe.skipIf(!socat)('a recording of the scanner in real work', () => {
  const startInRealWork = async (options: Partial<TestCounterOptions> = {}): Promise<void> => {
    await backend.database.transaction((sql) => sql.run('UPDATE office SET training = 0'));
    await counter.stop();
    const { near } = await cable();
    counter = await startCounter({
      backendUrl: backend.url,
      settings: Settings.parse({ devices: { scanner: { path: near, baudRate: 9600 } } }),
      ...options,
    });
    await counter.until('the backend to be heard', (now) => now.session.phase === 'signed-out');
    await counter.must('session.signIn', { clerkId: counter.now().session.clerks[0]!.id, pin: '1111' });
    await counter.must('session.chooseCounter', { counterId: 'counter-1', takeOver: true });
    await counter.until(
      'connection and scanner',
      ({ connection, devices }) =>
        connection.state === 'connected' &&
        devices.devices.some(({ id, state }) => id === 'scanner' && state === 'ready'),
    );
  };

  it('is refused also while only the rest of a family stands at the counter', async () => {
    await startInRealWork();
    const first = counter.now().day.waiting.find(({ companions }) => companions.length > 0)!;
    await counter.must('queue.call', { appointmentId: first.appointmentId });
    await counter.must('case.appear', null);
    await counter.must('case.finish', { outcome: 'incomplete', reason: 'Unterlagen fehlen' });
    await counter.until('the rest of them', ({ day }) => day.visitNext !== null);
    expect(await counter.ask('devices.trace', { deviceId: 'scanner', record: true })).toMatchObject({
      ok: false,
      error: { code: 'trace-while-serving' },
    });
  });

  it('ends before any window shows who was called', async () => {
    const host = startDeviceHost();
    const shownAtTheEnd: unknown[] = [];
    await startInRealWork({
      host: {
        ...host,
        ask: (name, input) => {
          if (name === 'trace.stop') shownAtTheEnd.push(counter.shown().case);
          return host.ask(name, input);
        },
      },
    });
    await counter.must('devices.trace', { deviceId: 'scanner', record: true });
    await counter.must('queue.callNext', null);
    await counter.until('its end', ({ traces }) => traces.recording.length === 0);
    expect(counter.shown().case).toMatchObject({ state: 'called' });
    expect(new Set(shownAtTheEnd)).toEqual(new Set([null]));
  });
});

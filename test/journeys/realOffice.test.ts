import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OfficeFile } from '../../backend/office/officeFile.ts';
import { Settings } from '../../electron/core/kernel/settings/settings.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';

/** In a real office nothing is played: a device that is not there is missing, whatever the settings say. */

const office = OfficeFile.parse({
  name: 'Amt Musterstadt',
  counters: [{ id: 'c1', name: 'Schalter 1', room: '1.01', services: ['eat-collect'] }],
  compartments: [{ id: 'foyer-1', box: 'Foyer', label: '1', board: 0, lock: 0, gripHeight: 150 }],
  clerks: [{ id: 'k1', name: 'Erika Mustermann', role: 'lead', pin: '271828' }],
});

let dataDir: string;
let backend: TestBackend;
let counter: TestCounter | undefined;
const start = async (settings = {}, backendUrl: string | null = backend.url): Promise<TestCounter> => {
  counter = await startCounter({ backendUrl, dataDir, keep: true, settings: Settings.parse({ devices: settings }) });
  return counter;
};
const stopCounter = async (): Promise<void> => {
  await counter?.stop();
  counter = undefined;
};
const simulated = (): boolean[] => counter!.now().devices.devices.map((device) => device.simulated);

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'schalterwerk-real-office-'));
});
afterEach(async () => {
  await stopCounter();
  await backend?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('a counter of a real office', () => {
  beforeEach(async () => {
    backend = await startTestBackend({ seed: false, office });
  });

  const signIn = async (): Promise<void> => {
    await counter!.until('the backend to be heard', (now) => now.session.phase === 'signed-out');
    await counter!.must('session.signIn', { clerkId: 'k1', pin: '271828' });
    await counter!.must('session.chooseCounter', { counterId: 'c1', takeOver: true });
  };

  it.each<[string, object]>([
    ['say nothing of it', {}],
    ['ask for it', { simulate: true, simulatedPad: 'STU-300' }],
  ])('has no simulated devices where its settings %s, and nothing that could be played', async (_what, settings) => {
    await start(settings);
    await signIn();
    expect(counter!.now().devices.devices).toEqual([]);
    expect(counter!.now().simulation).toBeNull();
    expect(counter!.now().session.training).toBe(false);
    expect(await counter!.ask('simulation.play', { deed: 'scan', text: 'PAKET 4711' })).toMatchObject({
      ok: false,
      error: { code: 'not-simulated' },
    });
    expect(counter!.scans).toEqual([]);
  });

  it('gets none by a change of its settings either', async () => {
    await start({ simulate: false });
    await signIn();
    await counter!.must('devices.changeSettings', { simulate: true, pad: 'auto' });
    expect(counter!.now().devices.settings.values.simulate).toBe(true);
    expect(counter!.now().devices.devices).toEqual([]);
  });
});

describe('a counter in training', () => {
  beforeEach(async () => {
    backend = await startTestBackend();
  });

  it('has no simulated devices before the office has said that it trains, and all of them then', async () => {
    await start({}, null);
    expect(simulated()).toEqual([]);
    counter!.setBackendUrl(backend.url);
    await signInAt(counter!);
    expect(simulated()).toEqual([true, true, true]);
    expect(counter!.now().session.training).toBe(true);
  });

  it('remembers over a start without network that it trains', async () => {
    await start();
    await signInAt(counter!);
    await stopCounter();
    await start({}, null);
    await counter!.until('the simulated devices', () => simulated().length === 3);
    expect(simulated()).toEqual([true, true, true]);
  });

  it('can do without them', async () => {
    await start({ simulate: false });
    await counter!.until('the backend to be heard', (now) => now.session.phase === 'signed-out');
    expect(counter!.now().session.training).toBe(true);
    expect(simulated()).toEqual([]);
  });

  it('loses them when it is told to belong to a real office from now on', async () => {
    await start();
    await signInAt(counter!);
    const real = await startTestBackend({ seed: false, office });
    try {
      counter!.setBackendUrl(real.url);
      await counter!.until('the office to be real', (now) => now.session.officeName === 'Amt Musterstadt');
      await counter!.until('the devices to be gone', (now) => now.devices.devices.length === 0);
      expect(counter!.now().simulation).toBeNull();
    } finally {
      await real.stop();
    }
  });
});

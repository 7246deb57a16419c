import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Settings } from '../../electron/core/kernel/settings/settings.ts';
import { startDeviceHost, type DeviceHost, type HostRequestName } from '../../native/index.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';

let backend: TestBackend;
let counter: TestCounter;
beforeEach(async () => {
  backend = await startTestBackend();
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

/** The real host, listened to. */
async function start(devices: object, beepTakes: Promise<unknown> = Promise.resolve()) {
  const host = startDeviceHost();
  const asked: { name: HostRequestName; input: unknown }[] = [];
  const heard: DeviceHost & { stop(): Promise<void> } = {
    ...host,
    async ask(name, input) {
      if (name === 'scanner.command') {
        asked.push({ name, input });
        await beepTakes;
      }
      return host.ask(name, input);
    },
  };
  counter = await startCounter({ backendUrl: backend.url, host: heard, settings: Settings.parse({ devices }) });
  await signInAt(counter);
  const scan = async (text: string) => {
    const before = counter.scans.length;
    await host.ask('simulate', { deed: 'scan', code: Buffer.from(text), aim: '' });
    await counter.until('the scan', () => counter.scans.length > before);
  };
  return { host, scan, beeps: () => asked.map(({ input }) => (input as { deed: string }).deed) };
}

describe('the scanner itself', () => {
  it('is told to sound for a code that was refused, not for a good one, and not twice at once', async () => {
    let finish = () => {};
    const it = await start(
      {},
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
    );
    await it.scan(counter.now().simulation?.codes.find(({ what }) => what === 'appointment-code')?.text ?? '');
    expect(counter.scans.at(-1)?.outcome).toBe('accepted');
    expect(it.beeps()).toEqual([]);
    await it.scan('nobody knows this');
    await it.scan('nor this');
    expect(counter.scans.map(({ outcome }) => outcome)).toEqual(['accepted', 'refused', 'refused']);
    expect(it.beeps()).toEqual(['beep-bad']);
    finish();
  });

  it('stays quiet for what was typed by hand, and where the settings say so', async () => {
    const it = await start({ scannerBeeps: false });
    await it.scan('nobody knows this');
    await counter.must('scans.type', { text: 'typed' });
    expect(it.beeps()).toEqual([]);
  });

  it('marks the scan whose code kept coming, and nothing else happens', async () => {
    const it = await start({ scannerBeeps: false, sameCodePause: 10_000 });
    await it.scan('nobody knows this');
    await it.host.ask('simulate', { deed: 'scan', code: Buffer.from('nobody knows this'), aim: '' });
    await counter.until('the mark', ({ scans }) => scans.recent[0]?.again === true);
    expect(counter.scans.length).toBe(1);
    expect(counter.now().scans.recent.length).toBe(1);
  });
});

import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { connectDeviceHost, forkDeviceHost } from '../../native/index.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { startCounter, type TestCounter } from '../support/counter.ts';

let backend: TestBackend;
let counter: TestCounter;
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

describe('a device process that ends', () => {
  it.each(['SIGSEGV', 'SIGSTOP'] as const)(
    'by %s is told to the clerk once, without a word of cables, and once that the devices are ready again',
    async (signal) => {
      backend = await startTestBackend();
      let pid = 0;
      const host = connectDeviceHost(() => {
        const port = forkDeviceHost(fileURLToPath(new URL('../../native/host.ts', import.meta.url)));
        pid = port.pid ?? 0;
        return port;
      });
      counter = await startCounter({ backendUrl: backend.url, host });
      const allReady = () =>
        counter.now().devices.devices.length === 3 &&
        counter.now().devices.devices.every(({ state }) => state === 'ready');
      await counter.until('all devices to be ready', allReady);
      expect(counter.notices).toEqual([]);
      process.kill(pid, signal);
      await counter.until('the status bar to say it', ({ devices }) => !devices.hostRunning);
      await counter.until('all devices to be ready again', (now) => now.devices.hostRunning && allReady());
      expect(counter.notices.map(({ code }) => code)).toEqual(['host-restarted', 'devices-back']);
    },
  );
});

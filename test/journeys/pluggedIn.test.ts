import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDeviceHost } from '../../native/index.ts';
import { simulatedScanner } from '../../native/simulated/simulatedScanner.ts';
import { cable, opened, socat } from '../drivers/cable.ts';
import { identifyAndTick, serveNext, stepOf } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';

/** A real serial port on a pseudo-terminal is plugged in while the counter works with simulated devices. */

let backend: TestBackend;
let counter: TestCounter;
let plugged: { path: string; vendorId: string; productId: string }[];

const scanners = () => counter.now().devices.devices.filter(({ kind }) => kind === 'scanner');
const told = (code: string) =>
  counter.notices.filter((notice) => notice.code === code).map(({ values }) => values['device']);
const zebra = (path: string) => ({ path, vendorId: '05e0', productId: '1701' });

describe.skipIf(!socat)('a scanner that is plugged in while the counter is running', () => {
  beforeEach(async () => {
    plugged = [];
    backend = await startTestBackend();
    const host = startDeviceHost({
      handSpeed: 20,
      listings: { hid: async () => [], serial: async () => plugged },
      plugs: { every: 20, look: async () => JSON.stringify(plugged) },
    });
    counter = await startCounter({ backendUrl: backend.url, host });
    await signInAt(counter);
  });
  afterEach(async () => {
    await counter?.stop();
    await backend?.stop();
  });

  it('takes the place of the simulated one, is told by name, and reads', async () => {
    const { near, far } = await cable();
    expect(scanners()).toMatchObject([{ id: 'scanner', simulated: true }]);
    plugged = [zebra(near)];
    await counter.until('the real scanner', () =>
      scanners().some(({ simulated, state }) => !simulated && state === 'ready'),
    );
    expect(scanners()).toHaveLength(1);
    expect(told('device-plugged')).toEqual(['Zebra / Symbol']);
    expect(told('device-lost')).toEqual([]);
    const twin = simulatedScanner(await opened(far), { endMark: 'cr', aimIdentifier: true }, () => 'none');
    await twin.scan(new TextEncoder().encode('PAKET 4711'), ']Q1');
    await counter.until('the scan', () => counter.scans.length > 0);
    expect(counter.scans[0]).toMatchObject({ deviceId: 'scanner', symbology: 'qr' });
  });

  it('comes beside the one that works when a second is plugged in, which stays open', async () => {
    const [one, two] = [await cable(), await cable()];
    plugged = [zebra(one.near)];
    await counter.until('the first', () => scanners().some(({ simulated, state }) => !simulated && state === 'ready'));
    const lines = counter.log.length;
    plugged = [{ ...zebra(two.near), vendorId: '05f9' }, zebra(one.near)];
    await counter.until('both', () => scanners().filter(({ state }) => state === 'ready').length === 2);
    expect(scanners().map(({ id, name }) => [id, name])).toEqual([
      ['scanner', 'Zebra / Symbol'],
      ['scanner-2', 'Datalogic / PSC'],
    ]);
    expect(counter.log.slice(lines).filter((line) => /scanner: (connecting|lost|ready)/.test(line))).toEqual([]);
  });

  it('waits with the exchange until the signature is over', async () => {
    const { near } = await cable();
    await serveNext(counter);
    await identifyAndTick(counter);
    await counter.must('signatures.start', { stepId: stepOf(counter, 'signature').id });
    await counter.until('the pad to be written on', (now) => now.case?.signature?.state === 'signing');
    plugged = [zebra(near)];
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(scanners()).toMatchObject([{ simulated: true, state: 'ready' }]);
    await counter.must('signatures.cancel', null);
    await counter.until('the real scanner', () =>
      scanners().some(({ simulated, state }) => !simulated && state === 'ready'),
    );
  });
});

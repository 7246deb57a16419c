import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startDeviceHost, type DeviceConfig, type HostEvent } from '../../native/index.ts';
import { startBarcodeScanner } from '../../native/barcode-scanner/barcodeScanner.ts';
import { linkPair } from '../../native/link/linkPair.ts';
import { simulatedScanner } from '../../native/simulated/simulatedScanner.ts';
import { createTap } from '../../native/trace/tap.ts';
import { boxConfig, noHealth, padConfig, padPage, scannerConfig, shortLimits, whatCameOfIt } from './traceDevices.ts';

/**
 * `node test/support/recordTraces.ts`: records the fixtures of `test/fixtures/traces` anew, from the simulated devices.
 * A trace of a real device is put beside them.
 */
const folder = path.join(import.meta.dirname, '../fixtures/traces');
mkdirSync(folder, { recursive: true });

async function record(
  name: string,
  config: DeviceConfig,
  deeds: (
    host: ReturnType<typeof startDeviceHost>,
    heard: (what: string, is: (event: HostEvent) => boolean) => Promise<void>,
  ) => Promise<void>,
): Promise<void> {
  const host = startDeviceHost({ limits: shortLimits, handSpeed: 4 });
  const events: HostEvent[] = [];
  host.onEvent((event) => events.push(event));
  const must = async (answer: ReturnType<typeof host.ask>) => {
    const { ok } = await answer;
    if (!ok) throw new Error(`${name}: refused`);
  };
  const heard = async (what: string, is: (event: HostEvent) => boolean) => {
    for (let waited = 0; !events.some(is); waited += 5) {
      if (waited > 10_000) throw new Error(`${name}: never came: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const isReady = (event: HostEvent) => event.type === 'device' && event.status.state === 'ready';
  await must(
    host.ask('configure', {
      devices: [config],
      worldFile: path.join(mkdtempSync(path.join(os.tmpdir(), 'schalterwerk-traces-')), 'room.json'),
    }),
  );
  await heard('ready', isReady);
  // Pulled and plugged in again: the recording begins with the start-up.
  await must(host.ask('simulate', { deed: 'fault', deviceId: config.id, fault: 'unplugged' }));
  await heard('lost', (event) => event.type === 'device' && event.status.state === 'lost');
  await must(host.ask('trace.start', { deviceId: config.id }));
  events.length = 0;
  await must(host.ask('simulate', { deed: 'fault', deviceId: config.id, fault: 'none' }));
  await heard('ready', isReady);
  await deeds(host, heard);
  await must(host.ask('trace.stop', { deviceId: config.id }));
  const trace = events.find((event) => event.type === 'trace');
  write(name, trace?.type === 'trace' ? trace.text : '', events);
  await host.stop();
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A trace and, one in a line, what the driver made of it. */
function write(name: string, text: string, events: readonly HostEvent[]): void {
  writeFileSync(path.join(folder, `${name}.trace`), text);
  writeFileSync(
    path.join(folder, `${name}.events`),
    whatCameOfIt(events)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

/** A simulated cable delivers a code in one piece; real ones cut it where they like. */
async function recordScanner(name: string): Promise<void> {
  const cable = linkPair((bytes) =>
    Array.from({ length: Math.ceil(bytes.length / 7) }, (_, index) => bytes.slice(index * 7, index * 7 + 7)),
  );
  const tap = createTap();
  const events: HostEvent[] = [];
  tap.start('scanner serial-scanner, simulated', ({ text }) => write(name, text, events));
  const session = startBarcodeScanner(
    tap.through(cable.host),
    { deviceId: scannerConfig.id, ...scannerConfig },
    noHealth,
    { scan: (scan) => events.push({ type: 'scan', scan }), log: () => {} },
    shortLimits.scanner,
  );
  const twin = simulatedScanner(cable.device, scannerConfig, () => 'none');
  for (const text of ['SWT-7K2M9QXD', '(01)04006381333931\x1d10MUSTER']) {
    await pause(20);
    await twin.scan(Buffer.from(text), ']Q1');
  }
  await pause(20);
  await session.stop(false);
  tap.stop('ordered');
}

await recordScanner('scanner-serial');

await record('pad-stu-430', padConfig, async (host, heard) => {
  await host.ask('pad.show', { deviceId: padConfig.id, screen: padPage('page') });
  await host.ask('simulate', { deed: 'sign', style: 'signature', press: 'ok' });
  await heard('the button', (event) => event.type === 'button');
  await host.ask('pad.blank', { deviceId: padConfig.id });
});

await record('box-cu16', boxConfig, async (host, heard) => {
  await pause(200);
  await host.ask('locker.open', { deviceId: boxConfig.id, board: 0, lock: 5, operationId: 'recorded' });
  await heard('the open door', (event) => event.type === 'door' && event.door.door === 'open');
  await host.ask('simulate', { deed: 'close-door', board: 0, lock: 5 });
  await heard('the closed door', (event) => event.type === 'door' && event.door.door === 'closed');
});

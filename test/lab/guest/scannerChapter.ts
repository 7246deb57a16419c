import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { DeviceConfig } from '../../../native/index.ts';
import { cable, folder, includes, proves, rest, same, until, type Hardware } from './bench.ts';
import { codeText } from './codes.ts';
import type { SerialName } from './hardware.ts';
import { settled, type Product } from './product.ts';

const BY_ID = '/dev/serial/by-id';
const codes = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => codeText(from + index));

export const serialScanner = (id: string, port: string): Extract<DeviceConfig, { kind: 'scanner' }> => ({
  id,
  kind: 'scanner',
  model: 'serial-scanner',
  link: { type: 'serial', path: port, baudRate: 115_200 },
  endMark: 'cr',
  aimIdentifier: false,
});

/** The stable name udev gives a serial port; it stays when the kernel numbers the port anew. */
export function portNamed(pattern: RegExp): Promise<string> {
  return until(`a serial port ${String(pattern)}`, () => {
    // udev makes a link under a hidden name first.
    const name = existsSync(BY_ID) && readdirSync(BY_ID).find((each) => pattern.test(each) && !each.startsWith('.'));
    return name && path.join(BY_ID, name);
  });
}

/** A scanner played by some means, on a port of this name. */
interface Played {
  id: string;
  port: RegExp;
  plug(): Promise<void>;
  unplug(): Promise<void>;
  scans(from: number, to: number): Promise<void>;
  lastWords(pauseMs: number): Promise<void>;
}

export async function scannerChapter(product: Product, hardware: Hardware): Promise<void> {
  const overUsb = (id: string, name: SerialName, port: RegExp): Played => ({
    id,
    port,
    plug: () => hardware.do('plug', name),
    unplug: () => hardware.do('unplug', name),
    scans: (from, to) => hardware.do('scans', { name, from, to }),
    lastWords: (pauseMs) => hardware.do('lastWords', { name, pauseMs }),
  });
  const played: Played[] = [
    {
      id: 'qemu-ftdi',
      port: /QEMU/,
      plug: async () => cable('plug'),
      unplug: async () => cable('unplug'),
      scans: async (from, to) => cable(`scan ${from} ${to}`),
      lastWords: async () => cable('last-words'),
    },
    overUsb('usb-cdc', 'cdc-scanner', /CDC_scanner/),
    overUsb('ch340', 'ch340-scanner', /1a86/),
  ];

  for (const it of played) {
    await it.plug();
    const port = await portNamed(it.port);
    settled();
    await product.use(serialScanner(it.id, port));

    await proves(`${it.id}: 1,000 scans arrive, whole and in order`, async () => {
      await product.is(it.id, 'ready');
      product.forget();
      const began = Date.now();
      await it.scans(0, 1000);
      await until('1,000 scans', () => product.codes(it.id).length >= 1000, 40_000);
      same('codes', product.codes(it.id), codes(0, 1000));
      return `${Math.round(1_000_000 / (Date.now() - began))} scans per second`;
    });

    await proves(`${it.id}: pulled in the middle it is lost, plugged in again it goes on by itself`, async () => {
      product.forget();
      await it.scans(0, 100);
      await until('100 scans', () => product.codes(it.id).length >= 100);
      await it.unplug();
      const lost = await product.is(it.id, 'lost');
      same('problem', lost.problem?.code, 'device-lost');
      await it.plug();
      await product.is(it.id, 'ready');
      await it.scans(100, 200);
      await until('the other 100', () => product.codes(it.id).length >= 200);
      same('codes', product.codes(it.id), codes(0, 200));
    });

    await proves(
      `${it.id}: pulled while it talks, three times: noticed, no core burns, and the next code is read`,
      async () => {
        for (let round = 0; round < 3; round += 1) {
          await it.lastWords(0);
          await product.is(it.id, 'lost');
          const burnt = await product.burns(400);
          if (burnt > 60) throw new Error(`the host burns ${Math.round(burnt)} % of a core`);
          await it.plug();
          await product.is(it.id, 'ready');
          product.forget();
          await it.scans(round, round + 1);
          await until('a scan', () => product.codes(it.id).length > 0);
          same('code', product.codes(it.id), codes(round, round + 1));
        }
      },
    );
  }

  await proves(
    'the kernel sets another rate first: nothing is written to a scanner before the rate that was asked for',
    async () => {
      await product.use({ ...serialScanner('scanner', await portNamed(/CDC_scanner/)), commandSet: 'honeywell' });
      const { rates, writtenAt } = await until('a command', async () => {
        const told = await hardware.do('cdc');
        return told.writtenAt.length > 0 && told;
      });
      same('rate', rates.at(-1), 115_200);
      same('written at', writtenAt, [115_200]);
      return `rates ${rates.join(', ')}`;
    },
  );

  await proves(
    'a scanner that comes back as another port, because something still hangs on the old one, is found by its name',
    async () => {
      const port = await portNamed(/CDC_scanner/);
      await product.use(serialScanner('scanner', port));
      await product.is('scanner', 'ready');
      const before = realpathSync(port);
      // Keeps the number in use, not the port.
      const clinging = spawn('/run/lab/busybox', ['sh', '-c', `exec sleep 100 < ${before}`]);
      await until(
        'it clings',
        () => existsSync(`/proc/${clinging.pid}/fd/0`) && readlinkSync(`/proc/${clinging.pid}/fd/0`) === before,
      );
      product.forget();
      await hardware.do('lastWords', { name: 'cdc-scanner', pauseMs: 0 });
      await hardware.do('plug', 'cdc-scanner'); // At once.
      await until('it was lost', () =>
        product.of('device').some(({ status }) => status.id === 'scanner' && status.state === 'lost'),
      );
      await product.is('scanner', 'ready');
      product.forget();
      await hardware.do('scans', { name: 'cdc-scanner', from: 7, to: 8 });
      await until('a scan', () => product.codes('scanner').length > 0);
      const after = realpathSync(port);
      clinging.kill();
      if (after === before) throw new Error(`it is ${after} again: nothing was proven`);
      return `${path.basename(before)}, then ${path.basename(after)}`;
    },
  );

  await proves('two scanners at once: one is pulled, the other does not notice', async () => {
    await product.use(
      serialScanner('one', await portNamed(/CDC_scanner/)),
      serialScanner('two', await portNamed(/1a86/)),
    );
    await product.is('one', 'ready');
    await product.is('two', 'ready');
    product.forget();
    const sending = hardware.do('scans', { name: 'ch340-scanner', from: 0, to: 300 });
    await hardware.do('lastWords', { name: 'cdc-scanner', pauseMs: 0 });
    await sending;
    await product.is('one', 'lost');
    await until('300 scans', () => product.codes('two').length >= 300);
    same('codes', product.codes('two'), codes(0, 300));
    same(
      'state of the other',
      product.of('device').filter(({ status }) => status.id === 'two' && status.state !== 'ready').length,
      0,
    );
    await hardware.do('plug', 'cdc-scanner');
  });

  await proves('a port that another program holds is busy, and is taken when that ends', async () => {
    const port = await portNamed(/CDC_scanner/);
    await product.use();
    const holder = fork(path.join(folder, 'otherProgram.js'), [port]);
    same('the other program', (await once(holder, 'message'))[0], 'held');
    await product.use(serialScanner('scanner', port));
    includes('problem', (await product.is('scanner', 'failing')).problem, { code: 'device-busy' });
    await endOf(holder);
    await product.is('scanner', 'ready');
  });

  await proves(
    'scanners of the table are found, under a name that outlives an unplug; keyboards and mice are neither found nor opened as serial scanners',
    async () => {
      for (const name of ['scanner-as-keyboard', 'mouse'] as const) await hardware.do('create', name);
      await rest(500);
      settled();
      const { scanners, pads } = await product.get('find', null);
      same('pads', pads, []);
      same(
        'scanners',
        scanners.map((each) => each.path),
        [await portNamed(/CDC_scanner/)],
      );
      const nodes = [
        ...readdirSync('/dev/input')
          .filter((name) => /^(event|mouse)\d/.test(name))
          .map((name) => `input/${name}`),
        ...readdirSync('/dev').filter((name) => name.startsWith('hidraw')),
      ];
      if (nodes.length < 4) throw new Error(`only ${nodes.join(' ')} to try`);
      for (const node of nodes) {
        await product.use(serialScanner('scanner', `/dev/${node}`));
        includes(node, (await product.is('scanner', 'failing')).problem, { code: 'device-refused' });
      }
      for (const name of ['scanner-as-keyboard', 'mouse'] as const) await hardware.do('destroy', name);
      return `${nodes.length} nodes refused`;
    },
  );
  await product.use();
  for (const it of played) await it.unplug();
}

async function endOf(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}

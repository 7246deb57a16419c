import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { DeviceConfig } from '../../../native/index.ts';
import { includes, proves, rest, same, until, type Hardware } from './bench.ts';
import { padConfig, screen } from './padChapter.ts';
import { hidrawNodes, settled, startProduct, type Product } from './product.ts';
import { portNamed, serialScanner } from './scannerChapter.ts';

/** An account without any rights, and the group of the device rules. */
const NOBODY = 65534;
const groupNumber = (name: string): number => Number(new RegExp(`^${name}:[^:]*:(\\d+)`, 'm').exec(readFileSync('/etc/group', 'utf8'))?.[1]);
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const run = (command: string) => spawnSync('/run/lab/busybox', ['sh', '-c', command], { encoding: 'utf8' });

/** Runs `work` with a device host of another account or environment. */
async function withHost<T>(as: Parameters<typeof startProduct>[0], environment: Record<string, string>, work: (product: Product) => Promise<T>): Promise<T> {
  const product = startProduct(as, environment);
  try {
    return await work(product);
  } catch (thrown) {
    for (const line of product.log.slice(-8)) console.log(`        ${line}`);
    throw thrown;
  } finally {
    await product.end();
  }
}

const posConfig: DeviceConfig = { id: 'pos', kind: 'scanner', model: 'hid-pos-scanner', link: { type: 'hid', vendorId: 0x0c2e, productId: 0x0b87 }, endMark: 'silence', aimIdentifier: false };

export async function rightsChapter(ours: Product, hardware: Hardware): Promise<void> {
  const others = hidrawNodes().length;
  for (const name of ['cdc-scanner', 'pos-scanner', 'pad'] as const) await hardware.do('plug', name);
  const port = await portNamed(/CDC_scanner/);
  await until('two hidraw nodes more', () => hidrawNodes().length >= others + 2);
  settled();
  const devices = [serialScanner('serial', port), posConfig, padConfig];

  await proves('an account without rights is told so, for a serial port, a HID scanner and a pad', () => withHost({ uid: NOBODY, gid: NOBODY }, {}, async (product) => {
    await product.use(...devices);
    for (const { id } of devices) includes(id, (await product.is(id, 'failing')).problem, { code: 'permission-denied' });
  }));

  await proves('with the shipped device rules the same account reads both scanners and writes to the pad', () => withHost({ uid: NOBODY, gid: NOBODY, groups: [groupNumber('plugdev')] }, {}, async (product) => {
    await product.use(...devices);
    for (const { id } of devices) await product.is(id, 'ready');
    await hardware.do('scans', { name: 'cdc-scanner', from: 0, to: 5 });
    await hardware.do('posScan', { name: 'pos-scanner', code: new TextEncoder().encode('LAB-POS'), aim: ']C0' });
    await until('all scans', () => product.codes('serial').length === 5 && product.codes('pos').length === 1);
    same('HID scan', product.of('scan').flatMap(({ scan }) => (scan.deviceId === 'pos' ? [Buffer.from(scan.bytes).toString(), scan.aim] : [])), ['LAB-POS', ']C0']);
    await product.get('pad.show', { deviceId: 'pad', screen: screen('by-nobody') });
    return `modes ${mode(port)} and ${hidrawNodes().map((name) => mode(`/dev/${name}`)).join(' ')}`;
  }));

  await proves('a HID scanner: 100 codes arrive whole and in order, also long ones in several reports; pulled and plugged in again', async () => {
    await ours.use(posConfig);
    await ours.is('pos', 'ready');
    const codes = Array.from({ length: 100 }, (_, number) => `P${String(number).padStart(5, '0')}${'Y'.repeat(number % 3 === 0 ? 120 : 20)}`);
    const send = async (code: string) => {
      for (let start = 0; start < code.length; start += 56) {
        await hardware.do('posScan', { name: 'pos-scanner', code: new TextEncoder().encode(code.slice(start, start + 56)), aim: ']C0', continued: start + 56 < code.length });
      }
    };
    for (const code of codes.slice(0, 50)) await send(code);
    await until('50 codes', () => ours.codes('pos').length >= 50);
    await hardware.do('unplug', 'pos-scanner');
    await ours.is('pos', 'lost');
    await hardware.do('plug', 'pos-scanner');
    await ours.is('pos', 'ready');
    for (const code of codes.slice(50)) await send(code);
    await until('100 codes', () => ours.codes('pos').length >= 100);
    same('codes', ours.codes('pos'), codes);
  });

  await proves('a scanner in keyboard mode and a mouse are not opened as HID scanners', async () => {
    for (const name of ['scanner-as-keyboard', 'mouse'] as const) {
      await hardware.do('create', name);
      await rest(300);
      await ours.use({ ...posConfig, link: { type: 'hid', vendorId: 0x0c2e, productId: name === 'mouse' ? 0x0b62 : 0x0b61 } });
      await rest(1500);
      const state = ours.status('pos')?.state;
      if (state === 'ready' || state === 'connecting') throw new Error(`${name} was opened`);
      await hardware.do('destroy', name);
    }
    await ours.use();
  });

  await proves('without udev\'s tools the search says so once and finds the HID devices all the same', () => withHost({}, { PATH: '/nowhere' }, async (product) => {
    const found = await product.get('find', null);
    same('pads', found.pads.length, 1);
    await product.get('find', null);
    same('said', product.log.filter((line) => /serial devices cannot be listed/.test(line)).length, 1);
  }));

  await proves('a pad that the kernel\'s own driver withholds is found and used through libusb', async () => {
    await hardware.do('unplug', 'pad');
    for (const name of readFileSync('/run/lab/modules/later.list', 'utf8').trim().split('\n')) run(`/run/lab/busybox insmod /run/lab/modules/${name}.ko`);
    const before = hidrawNodes();
    await hardware.do('plug', 'pad');
    await rest(1500);
    settled();
    const nodes = hidrawNodes().filter((name) => !before.includes(name));
    return withHost({ uid: NOBODY, gid: NOBODY, groups: [groupNumber('plugdev')] }, {}, async (product) => {
      await product.use(padConfig);
      await product.is('pad', 'ready');
      await product.get('pad.show', { deviceId: 'pad', screen: screen('withheld', 21) });
      const { display } = await hardware.do('pad');
      if (Buffer.compare(display, screen('withheld', 21).bits) !== 0) throw new Error('the display differs');
      await hardware.do('pen', { samples: [{ x: 5000, y: 3000, pressure: 200, near: true, tip: true, time: 0 }, { x: 5100, y: 3000, pressure: 200, near: true, tip: true, time: 5 }], everyMs: 5 });
      await until('ink', () => product.of('ink').flatMap(({ points }) => points).length >= 2);
      same('found', (await product.get('find', null)).pads.length, 1);
      await hardware.do('unplug', 'pad');
      await product.is('pad', 'lost');
      await hardware.do('plug', 'pad');
      await product.is('pad', 'ready');
      return nodes.length === 0 ? 'no hidraw node' : `the kernel gave ${nodes.join(' ')}: withheld nothing`;
    });
  });

  await proves('where libusb is missing, HID devices say so and serial ones work', async () => {
    const library = ['/usr/lib/x86_64-linux-gnu/libusb-1.0.so.0', '/lib/x86_64-linux-gnu/libusb-1.0.so.0'].find(existsSync);
    run(`/run/lab/busybox mount --bind /dev/null ${library}`);
    try {
      await withHost({}, {}, async (product) => {
        await product.use(padConfig, serialScanner('serial', port));
        const { problem } = await product.is('pad', 'failing');
        includes('problem', problem, { code: 'device-refused' });
        if (!/libusb/.test(problem?.detail ?? '')) throw new Error(`it says only: ${problem?.detail}`);
        await product.is('serial', 'ready');
      });
    } finally {
      run(`/run/lab/busybox umount ${library}`);
    }
  });
  for (const name of ['cdc-scanner', 'pos-scanner', 'pad'] as const) await hardware.do('unplug', name);
}

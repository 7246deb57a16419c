import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { includes, proves, rest, same, until, type Hardware } from './bench.ts';
import { posConfig } from './hidScannerChapter.ts';
import { padConfig, screen } from './padChapter.ts';
import { hidrawNodes, settled, startProduct, type Product } from './product.ts';
import { portNamed, serialScanner } from './scannerChapter.ts';

/** An account without any rights, and the group of the device rules. */
const NOBODY = 65534;
const groupNumber = (name: string): number =>
  Number(new RegExp(`^${name}:[^:]*:(\\d+)`, 'm').exec(readFileSync('/etc/group', 'utf8'))?.[1]);
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const run = (command: string) => spawnSync('/run/lab/busybox', ['sh', '-c', command], { encoding: 'utf8' });

/** Runs `work` with a device host of another account or environment. */
async function withHost<T>(
  as: Parameters<typeof startProduct>[0],
  environment: Record<string, string>,
  work: (product: Product) => Promise<T>,
): Promise<T> {
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

export async function rightsChapter(_ours: Product, hardware: Hardware): Promise<void> {
  const others = hidrawNodes().length;
  for (const name of ['cdc-scanner', 'pos-scanner', 'pad'] as const) await hardware.do('plug', name);
  const port = await portNamed(/CDC_scanner/);
  await until('two hidraw nodes more', () => hidrawNodes().length >= others + 2);
  settled();
  const devices = [serialScanner('serial', port), posConfig, padConfig];

  await proves('an account without rights is told so, for a serial port, a HID scanner and a pad', () =>
    withHost({ uid: NOBODY, gid: NOBODY }, {}, async (product) => {
      await product.use(...devices);
      for (const { id } of devices)
        includes(id, (await product.is(id, 'failing')).problem, { code: 'permission-denied' });
    }),
  );

  await proves('with the shipped device rules the same account reads both scanners and writes to the pad', () =>
    withHost({ uid: NOBODY, gid: NOBODY, groups: [groupNumber('plugdev')] }, {}, async (product) => {
      await product.use(...devices);
      for (const { id } of devices) await product.is(id, 'ready');
      await hardware.do('scans', { name: 'cdc-scanner', from: 0, to: 5 });
      await hardware.do('posScan', 'LAB-POS');
      await until('all scans', () => product.codes('serial').length === 5 && product.codes('pos').length === 1);
      same(
        'HID scan',
        product
          .of('scan')
          .flatMap(({ scan }) => (scan.deviceId === 'pos' ? [Buffer.from(scan.bytes).toString(), scan.aim] : [])),
        ['LAB-POS', ']C0'],
      );
      await product.get('pad.show', { deviceId: 'pad', screen: screen('by-nobody') });
      return `modes ${mode(port)} and ${hidrawNodes()
        .map((name) => mode(`/dev/${name}`))
        .join(' ')}`;
    }),
  );

  await proves("without udev's tools the search says so once and finds the HID devices all the same", () =>
    withHost({}, { PATH: '/nowhere' }, async (product) => {
      const found = await product.get('find', null);
      same('pads', found.pads.length, 1);
      await product.get('find', null);
      same('said', product.log.filter((line) => /serial devices cannot be listed/.test(line)).length, 1);
    }),
  );

  await proves("a pad that the kernel's own driver withholds is found and used through libusb", async () => {
    await hardware.do('unplug', 'pad');
    for (const name of readFileSync('/run/lab/modules/later.list', 'utf8').trim().split('\n'))
      run(`/run/lab/busybox insmod /run/lab/modules/${name}.ko`);
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
      await hardware.do('pen', {
        samples: [
          { x: 5000, y: 3000, pressure: 200, near: true, tip: true, time: 0 },
          { x: 5100, y: 3000, pressure: 200, near: true, tip: true, time: 5 },
        ],
        everyMs: 5,
      });
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
    const library = ['/usr/lib/x86_64-linux-gnu/libusb-1.0.so.0', '/lib/x86_64-linux-gnu/libusb-1.0.so.0'].find(
      existsSync,
    );
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

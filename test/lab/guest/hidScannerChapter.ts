import { times, middle } from '../../bench/measure.ts';
import type { DeviceConfig } from '../../../native/index.ts';
import { proves, rest, same, until, type Hardware } from './bench.ts';
import { monotonicMs } from './clock.ts';
import { longCodeText } from './codes.ts';
import type { UhidName } from './hardware.ts';
import { hidrawNodes, settled, type Product } from './product.ts';

const ids = { vendorId: 0x0c2e, productId: 0x0b87 };
export const posConfig: DeviceConfig = {
  id: 'pos',
  kind: 'scanner',
  model: 'hid-pos-scanner',
  link: { type: 'hid', ...ids },
  endMark: 'silence',
  aimIdentifier: false,
  commandSet: 'honeywell',
};

const codes = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => longCodeText(from + index));

/**
 * Of these the longest fit into the kernel's ring of 64 reports, which forgets the oldest when the machine stalls its
 * reader.
 */
const BATCH = 16;

export async function hidScannerChapter(product: Product, hardware: Hardware): Promise<void> {
  const send = async (from: number, to: number) => {
    for (let start = from; start < to; start += BATCH) {
      const before = product.codes('pos').length;
      const end = Math.min(start + BATCH, to);
      await hardware.do('posScans', { from: start, to: end });
      await until(`codes up to ${end}`, () => product.codes('pos').length >= before + end - start);
    }
  };
  const others = hidrawNodes().length;
  await product.use();
  // A host that was just started says once by itself that something may have been plugged in.
  await product.get('find', null);
  product.forget();
  await hardware.do('plug', 'pos-scanner');
  await until('its hidraw node', () => hidrawNodes().length > others);
  settled();

  await proves(
    'a HID scanner is told as plugged in, found by its usage, and started: 1,000 codes arrive, whole and in order, long ones in several reports',
    async () => {
      await until('told', () => product.of('plugged').length > 0);
      same(
        'found',
        (await product.get('find', null)).scanners.map(({ hid }) => hid),
        [ids],
      );
      await product.use(posConfig);
      await product.is('pos', 'ready');
      product.forget();
      const began = Date.now();
      await send(0, 1000);
      same('codes', product.codes('pos'), codes(0, 1000));
      return `${Math.round(1_000_000 / (Date.now() - began))} codes per second`;
    },
  );

  await proves(
    'pulled in the middle: every code that came is whole and in its place; plugged in again it is started again and goes on',
    async () => {
      product.forget();
      await send(0, 48);
      const sending = hardware.do('posScans', { from: 48, to: 48 + BATCH });
      await hardware.do('unplug', 'pos-scanner');
      await sending;
      same('problem', (await product.is('pos', 'lost')).problem?.code, 'device-lost');
      const came = product.codes('pos').length;
      same('codes before', product.codes('pos'), codes(0, came));
      await hardware.do('plug', 'pos-scanner');
      await product.is('pos', 'ready');
      await send(500, 600);
      same('codes after', product.codes('pos').slice(came), codes(500, 600));
      return `${came} codes before`;
    },
  );

  await proves('its commands go out as reports; what it answers is no scan, and the next code is', async () => {
    product.forget();
    const { text } = await product.get('scanner.command', { deviceId: 'pos', deed: 'identify' });
    if (!text.includes('Simulated scanner')) throw new Error(`it answered ${text}`);
    await product.get('scanner.command', { deviceId: 'pos', deed: 'beep-good' });
    await hardware.do('posScan', 'AFTER-IT');
    await until('the code', () => product.codes('pos').length > 0);
    same('codes', product.codes('pos'), ['AFTER-IT']);
  });

  await proves(
    'the way from the last byte to the event in the main process, beside a bare node-hid read of the same reports in one process',
    () => compareWithBare(product, hardware),
  );

  await proves(
    'a scanner in keyboard mode, a mouse, and a scanner that is a keyboard as well are neither found nor opened',
    async () => {
      const typing: [UhidName, number][] = [
        ['scanner-as-keyboard', 0x0b61],
        ['mouse', 0x0b62],
        ['scanner-and-keyboard', 0x0b63],
      ];
      for (const [name] of typing) await hardware.do('create', name);
      await until('their hidraw nodes', () => hidrawNodes().length >= others + 1 + typing.length);
      same(
        'found',
        (await product.get('find', null)).scanners.map(({ hid }) => hid),
        [ids],
      );
      for (const [name, productId] of typing) {
        product.forget();
        await product.use({ ...posConfig, link: { type: 'hid', vendorId: ids.vendorId, productId } });
        await rest(1500); // More than one look.
        const states = product.of('device').map(({ status }) => status.state);
        if (states.some((state) => state !== 'searching')) throw new Error(`${name}: ${states.join(' ')}`);
        await hardware.do('destroy', name);
      }
    },
  );
  await product.use();
  await hardware.do('unplug', 'pos-scanner');
}

/** Both read the same reports at the same time; hidraw gives them to every reader. */
async function compareWithBare(product: Product, hardware: Hardware): Promise<string> {
  const hid = (await import('node-hid')).default;
  const path = (await hid.devicesAsync(ids.vendorId, ids.productId))[0]?.path;
  if (path === undefined) throw new Error('node-hid lists no such device');
  const handle = await hid.HIDAsync.open(path);
  let bareAt = 0;
  handle.on('error', () => {}); // Unplugged under it: the proof fails by what did not arrive.
  handle.on('data', () => {
    bareAt = monotonicMs();
  });
  const [ours, bare] = [[] as number[], [] as number[]];
  const stop = product.onScan(() => ours.push(monotonicMs()));
  try {
    for (let index = 0; index < 120; index += 1) {
      bareAt = 0;
      const sentAt = await hardware.do('posScan', `TIMED-${index}`);
      await until('both have it', () => bareAt > 0 && ours.length > index);
      ours[index] = (ours[index] ?? 0) - sentAt;
      bare.push(bareAt - sentAt);
    }
  } finally {
    stop();
    await handle.close();
  }
  const [own, other] = [ours.slice(20), bare.slice(20)];
  return `ours ${times(own)}; bare ${times(other)}; ratio ${(middle(own) / middle(other)).toPrecision(2)}`;
}

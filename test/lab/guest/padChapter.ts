import type { DeviceConfig, PadScreen } from '../../../native/index.ts';
import type { PenInput } from '../../../native/simulated/simulatedPad.ts';
import { proves, same, until, type Hardware } from './bench.ts';
import { hidrawNodes, settled, type Product } from './product.ts';

const WACOM = 0x056a;
const STU_540 = 0x00a8;
export const padConfig: DeviceConfig = {
  id: 'pad',
  kind: 'pad',
  model: 'wacom-stu',
  link: { type: 'hid', vendorId: WACOM, productId: STU_540 },
};

/** A picture in which every byte differs from its neighbours, an ink area, one button. */
export function screen(screenId: string, seed = 7): PadScreen {
  const bits = Uint8Array.from({ length: 100 * 480 }, (_, index) => (index * 31 + (index >> 8) * 17 + seed) & 0xff);
  return {
    screenId,
    width: 800,
    height: 480,
    bits,
    ink: { x: 20, y: 100, width: 760, height: 280 },
    buttons: [{ name: 'ok', area: { x: 580, y: 400, width: 200, height: 70 } }],
  };
}

const SAMPLE_MS = 5;

/** A signature of two strokes inside the ink area in pad units (13.5 per display pixel), then a lifted pen. */
function signature(startTime: number): PenInput[] {
  const stroke = (from: number, to: number, phase: number): PenInput[] =>
    Array.from({ length: 120 }, (_, index) => {
      const part = index / 119;
      return {
        x: Math.round(from + (to - from) * part),
        y: Math.round(3200 + 900 * Math.sin(part * 12 + phase)),
        pressure: 100 + Math.round(500 * Math.sin(Math.PI * part)),
        near: true,
        tip: true,
        time: 0,
      };
    });
  const lifted: PenInput = { x: 0, y: 0, pressure: 0, near: false, tip: false, time: 0 };
  return [...stroke(1200, 5000, 0), lifted, ...stroke(5200, 9600, 2), lifted].map((sample, index) => ({
    ...sample,
    time: startTime + index * SAMPLE_MS,
  }));
}

const tapOk = (startTime: number): PenInput[] =>
  [
    ...Array.from({ length: 6 }, () => ({ x: 9180, y: 5870, pressure: 300, near: true, tip: true })),
    { x: 0, y: 0, pressure: 0, near: false, tip: false },
  ].map((sample, index) => ({ ...sample, time: startTime + index * SAMPLE_MS }));

export async function padChapter(product: Product, hardware: Hardware): Promise<void> {
  const tips = (samples: PenInput[]) => samples.filter(({ tip }) => tip).map(({ x, y, pressure }) => [x, y, pressure]);
  const inkOf = (screenId: string) =>
    product
      .of('ink')
      .filter((event) => event.screenId === screenId)
      .flatMap(({ points }) => points);

  await proves('a signature pad is found when it is plugged in, with its capability', async () => {
    const others = hidrawNodes().length;
    await hardware.do('plug', 'pad');
    await until('its hidraw node', () => hidrawNodes().length > others);
    settled();
    const { pads } = await product.get('find', null);
    same(
      'found',
      pads.map(({ vendorId, productId, name }) => [vendorId, productId, name]),
      [[WACOM, STU_540, 'Wacom STU-540']],
    );
    await product.use(padConfig);
    await product.is('pad', 'ready');
    const { width, height, maxX, maxY, maxPressure } = await product.get('pad.capability', { deviceId: 'pad' });
    same('capability', [width, height, maxX, maxY, maxPressure], [800, 480, 10_800, 6480, 1023]);
  });

  await proves('a picture arrives bit by bit as it was drawn', async () => {
    const began = Date.now();
    await product.get('pad.show', { deviceId: 'pad', screen: screen('first') });
    const { display, inking } = await hardware.do('pad');
    same('inking', inking, true);
    if (Buffer.compare(display, screen('first').bits) !== 0) throw new Error('the display differs');
    return `48,000 bytes in ${Date.now() - began} ms`;
  });

  await proves('a signature arrives point by point, none lost, and the button behind it', async () => {
    const samples = signature(1000);
    await hardware.do('pen', { samples: [...samples, ...tapOk(5000)], everyMs: SAMPLE_MS });
    await until('the button', () =>
      product.of('button').find(({ button, screenId }) => button === 'ok' && screenId === 'first'),
    );
    const points = inkOf('first');
    same(
      'points',
      points.filter(({ tip }) => tip).map(({ x, y, pressure }) => [x, y, pressure]),
      tips(samples),
    );
    same('strokes', points.filter(({ tip }) => !tip).length, 2);
    same(
      'lost samples',
      points.reduce((sum, { lostBefore }) => sum + lostBefore, 0),
      0,
    );
    const times = points.filter(({ tip }) => tip).map(({ t }) => t);
    same("duration on the pad's clock", (times.at(-1) ?? 0) - (times[0] ?? 0), 240 * SAMPLE_MS);
    return `${points.length} points`;
  });

  await proves(
    'pulled while somebody signs: what was drawn is kept, it returns blank and can be used again',
    async () => {
      await product.get('pad.show', { deviceId: 'pad', screen: screen('second', 9) });
      const samples = signature(20_000);
      await hardware.do('pen', { samples: samples.slice(0, 60), everyMs: SAMPLE_MS });
      await until('60 points', () => inkOf('second').filter(({ tip }) => tip).length >= 60);
      await hardware.do('unplug', 'pad');
      same('problem', (await product.is('pad', 'lost')).problem?.code, 'device-lost');
      same(
        'points',
        inkOf('second')
          .filter(({ tip }) => tip)
          .map(({ x, y, pressure }) => [x, y, pressure]),
        tips(samples.slice(0, 60)),
      );
      await hardware.do('plug', 'pad');
      await product.is('pad', 'ready');
      const { display, inking } = await hardware.do('pad');
      same('blank', [display.every((byte) => byte === 0xff), inking], [true, false]);
      await product.get('pad.show', { deviceId: 'pad', screen: screen('third', 11) });
      await hardware.do('pen', { samples: signature(40_000), everyMs: SAMPLE_MS });
      await until('all points', () => inkOf('third').filter(({ tip }) => tip).length === tips(signature(0)).length);
    },
  );

  await proves('pulled in the middle of an upload: the request ends, and so does everything after it', async () => {
    const showing = product.ask('pad.show', { deviceId: 'pad', screen: screen('fourth', 13) });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await hardware.do('unplug', 'pad');
    const answer = await showing;
    // Silent: the kernel itself waited for the device before it noticed.
    if (answer.ok || !['device-lost', 'device-silent'].includes(answer.error.code))
      throw new Error(`answer ${JSON.stringify(answer)}`);
    await product.is('pad', 'lost');
    await hardware.do('plug', 'pad');
    await product.is('pad', 'ready');
  });

  await proves(
    'the device process dies while the pad shows a screen: it is blank when the new one is ready',
    async () => {
      await product.get('pad.show', { deviceId: 'pad', screen: screen('fifth', 15) });
      process.kill(product.pids.at(-1) ?? 0, 'SIGKILL');
      await product.is('pad', 'lost');
      await product.is('pad', 'ready');
      const { display, inking } = await hardware.do('pad');
      same('blank', [display.every((byte) => byte === 0xff), inking], [true, false]);
    },
  );
  await product.use();
  await hardware.do('unplug', 'pad');
}

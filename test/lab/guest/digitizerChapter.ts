import type { DeviceConfig, PadScreen } from '../../../native/index.ts';
import { handSamples, type Surface } from '../../../native/simulated/hand.ts';
import type { PenInput } from '../../../native/simulated/simulatedPad.ts';
import { proves, rest, same, until, type Hardware } from './bench.ts';
import { hidrawNodes, settled, type Product } from './product.ts';

/** A signature by a simulated hand: five strokes with pressure, the pen hovering between them. */
const tablet: Surface = { width: 1524, height: 1016, maxX: 15_240, maxY: 10_160, maxPressure: 2047, rate: 200 };
const SAMPLE_MS = 5;

const digitizer = (vendorId: number, productId: number): DeviceConfig => ({
  id: 'tablet',
  kind: 'pad',
  model: 'hid-digitizer',
  link: { type: 'hid', vendorId, productId },
});
const pageOf = (screenId: string, { width, height }: { width: number; height: number }): PadScreen => ({
  screenId,
  width,
  height,
  bits: new Uint8Array(),
  buttons: [],
  ink: { x: 0, y: 0, width, height },
});

export async function digitizerChapter(product: Product, hardware: Hardware): Promise<void> {
  const drawn = (screenId: string) =>
    product
      .of('ink')
      .filter((event) => event.screenId === screenId)
      .flatMap(({ points }) => points)
      .filter(({ tip }) => tip)
      .map(({ x, y, pressure }) => [x, y, pressure]);
  const tips = (samples: PenInput[]) => samples.filter(({ tip }) => tip).map(({ x, y, pressure }) => [x, y, pressure]);
  const signature = handSamples(pageOf('any', tablet), 'signature', null, 0, tablet) ?? [];
  const show = (screenId: string, on: { width: number; height: number } = tablet) =>
    product.get('pad.show', { deviceId: 'tablet', screen: pageOf(screenId, on) });
  product.forget();
  let nodes = hidrawNodes().length;
  const oneMoreNode = async () => {
    nodes += 1;
    await until('its hidraw node', () => hidrawNodes().length >= nodes);
    settled();
  };

  await proves(
    'a pen tablet that nobody knows is read as its report descriptor in sysfs says; it is used only when it is named',
    async () => {
      await hardware.do('plug', 'digitizer');
      await oneMoreNode();
      same('found by itself', (await product.get('find', null)).pads, []);
      await product.use(digitizer(0x1209, 0x0d02));
      await product.is('tablet', 'ready');
      const { display, width, height, maxX, maxY, maxPressure } = await product.get('pad.capability', {
        deviceId: 'tablet',
      });
      same(
        'capability',
        { display, width, height, maxX, maxY, maxPressure },
        { display: false, width: 1524, height: 1016, maxX: 15_240, maxY: 10_160, maxPressure: 2047 },
      );
    },
  );

  await proves('a signature arrives point by point: five strokes, none lost, nothing of the hovering pen', async () => {
    await show('first');
    await hardware.do('tabletPen', { samples: signature, everyMs: SAMPLE_MS });
    await until('all points', () => drawn('first').length >= tips(signature).length);
    same('points', drawn('first'), tips(signature));
    same(
      'ends of strokes',
      product
        .of('ink')
        .flatMap(({ points }) => points)
        .filter(({ tip }) => !tip).length,
      5,
    );
    return `${drawn('first').length} points`;
  });

  await proves(
    'pulled in the middle of a stroke: what was drawn is kept; it returns and takes a whole signature',
    async () => {
      await show('second');
      await hardware.do('tabletPen', { samples: signature.slice(0, 60), everyMs: SAMPLE_MS });
      await until('60 points', () => drawn('second').length >= 60);
      await hardware.do('unplug', 'digitizer');
      same('problem', (await product.is('tablet', 'lost')).problem?.code, 'device-lost');
      same('points', drawn('second'), tips(signature.slice(0, 60)));
      await hardware.do('plug', 'digitizer');
      await product.is('tablet', 'ready');
      await show('third');
      await hardware.do('tabletPen', { samples: signature, everyMs: SAMPLE_MS });
      await until('all points', () => drawn('third').length >= tips(signature).length);
      same('points', drawn('third'), tips(signature));
    },
  );

  await proves(
    'a finger on a touch screen: ranges that do not begin at zero, fields across bytes, no pressure',
    async () => {
      await hardware.do('create', 'touch-screen');
      await oneMoreNode();
      await product.use(digitizer(0x0c2e, 0x0b64));
      await product.is('tablet', 'ready');
      const { width, height, maxX, maxY } = await product.get('pad.capability', { deviceId: 'tablet' });
      same('ranges', [maxX, maxY], [2047, 2047]);
      await show('touched', { width, height });
      const points = Array.from({ length: 100 }, (_, index) => ({
        x: 40 + index * 19,
        y: 1000 + Math.round(800 * Math.sin(index / 9)),
        tip: true,
      }));
      await hardware.do('touch', {
        name: 'touch-screen',
        points: [...points, { x: 1940, y: 1000, tip: false }],
        everyMs: SAMPLE_MS,
      });
      await until('all points', () => drawn('touched').length >= points.length);
      same(
        'points',
        drawn('touched'),
        points.map(({ x, y }) => [x, y, 1]),
      );
      await hardware.do('destroy', 'touch-screen');
      await product.is('tablet', 'lost');
      nodes -= 1;
    },
  );

  await proves('a touch screen that is a mouse as well is not opened, although it is named', async () => {
    await hardware.do('create', 'touch-screen-and-mouse');
    await oneMoreNode();
    product.forget();
    await product.use(digitizer(0x0c2e, 0x0b65));
    await rest(2000); // More than one look.
    same('states', product.of('device').filter(({ status }) => status.state !== 'searching').length, 0);
    await hardware.do('destroy', 'touch-screen-and-mouse');
  });
  await product.use();
  await hardware.do('unplug', 'digitizer');
}

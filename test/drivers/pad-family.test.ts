import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PadScreen, PadTwin, PenPoint } from '../../native/index.ts';
import { pictureFor, pixel16, pixel24 } from '../../native/signature-pad/pictures.ts';
import { encoding, report } from '../../native/signature-pad/reports.ts';
import { createSignaturePad } from '../../native/signature-pad/signaturePad.ts';
import { padProfiles } from '../../native/simulated/padProfiles.ts';
import { simulatedPad } from '../../native/simulated/simulatedPad.ts';
import { padConfig, recordedHealth, rest, testHost, testLimits, until, type TestHost } from './support.ts';

const models = Object.keys(padProfiles) as PadTwin[];

/** A page for this size: a pattern that no row or byte shift can hide, ink in the middle, three buttons below. */
function screenFor({ width, height }: { width: number; height: number }, screenId = 's'): PadScreen {
  const bits = Uint8Array.from(
    { length: Math.ceil(width / 8) * height },
    (_, index) => (index * 37 + (index >> 8)) & 0xff,
  );
  const buttonHeight = Math.floor(height * 0.2);
  const buttonWidth = Math.floor(width / 3) - 2;
  return {
    screenId,
    width,
    height,
    bits,
    ink: { x: 2, y: 2, width: width - 4, height: height - buttonHeight - 6 },
    buttons: (['cancel', 'clear', 'ok'] as const).map((name, index) => ({
      name,
      area: {
        x: 1 + index * (buttonWidth + 2),
        y: height - buttonHeight - 1,
        width: buttonWidth,
        height: buttonHeight,
      },
    })),
  };
}

async function ready(twin: PadTwin) {
  const host = await testHost([{ ...padConfig, twin } as typeof padConfig]);
  await host.is('pad', 'ready');
  const pad = host.world()?.pad('pad');
  if (!pad) throw new Error('no simulated pad');
  return { host, pad };
}
const ink = (host: TestHost): PenPoint[] => host.of('ink').flatMap(({ points }) => points);
/** Bits beyond the last pixel of a row mean nothing. */
const visible = (bits: Uint8Array, { width, height }: { width: number; height: number }): string => {
  const rowBytes = Math.ceil(width / 8);
  const copy = bits.slice();
  if (width % 8 !== 0)
    for (let y = 0; y < height; y += 1) copy[y * rowBytes + rowBytes - 1]! &= 0xff << (8 - (width % 8));
  return Buffer.from(copy).toString('base64');
};

describe.each(models)('%s', (twin) => {
  const profile = padProfiles[twin];

  it('is read, shows its page pixel by pixel and takes a signature without a lost point, then the button', async () => {
    const { host, pad } = await ready(twin);
    const { model, width, height, maxX, maxY, maxPressure, rate, serial } = profile;
    expect(await host.ask('pad.capability', { deviceId: 'pad' })).toMatchObject({
      ok: true,
      value: { model, width, height, maxX, maxY, maxPressure, rate, serial: profile.options ? serial : '' },
    });
    const screen = screenFor(profile);
    expect(await host.ask('pad.show', { deviceId: 'pad', screen })).toEqual({ ok: true, value: null });
    expect(visible(pad.display(), profile)).toBe(visible(screen.bits, profile));
    expect(pad.inking()).toBe(true);

    expect(await host.ask('simulate', { deed: 'sign', style: 'signature', press: 'ok' })).toEqual({
      ok: true,
      value: null,
    });
    await until('the button', () => host.of('button').find(({ button }) => button === 'ok'));
    const points = ink(host);
    expect(points.length).toBeGreaterThan(300);
    expect(points.filter(({ tip }) => !tip).length).toBe(5);
    expect(points.every(({ lostBefore }) => lostBefore === 0)).toBe(true);

    expect(await host.ask('pad.blank', { deviceId: 'pad' })).toEqual({ ok: true, value: null });
    expect(pad.display().every((byte) => byte === 0xff)).toBe(true);
  });

  it('a page to read takes no ink, and its button is pressed', async () => {
    const { host, pad } = await ready(twin);
    const screen = { ...screenFor(profile), ink: { x: 0, y: 0, width: 0, height: 0 } };
    expect(await host.ask('pad.show', { deviceId: 'pad', screen })).toEqual({ ok: true, value: null });
    expect(pad.inking()).toBe(false);
    pad.pen({ x: 100, y: 100, pressure: 300, near: true, tip: true, time: 0 });
    pad.pen({ x: 0, y: 0, pressure: 0, near: false, tip: false, time: 5 });
    await host.ask('simulate', { deed: 'press', button: 'ok' });
    await until('the button', () => host.of('button')[0]);
    expect(ink(host)).toEqual([]);
  });
});

describe('pictures', () => {
  it('16 bit is RGB 5-6-5 with the upper byte first; 24 bit begins with blue', () => {
    expect(pixel16(255, 0, 0)).toEqual([0xf8, 0x00]);
    expect(pixel16(0, 255, 0)).toEqual([0x07, 0xe0]);
    expect(pixel16(0, 0, 255)).toEqual([0x00, 0x1f]);
    expect(pixel24(255, 128, 64)).toEqual([64, 128, 255]);
  });

  it('one bit wherever it is offered, also by a pad that names nothing; else 16, else 24', () => {
    const screen = { width: 9, height: 1, bits: Uint8Array.of(0b1010_0000, 0b1000_0000) };
    expect(pictureFor(screen, 2 | 8).mode).toBe(encoding.oneBit);
    expect(pictureFor(screen, 0)).toEqual({ mode: encoding.oneBit, bytes: screen.bits });
    expect(pictureFor(screen, 4 | 8)).toEqual({
      mode: encoding.sixteenBit,
      bytes: Uint8Array.of(255, 255, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255),
    });
    expect(pictureFor(screen, 8).bytes).toHaveLength(27);
    expect(pictureFor(screen, 8).mode).toBe(encoding.twentyFourBit);
  });

  it('have as many bytes as pixels, whatever the size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 20 }), (width, height) => {
        const bits = new Uint8Array(Math.ceil(width / 8) * height).fill(0xff);
        expect(pictureFor({ width, height, bits }, 4).bytes).toEqual(new Uint8Array(width * height * 2).fill(0xff));
        expect(pictureFor({ width, height, bits }, 8).bytes).toEqual(new Uint8Array(width * height * 3).fill(0xff));
      }),
    );
  });

  it('a pad with 24 bit only shows the page as well', async () => {
    const small = { ...padProfiles['STU-430'], flags: 8 };
    const twin = simulatedPad(
      () => 'none',
      () => {},
      small,
      0,
    );
    const pad = createSignaturePad('pad', { event: () => {}, log: () => {} }, testLimits.pad);
    const session = await pad.connect(twin.connect()!, recordedHealth());
    const screen = screenFor(small);
    await pad.show(screen);
    expect(visible(twin.display(), small)).toBe(visible(screen.bits, small));
    await session.stop(false);
  });
});

describe('care for the pad', () => {
  async function connectTo(twin: ReturnType<typeof simulatedPad>) {
    const pad = createSignaturePad('pad', { event: () => {}, log: () => {} }, testLimits.pad);
    const session = await pad.connect(twin.connect()!, recordedHealth());
    return { pad, session };
  }

  it('settings kept in flash are read first and written only when they differ', async () => {
    const twin = simulatedPad(
      () => 'none',
      () => {},
      padProfiles['STU-540'],
      0,
    );
    const kept: number[] = [report.renderingMode.id, report.penDataOptionMode.id];
    for (let round = 0; round < 3; round += 1) {
      const { session } = await connectTo(twin);
      await session.stop(false);
    }
    expect(twin.written().filter((id) => kept.includes(id))).toEqual(kept);
  });

  it('brightness and contrast are never written', async () => {
    const twin = simulatedPad(
      () => 'none',
      () => {},
      padProfiles['STU-520'],
      0,
    );
    const { pad, session } = await connectTo(twin);
    await pad.show(screenFor(twin.profile));
    await session.stop(false);
    expect(twin.written().filter((id) => id === 0x2b || id === 0x2c)).toEqual([]);
  });

  it('a pad that was left in the middle of an upload is freed at the start', async () => {
    const twin = simulatedPad(
      () => 'none',
      () => {},
      padProfiles['STU-430'],
      0,
    );
    await twin.connect()!.writeFeature(Uint8Array.of(report.startImage.id, 0));
    const { session } = await connectTo(twin);
    expect(twin.written()[1]).toBe(report.endImage.id);
    expect(twin.written()).not.toContain(report.reset.id);
    await session.stop(false);
  });

  it('a pad that does not leave state Image is started anew by software, and works', async () => {
    const twin = simulatedPad(
      () => 'none',
      () => {},
      padProfiles['STU-430'],
      0,
    );
    twin.getStuck();
    const { pad, session } = await connectTo(twin);
    expect(twin.written().slice(0, 2)).toEqual([report.endImage.id, report.reset.id]);
    await pad.show(screenFor(twin.profile));
    expect(twin.inking()).toBe(true);
    await session.stop(false);
  });

  it('is sent its blocks one after another, none before the last one was taken', async () => {
    const twin = simulatedPad(
      () => 'none',
      () => {},
      padProfiles['STU-430'],
      0,
    );
    let [inFlight, most] = [0, 0];
    const link = twin.connect()!;
    const pad = createSignaturePad('pad', { event: () => {}, log: () => {} }, testLimits.pad);
    const session = await pad.connect(
      {
        ...link,
        writeFeature: async (bytes) => {
          inFlight += 1;
          most = Math.max(most, inFlight);
          await rest(1);
          await link.writeFeature(bytes);
          inFlight -= 1;
        },
      },
      recordedHealth(),
    );
    await pad.show(screenFor(twin.profile));
    expect(most).toBe(1);
    await session.stop(false);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceConfig } from '../../native/index.ts';
import { parseReportDescriptor } from '../../native/hid/reportDescriptor.ts';
import {
  descriptorOverrides,
  layoutOf,
  readDigitizer,
  surfaceOf,
  type DigitizerLayout,
} from '../../native/signature-pad/digitizerReports.ts';
import { digitizerDescriptor, digitizerReport } from '../../native/simulated/simulatedDigitizer.ts';
import { hex, rest, testHost, until } from './support.ts';

function layoutFrom(descriptor: Uint8Array): DigitizerLayout {
  const parsed = parseReportDescriptor(descriptor);
  const layout = parsed.ok ? layoutOf(parsed.value) : undefined;
  if (!layout) throw new Error('no layout');
  return layout;
}
const tablet = layoutFrom(digitizerDescriptor);

describe('a digitizer read by its descriptor', () => {
  it('the published capture: in range, no tip, positions as they stand', () => {
    // This one has its range flag in the uppermost bit.
    const captured = {
      ...tablet,
      y: { ...tablet.y, logicalMax: 0x7fff },
      inRange: { ...tablet.inRange!, bitOffset: 7 },
    };
    expect(readDigitizer(hex('10 80 F7 1C 1B 2E 00 00'), captured)).toMatchObject({
      near: true,
      tip: false,
      x: 7415,
      y: 11_803,
      pressure: 0,
    });
    expect(readDigitizer(hex('10 80 FF 1C 01 2E 00 00'), captured)).toMatchObject({ near: true, x: 7423, y: 11_777 });
  });

  it('its size is the physical one where it says so, else its proportions', () => {
    expect(surfaceOf(tablet)).toEqual({ maxX: 15_240, maxY: 10_160, maxPressure: 2047, width: 1524, height: 1016 });
    expect(surfaceOf({ ...tablet, x: { ...tablet.x, unit: 0 } })).toMatchObject({ width: 4000, height: 2667 });
    expect(surfaceOf({ ...tablet, pressure: undefined })).toMatchObject({ maxPressure: 1 });
  });

  it('null state, eraser and palm are no ink', () => {
    const at = { x: 100, y: 200, pressure: 500, near: true, tip: true, time: 0 };
    expect(readDigitizer(digitizerReport({ ...at, near: false, tip: false }), tablet)).toMatchObject({
      near: false,
      tip: false,
    });
    const report = digitizerReport(at);
    expect(readDigitizer(report, tablet)).toMatchObject({ tip: true, x: 100, y: 200, pressure: 500 });
    report[1]! |= 0x08;
    expect(readDigitizer(report, tablet)).toBeNull();
  });

  it('a finger on a touch screen: first contact, no pressure, fields at odd bits, ranges that do not begin at zero', () => {
    // Two fingers; tip, confidence, six bits of contact id, X and Y in 12 bits each, X from -100 to 1947.
    const finger =
      '05 0D 09 22 A1 02 15 00 25 01 75 01 95 01 09 42 81 02 09 47 81 02 75 06 09 51 25 3F 81 02 05 01 75 0C 16 9C FF 26 9B 07 09 30 81 02 15 00 26 FF 07 09 31 81 02 C0';
    const layout = layoutFrom(hex(`05 0D 09 04 A1 01 85 01 ${finger} ${finger} C0`));
    expect(layout).toMatchObject({ reportId: 1, bytes: 8 });
    // X = -1, Y = 0x123, tip and confidence, contact 5.
    const report = hex('01 17 FF 3F 12 00 00 00 00');
    expect(readDigitizer(report, layout)).toMatchObject({ tip: true, near: true, x: 99, y: 0x123, pressure: 1 });
    report[1] = 0x15; // A palm.
    expect(readDigitizer(report, layout)).toBeNull();
  });

  it('a mouse or a report without a tip is no digitizer', () => {
    const mouse = parseReportDescriptor(
      hex(
        '05 01 09 02 A1 01 09 01 A1 00 05 09 19 01 29 03 15 00 25 01 95 03 75 01 81 02 95 01 75 05 81 03 05 01 09 30 09 31 15 81 25 7F 75 08 95 02 81 06 C0 C0',
      ),
    );
    expect(mouse.ok && layoutOf(mouse.value)).toBeUndefined();
  });

  it('PD1011: the layout that replaces its own', () => {
    const { layout } = descriptorOverrides[0]!;
    expect(readDigitizer(hex('02 E8 03 D0 07 06 FF 07 00 00'), layout)).toMatchObject({
      near: true,
      tip: true,
      x: 1000,
      y: 2000,
      pressure: 2042,
    });
    expect(surfaceOf(layout)).toMatchObject({ width: 2169, height: 1356, maxPressure: 2042 });
  });

  it('nothing throws and nothing leaves its range, whatever descriptor and report', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ maxLength: 30 }), fc.nat(), (noise, report, at) => {
        const damaged = digitizerDescriptor.slice();
        damaged.set(noise.subarray(0, 3), at % (damaged.length - 3));
        const parsed = parseReportDescriptor(damaged);
        const layout = (parsed.ok ? layoutOf(parsed.value) : undefined) ?? tablet;
        const surface = surfaceOf(layout);
        expect(surface.width >= 1 && surface.width <= 4000 && surface.height >= 1 && surface.height <= 4000).toBe(true);
        const sample = readDigitizer(report, layout);
        if (sample)
          expect(
            sample.x >= 0 &&
              sample.x <= surface.maxX &&
              sample.y >= 0 &&
              sample.y <= surface.maxY &&
              sample.pressure >= 0 &&
              sample.pressure <= surface.maxPressure,
          ).toBe(true);
      }),
    );
  });
});

describe('a digitizer in use', () => {
  const config: DeviceConfig = { id: 'pad', kind: 'pad', model: 'hid-digitizer', link: { type: 'simulated' } };
  const screen = {
    screenId: 's',
    width: 1524,
    height: 1016,
    bits: new Uint8Array(),
    buttons: [],
    ink: { x: 0, y: 0, width: 1524, height: 1016 },
  };

  it('tells that it shows nothing, takes a whole signature, is cleared and blanked', async () => {
    const host = await testHost([config]);
    await host.is('pad', 'ready');
    expect(await host.ask('pad.capability', { deviceId: 'pad' })).toMatchObject({
      ok: true,
      value: { display: false, width: 1524, height: 1016, maxX: 15_240 },
    });
    expect(
      await host.ask('pad.show', {
        deviceId: 'pad',
        screen: { ...screen, buttons: [{ name: 'ok', area: screen.ink }] },
      }),
    ).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
    expect(await host.ask('pad.show', { deviceId: 'pad', screen })).toEqual({ ok: true, value: null });
    await host.ask('simulate', { deed: 'sign', style: 'signature', press: null });
    const points = () => host.of('ink').flatMap((event) => event.points);
    await until('all of it', () => points().filter(({ tip }) => !tip).length === 5);
    expect(points().length).toBeGreaterThan(300);
    const before = points().length;
    expect(await host.ask('pad.clear', { deviceId: 'pad', screenId: 's' })).toEqual({ ok: true, value: null });
    expect(await host.ask('pad.blank', { deviceId: 'pad' })).toEqual({ ok: true, value: null });
    expect(await host.ask('simulate', { deed: 'sign', style: 'signature', press: null })).toMatchObject({ ok: false });
    await rest(30);
    expect(points().length).toBe(before);
  });

  it('pulled in the middle it is lost, and comes back', async () => {
    const host = await testHost([config]);
    await host.is('pad', 'ready');
    await host.ask('simulate', { deed: 'fault', deviceId: 'pad', fault: 'unplugged' });
    await host.is('pad', 'lost');
    expect(await host.ask('pad.show', { deviceId: 'pad', screen })).toMatchObject({
      ok: false,
      error: { code: 'device-not-ready' },
    });
    await host.ask('simulate', { deed: 'fault', deviceId: 'pad', fault: 'none' });
    await host.is('pad', 'ready');
  });
});

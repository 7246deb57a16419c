import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DeviceConfig, PadTwin } from '../../native/index.ts';
import { powerModulo } from '../../native/signature-pad/agreeKey.ts';
import { readEncryptedPen } from '../../native/signature-pad/encryptedPen.ts';
import { report, writable } from '../../native/signature-pad/reports.ts';
import { DeviceFault } from '../../native/fault.ts';
import { createSignaturePad } from '../../native/signature-pad/signaturePad.ts';
import { simulatedPad } from '../../native/simulated/simulatedPad.ts';
import { padProfiles } from '../../native/simulated/padProfiles.ts';
import { hex, padConfig, padScreen, recordedHealth, testHost, testLimits, until } from './support.ts';

const key = Uint8Array.from({ length: 16 }, (_, index) => index);
const block = hex('F3 FE 63 6B A5 13 04 8E 70 77 42 0F EA 27 2E EA');

describe('encrypted samples as published', () => {
  const input = Uint8Array.of(0x10, ...block);

  it('a block carries its session and two samples', () => {
    expect(readEncryptedPen(input, key, 0x11223344)).toEqual([
      { near: true, tip: true, pressure: 0, x: 0x0100, y: 0x0200, time: null, sequence: null },
      { near: true, tip: true, pressure: 0x1ff, x: 0x0105, y: 0x0203, time: null, sequence: null },
    ]);
  });

  it('a block of another session is dropped, plain samples and half blocks are no block', () => {
    expect(readEncryptedPen(input, key, 0x11223345)).toBeNull();
    expect(readEncryptedPen(hex('01 9A BC 12 34 56 78'), key, 0x11223344)).toBeUndefined();
    expect(readEncryptedPen(input.slice(0, 16), key, 0x11223344)).toBeUndefined();
  });

  it('nothing throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(), (bytes, session) => {
        const read = readEncryptedPen(bytes, key, session);
        if (read) expect(read.length).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('powers are those of arithmetic', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(12), fc.integer({ min: 2, max: 1000 }), (base, exponent, modulus) => {
        expect(powerModulo(BigInt(base), BigInt(exponent), BigInt(modulus))).toBe(
          BigInt(base) ** BigInt(exponent) % BigInt(modulus),
        );
      }),
    );
  });
});

describe('a pad that refuses once to end its session', () => {
  it('is asked again, so that the page before is emptied', async () => {
    const twin = simulatedPad(
      () => 'none',
      () => {},
    );
    const link = twin.connect()!;
    let refuses = 0;
    const writeFeature = (bytes: Uint8Array) =>
      bytes[0] === report.endCapture.id && refuses-- > 0
        ? Promise.reject(new DeviceFault('device-refused', 'stalled'))
        : link.writeFeature(bytes);
    const health = recordedHealth();
    const pad = createSignaturePad(
      'pad',
      { event: () => {}, log: () => {} },
      { ...testLimits.pad, command: 500 },
      { encrypt: true },
    );
    const session = await pad.connect({ ...link, writeFeature }, health);
    onTestFinished(() => session.stop(true));
    await pad.show(padScreen('a'));
    refuses = 1;
    await expect(pad.show(padScreen('b'))).rejects.toThrow('device-refused');
    expect(twin.display().every((byte) => byte === 0xff)).toBe(true);
    expect(health.calls.filter((call) => call.startsWith('give up'))).toEqual([]);
    await pad.show(padScreen('c'));
  });
});

describe.each<PadTwin>(['STU-500', 'STU-540', 'STU-430V'])('%s with encryption', (twin) => {
  const profile = padProfiles[twin];
  const config = { ...padConfig, twin, encrypt: true } as DeviceConfig;
  const screen = {
    screenId: 's',
    width: profile.width,
    height: profile.height,
    bits: new Uint8Array(Math.ceil(profile.width / 8) * profile.height).fill(0xaa),
    ink: { x: 0, y: 0, width: profile.width, height: profile.height - 40 },
    buttons: [{ name: 'ok' as const, area: { x: 0, y: profile.height - 40, width: 100, height: 40 } }],
  };

  async function ready() {
    const host = await testHost([config]);
    await host.is('pad', 'ready');
    const pad = host.world()?.pad('pad');
    if (!pad) throw new Error('no simulated pad');
    return { host, pad, points: () => host.of('ink').flatMap(({ points }) => points) };
  }

  it('a signature arrives as in the clear, twice, and the pad can be cleared and blanked between', async () => {
    const { host, pad, points } = await ready();
    for (const screenId of ['a', 'b']) {
      const before = points().length;
      expect(await host.ask('pad.show', { deviceId: 'pad', screen: { ...screen, screenId } })).toEqual({
        ok: true,
        value: null,
      });
      expect(await host.ask('pad.clear', { deviceId: 'pad', screenId })).toEqual({ ok: true, value: null });
      await host.ask('simulate', { deed: 'sign', style: 'signature', press: 'ok' });
      await until('the button', () => host.of('button').some((event) => event.screenId === screenId));
      expect(points().length - before).toBeGreaterThan(300);
      expect(points().every(({ lostBefore }) => lostBefore === 0)).toBe(true);
    }
    expect(await host.ask('pad.blank', { deviceId: 'pad' })).toEqual({ ok: true, value: null });
    expect(pad.display().every((byte) => byte === 0xff)).toBe(true);
    expect(pad.written().filter((id) => !writable.includes(id))).toEqual([]);
    expect(pad.written().filter((id) => id === report.startCapture.id)).toHaveLength(4);
  });

  it('samples of a foreign session are dropped and counted', async () => {
    const { host, pad, points } = await ready();
    await host.ask('pad.show', { deviceId: 'pad', screen });
    const failed = host.status('pad')?.failed ?? 0;
    for (let index = 0; index < 4; index += 1)
      pad.pen({ x: 3000, y: 1000, pressure: 300, near: true, tip: true, time: index * 5 }, true);
    await until('they are counted', () => (host.status('pad')?.failed ?? 0) > failed);
    expect(points()).toEqual([]);
    for (let index = 4; index < 8; index += 1)
      pad.pen({ x: 3000, y: 1000, pressure: 300, near: true, tip: true, time: index * 5 });
    await until('our own', () => points().length >= 4);
  });
});

describe('encryption that is not there', () => {
  it('is off unless asked for', async () => {
    const host = await testHost([padConfig]);
    await host.is('pad', 'ready');
    expect(host.world()?.pad('pad')?.written()).not.toContain(report.encryptionCommand.id);
  });
});

import { describe, expect, it } from 'vitest';
import type { PenPoint } from '../../native/index.ts';
import { report, writable } from '../../native/signature-pad/reports.ts';
import { padConfig, padScreen, rest, testHost, until, type TestHost } from './support.ts';

const twin = (host: TestHost) => {
  const pad = host.world()?.pad('pad');
  if (!pad) throw new Error('no simulated pad');
  return pad;
};
const isBlank = (bits: Uint8Array) => bits.every((byte) => byte === 0xff);
const ink = (host: TestHost): PenPoint[] => host.of('ink').flatMap(({ points }) => points);

async function readyPad() {
  const host = await testHost([padConfig]);
  await host.is('pad', 'ready');
  return { host, pad: twin(host) };
}

describe('a signature pad', () => {
  it('that does not obey while it is to be blanked is blanked all the same, without being asked again', async () => {
    const { host, pad } = await readyPad();
    await host.ask('pad.show', { deviceId: 'pad', screen: padScreen('a') });
    await host.ask('simulate', { deed: 'fault', deviceId: 'pad', fault: 'silent' });
    const blanked = host.ask('pad.blank', { deviceId: 'pad' });
    expect(await blanked).toMatchObject({ ok: false, error: { code: 'device-silent' } });
    await host.ask('simulate', { deed: 'fault', deviceId: 'pad', fault: 'none' });
    expect(isBlank(pad.display())).toBe(false);
    await until('blank', () => isBlank(pad.display()) && !pad.inking());
    await host.is('pad', 'ready');
  });

  it('tells what it can, from its own reports', async () => {
    const { host } = await readyPad();
    expect(await host.ask('pad.capability', { deviceId: 'pad' })).toEqual({
      ok: true,
      value: {
        model: 'STU-540',
        display: true,
        width: 800,
        height: 480,
        maxX: 10_800,
        maxY: 6480,
        maxPressure: 1023,
        rate: 200,
        serial: 'SIM-540-00001',
      },
    });
    expect(host.status('pad')?.name).toBe('STU-540');
  });

  it('shows the uploaded picture bit by bit, then takes the pen', async () => {
    const { host, pad } = await readyPad();
    const screen = padScreen('a');
    screen.bits.forEach((_, index) => {
      screen.bits[index] = (index * 7) & 0xff;
    });
    expect(await host.ask('pad.show', { deviceId: 'pad', screen })).toEqual({ ok: true, value: null });
    expect(Buffer.from(pad.display()).equals(screen.bits)).toBe(true);
    expect(pad.inking()).toBe(true);
  });

  it('writes only to reports of the table', async () => {
    const { host, pad } = await readyPad();
    await host.ask('pad.show', { deviceId: 'pad', screen: padScreen('a') });
    await host.ask('pad.blank', { deviceId: 'pad' });
    expect([...new Set(pad.written())].filter((id) => !writable.includes(id))).toEqual([]);
  });

  it('switches the pen off and clears the screen first of all', async () => {
    const { pad } = await readyPad();
    expect(pad.written().slice(0, 2)).toEqual([report.inkingMode.id, report.clearScreen.id]);
  });

  it('gives the ink of a signature without a lost point, in strokes, on a clock that runs forward, then the button', async () => {
    const { host } = await readyPad();
    await host.ask('pad.show', { deviceId: 'pad', screen: padScreen('sign') });
    expect(await host.ask('simulate', { deed: 'sign', style: 'signature', press: 'ok' })).toEqual({
      ok: true,
      value: null,
    });
    const button = await until('the button', () => host.of('button')[0]);
    expect(button).toEqual({ type: 'button', deviceId: 'pad', screenId: 'sign', button: 'ok' });
    const points = ink(host);
    expect(points.length).toBeGreaterThan(300);
    expect(points.filter(({ tip }) => !tip).length).toBe(5);
    expect(points.every(({ lostBefore }) => lostBefore === 0)).toBe(true);
    expect(points.every(({ x, y }) => x > 0 && y > 0)).toBe(true);
    expect(points.every((point, index) => index === 0 || point.t >= (points[index - 1]?.t ?? 0))).toBe(true);
    expect(host.of('ink').length).toBeLessThan(points.length / 2);
    const order = host.events.map(({ type }) => type);
    expect(order.lastIndexOf('ink')).toBeLessThan(order.indexOf('button'));
  });

  it('signs the same signature each time', async () => {
    const { host } = await readyPad();
    const drawn = async () => {
      const before = ink(host).length;
      await host.ask('pad.show', { deviceId: 'pad', screen: padScreen('s') });
      await host.ask('simulate', { deed: 'sign', style: 'signature', press: 'ok' });
      return ink(host)
        .slice(before)
        .map(({ x, y, pressure }) => [x, y, pressure]);
    };
    expect(await drawn()).toEqual(await drawn());
  });

  it('gives only a dot for a dot and nothing for nothing', async () => {
    const { host } = await readyPad();
    await host.ask('pad.show', { deviceId: 'pad', screen: padScreen('s') });
    await host.ask('simulate', { deed: 'sign', style: 'nothing', press: 'ok' });
    await until('the button', () => host.of('button')[0]);
    expect(ink(host)).toEqual([]);
    await host.ask('simulate', { deed: 'sign', style: 'dot', press: null });
    await until('ink', () => ink(host).some(({ tip }) => !tip));
    expect(new Set(ink(host).map(({ x, y }) => `${x} ${y}`)).size).toBe(1);
  });

  it('clears the ink, keeps the picture, and refuses to clear a screen that is not shown', async () => {
    const { host, pad } = await readyPad();
    const screen = padScreen('s');
    await host.ask('pad.show', { deviceId: 'pad', screen });
    expect(await host.ask('pad.clear', { deviceId: 'pad', screenId: 'other' })).toMatchObject({
      ok: false,
      error: { code: 'invalid-request' },
    });
    expect(await host.ask('pad.clear', { deviceId: 'pad', screenId: 's' })).toEqual({ ok: true, value: null });
    expect(Buffer.from(pad.display()).equals(screen.bits)).toBe(true);
    expect(pad.inking()).toBe(true);
  });

  it('blanks the screen and takes no ink any more', async () => {
    const { host, pad } = await readyPad();
    await host.ask('pad.show', { deviceId: 'pad', screen: padScreen('s') });
    await host.ask('pad.blank', { deviceId: 'pad' });
    expect(isBlank(pad.display())).toBe(true);
    expect(pad.inking()).toBe(false);
    pad.pen({ x: 5000, y: 3000, pressure: 300, near: true, tip: true, time: 0 });
    await rest(40);
    expect(ink(host)).toEqual([]);
  });

  it('refuses a picture of another size and sends nothing of it', async () => {
    const { host, pad } = await readyPad();
    const answer = await host.ask('pad.show', { deviceId: 'pad', screen: { ...padScreen('s'), width: 320 } });
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
    expect(isBlank(pad.display())).toBe(true);
  });

  it('gives up an upload when a later request takes the screen, and leaves the pad usable', async () => {
    const { host, pad } = await readyPad();
    pad.slowBlocks(3);
    const first = host.ask('pad.show', { deviceId: 'pad', screen: padScreen('old', 0x00) });
    await until('the upload is going on', () => pad.written().includes(report.imageBlock.id));
    const blanked = host.ask('pad.blank', { deviceId: 'pad' });
    expect(await first).toMatchObject({ ok: false, error: { code: 'device-refused' } });
    expect(await blanked).toEqual({ ok: true, value: null });
    expect(isBlank(pad.display())).toBe(true);
    expect(await host.ask('pad.show', { deviceId: 'pad', screen: padScreen('new') })).toEqual({
      ok: true,
      value: null,
    });
  });

  it('is blank after the devices are taken away', async () => {
    const { host, pad } = await readyPad();
    await host.ask('pad.show', { deviceId: 'pad', screen: padScreen('s') });
    await host.ask('configure', { devices: [], worldFile: '' });
    expect(isBlank(pad.display())).toBe(true);
    expect(pad.inking()).toBe(false);
  });

  it('counts samples that got lost on the way', async () => {
    const { host, pad } = await readyPad();
    await host.ask('pad.show', { deviceId: 'pad', screen: padScreen('s') });
    const at = (index: number) => ({ x: 3000 + index, y: 3000, pressure: 300, near: true, tip: true, time: index * 5 });
    pad.pen(at(0));
    await host.ask('simulate', { deed: 'fault', deviceId: 'pad', fault: 'silent' });
    for (let index = 1; index <= 4; index += 1) pad.pen(at(index));
    await host.ask('simulate', { deed: 'fault', deviceId: 'pad', fault: 'none' });
    pad.pen(at(5));
    await until('two points', () => ink(host).length === 2);
    expect(ink(host)[1]).toMatchObject({ lostBefore: 4 });
  });
});

describe('a signature pad in trouble', () => {
  it('unplugged in the middle of a signature: told as lost, the deed ends, the ink so far was handed on, and it comes back blank', async () => {
    const { host } = await readyPad();
    await host.ask('pad.show', { deviceId: 'pad', screen: padScreen('s') });
    const signing = host.ask('simulate', { deed: 'sign', style: 'signature', press: 'ok' });
    await until('some ink', () => ink(host).length > 20);
    await host.ask('simulate', { deed: 'fault', deviceId: 'pad', fault: 'unplugged' });
    expect(await signing).toMatchObject({ ok: false });
    await host.is('pad', 'lost');
    expect(await host.ask('pad.show', { deviceId: 'pad', screen: padScreen('t') })).toMatchObject({
      ok: false,
      error: { code: 'device-not-ready' },
    });
    await host.ask('simulate', { deed: 'fault', deviceId: 'pad', fault: 'none' });
    await host.is('pad', 'ready');
    expect(isBlank(twin(host).display())).toBe(true);
    expect(host.of('button')).toEqual([]);
  });

  it('unplugged in the middle of an upload: the request ends as lost', async () => {
    const { host, pad } = await readyPad();
    pad.slowBlocks(3);
    const showing = host.ask('pad.show', { deviceId: 'pad', screen: padScreen('s') });
    await until('the upload is going on', () => pad.written().includes(report.imageBlock.id));
    await host.ask('simulate', { deed: 'fault', deviceId: 'pad', fault: 'unplugged' });
    expect(await showing).toMatchObject({ ok: false, error: { code: 'device-lost' } });
  });

  it('silent in the middle of an upload: the request ends, and after the silence the pad is not stuck', async () => {
    const { host, pad } = await readyPad();
    pad.slowBlocks(3);
    const showing = host.ask('pad.show', { deviceId: 'pad', screen: padScreen('s') });
    await until('the upload is going on', () => pad.written().includes(report.imageBlock.id));
    await host.ask('simulate', { deed: 'fault', deviceId: 'pad', fault: 'silent' });
    expect(await showing).toMatchObject({ ok: false, error: { code: 'device-silent' } });
    await host.is('pad', 'failing');
    await host.ask('simulate', { deed: 'fault', deviceId: 'pad', fault: 'none' });
    await host.is('pad', 'ready');
    expect(await host.ask('pad.show', { deviceId: 'pad', screen: padScreen('t') })).toEqual({ ok: true, value: null });
  });

  it.each(['noise', 'half-frames'] as const)('%s: nothing is invented, it is told, and it recovers', async (fault) => {
    const { host } = await readyPad();
    await host.ask('pad.show', { deviceId: 'pad', screen: padScreen('s') });
    await host.ask('simulate', { deed: 'fault', deviceId: 'pad', fault });
    await until('it is told', () => (host.status('pad')?.failed ?? 0) > 0);
    expect(ink(host)).toEqual([]);
    await host.ask('simulate', { deed: 'fault', deviceId: 'pad', fault: 'none' });
    await host.is('pad', 'ready');
    await until('a screen can be shown again', () => host.status('pad')?.state === 'ready');
  });

  it('a dead pad leaves the other devices alone', async () => {
    const host = await testHost([
      padConfig,
      {
        id: 'scanner',
        kind: 'scanner',
        model: 'serial-scanner',
        link: { type: 'simulated' },
        endMark: 'cr',
        aimIdentifier: false,
      },
    ]);
    await host.is('pad', 'ready');
    await host.ask('simulate', { deed: 'fault', deviceId: 'pad', fault: 'silent' });
    await host.is('pad', 'failing');
    await host.ask('simulate', { deed: 'scan', code: Uint8Array.of(65), aim: '' });
    await until('the scan', () => host.of('scan')[0]);
  });
});

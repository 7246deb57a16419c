import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLocker } from '../../native/locker/locker.ts';
import { encodeFrame } from '../../native/locker/frames.ts';
import { byteByByte, linkPair, whole } from '../../native/link/linkPair.ts';
import type { DeviceConfig, HostEvent } from '../../native/index.ts';
import { openRoom } from '../../native/simulated/room.ts';
import { simulatedLocker, type SimulatedLockerSettings } from '../../native/simulated/simulatedLocker.ts';
import {
  lockerConfig,
  recordedHealth,
  rest,
  scannerConfig,
  temporaryFolder,
  testHost,
  testLimits,
  until,
  type TestHost,
} from './support.ts';

const place = { board: 0, lock: 3 };
const open = (host: TestHost, operationId: string, lock = 3) =>
  host.ask('locker.open', { deviceId: 'box', board: 0, lock, operationId });
const doorOf = (host: TestHost, lock = 3) =>
  host
    .world()
    ?.room()
    .doors.find((door) => door.lock === lock);

async function readyBox(worldFile?: string) {
  const host = await testHost([lockerConfig], worldFile);
  await host.is('box', 'ready');
  return host;
}

describe('a lock board that cannot be as it is set', () => {
  it('is told as failing with its reason, and stops no other device', async () => {
    const host = await testHost([{ ...lockerConfig, firstLock: 1 } as DeviceConfig, scannerConfig]);
    await host.is('scanner', 'ready');
    expect((await host.is('box', 'failing')).problem).toMatchObject({
      code: 'invalid-request',
      detail: expect.stringContaining('count to 15'),
    });
    expect(await host.ask('locker.open', { deviceId: 'box', board: 0, lock: 15, operationId: 'op-1' })).toMatchObject({
      ok: false,
      error: { code: 'device-unknown' },
    });
    expect(
      await host.ask('configure', {
        devices: [lockerConfig, scannerConfig],
        worldFile: join(temporaryFolder(), 'world.json'),
      }),
    ).toMatchObject({ ok: true });
    await host.is('box', 'ready');
  });
});

describe('an output box', () => {
  it('opens one door once, tells it opened on command, tells that it closed and what is in it', async () => {
    const host = await readyBox();
    expect(await open(host, 'op-1')).toEqual({ ok: true, value: null });
    await until('opened', () =>
      host.of('door').find(({ door, commanded }) => door.lock === 3 && door.door === 'open' && commanded),
    );
    await host.ask('simulate', { deed: 'put-item', ...place });
    await until('item', () => host.of('door').find(({ door }) => door.item === true));
    await host.ask('simulate', { deed: 'close-door', ...place });
    await until('closed', () => host.of('door').find(({ door, commanded }) => door.door === 'closed' && commanded));
    expect(doorOf(host)).toMatchObject({ openings: 1, open: false, item: true });
    const doors = await host.ask('locker.doors', { deviceId: 'box' });
    expect(doors.ok && doors.value[3]).toEqual({ board: 0, lock: 3, door: 'closed', item: true });
    expect(doors.ok && doors.value.length).toBe(16);
  });

  it('refuses the same operation again, also when it failed before', async () => {
    const host = await readyBox();
    await open(host, 'op-1');
    expect(await open(host, 'op-1')).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
    await rest(100);
    expect(doorOf(host)?.openings).toBe(1);
  });

  it('refuses a lock that the board does not have', async () => {
    const host = await readyBox();
    for (const [board, lock] of [
      [1, 0],
      [0, 16],
      [0, -1],
    ] as const) {
      expect(
        await host.ask('locker.open', { deviceId: 'box', board, lock, operationId: `op-${board}-${lock}` }),
      ).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
    }
  });

  it('tells a door that opens without a command', async () => {
    const host = await readyBox();
    await host.ask('simulate', { deed: 'pull-door-open', ...place });
    expect(await until('the door', () => host.of('door')[0])).toMatchObject({
      commanded: false,
      door: { lock: 3, door: 'open' },
    });
  });

  it('does not open a jammed door and does not try again', async () => {
    const host = await readyBox();
    await host.ask('simulate', { deed: 'jam', ...place, jammed: true });
    expect(await open(host, 'op-1')).toEqual({ ok: true, value: null });
    await rest(300);
    expect(doorOf(host)).toMatchObject({ open: false, openings: 1 });
    expect(host.of('door')).toEqual([]);
  });

  it('opens several doors one after another, each once', async () => {
    const host = await readyBox();
    await Promise.all([0, 5, 15].map((lock) => open(host, `op-${lock}`, lock)));
    await until('three doors', () => host.of('door').length === 3);
    expect(
      host
        .world()
        ?.room()
        .doors.filter(({ openings }) => openings === 1)
        .map(({ lock }) => lock),
    ).toEqual([0, 5, 15]);
  });

  it('doors do not forget when the program ends', async () => {
    const worldFile = join(temporaryFolder(), 'world.json');
    const before = await readyBox(worldFile);
    await open(before, 'op-1');
    await until('opened', () => before.of('door')[0]);
    await before.stop();
    const after = await readyBox(worldFile);
    expect(doorOf(after)).toMatchObject({ open: true, openings: 1 });
    const doors = await after.ask('locker.doors', { deviceId: 'box' });
    expect(doors.ok && doors.value[3]?.door).toBe('open');
  });
});

describe('an output box in trouble', () => {
  it('unplugged: told as lost, nothing is sent, and a door that opened meanwhile is told when it is back', async () => {
    const host = await readyBox();
    await host.ask('simulate', { deed: 'fault', deviceId: 'box', fault: 'unplugged' });
    await host.is('box', 'lost');
    expect(await open(host, 'op-1')).toMatchObject({ ok: false, error: { code: 'device-not-ready' } });
    await host.ask('simulate', { deed: 'pull-door-open', ...place });
    await host.ask('simulate', { deed: 'fault', deviceId: 'box', fault: 'none' });
    await host.is('box', 'ready');
    expect(await until('the door', () => host.of('door')[0])).toMatchObject({
      commanded: false,
      door: { door: 'open' },
    });
    expect(doorOf(host)?.openings).toBe(0);
  });

  it.each(['silent', 'half-frames'] as const)(
    '%s: becomes failing, promises settle, no lock is fired, and it recovers',
    async (fault) => {
      const host = await readyBox();
      await host.ask('simulate', { deed: 'fault', deviceId: 'box', fault });
      const doors = host.ask('locker.doors', { deviceId: 'box' });
      expect(await host.is('box', 'failing')).toMatchObject({
        problem: { code: fault === 'silent' ? 'device-silent' : 'device-garbled' },
      });
      expect((await doors).ok).toBe(false);
      expect(await open(host, 'op-1')).toMatchObject({ ok: false, error: { code: 'device-not-ready' } });
      await host.ask('simulate', { deed: 'fault', deviceId: 'box', fault: 'none' });
      await host.is('box', 'ready');
      expect(doorOf(host)?.openings).toBe(0);
      expect(host.of('door')).toEqual([]);
    },
  );

  it('noise: no door is invented', async () => {
    const host = await readyBox();
    await host.ask('simulate', { deed: 'fault', deviceId: 'box', fault: 'noise' });
    await until('failed reads', () => (host.status('box')?.failed ?? 0) > 5);
    expect(host.of('door')).toEqual([]);
    await host.ask('simulate', { deed: 'fault', deviceId: 'box', fault: 'none' });
    await host.is('box', 'ready');
  });

  it('a damaged room file is put aside and said', () => {
    const file = join(temporaryFolder(), 'world.json');
    writeFileSync(file, '{"doors":[{"board":0');
    const said: string[] = [];
    const room = openRoom(file, (message) => said.push(message));
    expect(room.snapshot().doors).toEqual([]);
    expect(said.length).toBe(1);
    expect(existsSync(file)).toBe(false);
    const [aside] = readdirSync(dirname(file));
    expect(readFileSync(join(dirname(file), aside ?? ''), 'utf8')).toBe('{"doors":[{"board":0');
  });
});

describe('the line of a lock board', () => {
  function box(settings: Partial<SimulatedLockerSettings> = {}, cut = whole) {
    const room = openRoom(join(temporaryFolder(), 'world.json'), () => {});
    room.buildDoors(0, 16);
    const cable = linkPair(cut);
    simulatedLocker(cable.device, room, { board: 0, locks: 16, closedBit: 1, ...settings }, () => room.fault('box'));
    const events: HostEvent[] = [];
    const health = recordedHealth();
    const locker = createLocker(
      { deviceId: 'box', model: 'kerong-cu16', boards: [{ board: 0, locks: 16, closedBit: settings.closedBit ?? 1 }] },
      { event: (event) => events.push(event), log: () => {} },
      testLimits.locker,
    );
    return {
      room,
      cable,
      events,
      health,
      locker,
      doors: () => events.flatMap((event) => (event.type === 'door' ? [event] : [])),
    };
  }

  it.each([
    ['byte by byte', {}, byteByByte],
    ['with local echo', { echo: true }, whole],
    ['with local echo, byte by byte', { echo: true }, byteByByte],
    ['with firmware that answers an unlock', { answersUnlock: true }, whole],
    ['with both', { echo: true, answersUnlock: true }, byteByByte],
    ['with contacts the other way round', { closedBit: 0 as const }, whole],
  ])('works %s', async (_name, settings, cut) => {
    const it = box(settings, cut);
    const session = await it.locker.connect(it.cable.host, it.health);
    await it.locker.open(0, 2, 'op-1');
    await until('opened', () => it.doors()[0]);
    expect(it.doors()).toMatchObject([{ commanded: true, door: { lock: 2, door: 'open' } }]);
    expect(it.room.door(0, 2)?.openings).toBe(1);
    await session.stop(false);
  });

  it('is not confused by replies that come doubled, late, or from another board', async () => {
    const it = box();
    const session = await it.locker.connect(it.cable.host, it.health);
    const allOpen = encodeFrame(1, 0, 0x35, [0, 0, 0, 0]);
    const mine = encodeFrame(0, 0, 0x35, [0xff, 0xff, 0, 0]);
    for (let index = 0; index < 10; index += 1) {
      await it.cable.device.write(Uint8Array.of(...allOpen, ...mine, ...mine));
      await rest(15);
    }
    expect(it.doors()).toEqual([]);
    await session.stop(false);
  });

  it('pulled while an opening waits for its turn: the promise settles and the lock fires at most once', async () => {
    const it = box();
    const session = await it.locker.connect(it.cable.host, it.health);
    const opening = it.locker.open(0, 1, 'op-1').then(
      () => 'sent',
      (fault: Error) => fault.message,
    );
    it.cable.unplug();
    expect(await opening).toMatch(/sent|device-lost|device-not-ready/);
    expect(it.room.door(0, 1)?.openings).toBeLessThanOrEqual(1);
    await expect(it.locker.open(0, 1, 'op-2')).rejects.toThrow('device-not-ready');
    await session.stop(true);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceConfigs } from '../../../../../electron/core/kernel/devices/deviceConfigs.ts';
import {
  newcomers,
  rememberFound,
  withoutDisturbing,
} from '../../../../../electron/core/kernel/devices/knownDevices.ts';
import { Settings } from '../../../../../electron/core/kernel/settings/settings.ts';
import type { DeviceConfig, DeviceStatus, FoundDevices } from '../../../../../native/index.ts';

const found = (scanners: FoundDevices['scanners'], pads: FoundDevices['pads'] = []): FoundDevices => ({
  pads,
  scanners,
  others: [],
});
const nothing = found([]);
const serial = (path: string, name = 'Datalogic') => ({ path, name });
const hid = (path: string, productId = 1) => ({ path, name: 'Honeywell', hid: { vendorId: 0x0c2e, productId } });
const pad = (path: string, productId: number) => ({
  vendorId: 0x056a,
  productId,
  path,
  name: `STU ${productId}`,
  driver: 'wacom-stu' as const,
});
const configsOf = (it: FoundDevices, devices: object = {}) => deviceConfigs(Settings.parse({ devices }).devices, it);

describe('what a counter remembers of its devices', () => {
  it('a scanner that is plugged in later takes nobody’s place', () => {
    const first = rememberFound(nothing, found([serial('/dev/b')]));
    expect(
      rememberFound(first, found([hid('/dev/hidraw1'), serial('/dev/a'), serial('/dev/b')])).scanners.map(
        ({ path }) => path,
      ),
    ).toEqual(['/dev/b', '/dev/hidraw1', '/dev/a']);
  });

  it('one that is gone keeps its place, until another comes instead', () => {
    const first = rememberFound(nothing, found([serial('/dev/a'), serial('/dev/b')]));
    const gone = rememberFound(first, found([serial('/dev/b')]));
    expect(gone.scanners.map(({ path }) => path)).toEqual(['/dev/a', '/dev/b']);
    expect(
      rememberFound(gone, found([serial('/dev/b'), hid('/dev/hidraw3')])).scanners.map(({ path }) => path),
    ).toEqual(['/dev/hidraw3', '/dev/b']);
  });

  it('two of the same model stay apart by their paths, and one that comes back elsewhere is itself', () => {
    const both = rememberFound(nothing, found([hid('/dev/hidraw1'), hid('/dev/hidraw2')]));
    expect(
      rememberFound(both, found([hid('/dev/hidraw2'), hid('/dev/hidraw1')])).scanners.map(({ path }) => path),
    ).toEqual(['/dev/hidraw1', '/dev/hidraw2']);
    expect(
      rememberFound(both, found([hid('/dev/hidraw2'), hid('/dev/hidraw7')])).scanners.map(({ path }) => path),
    ).toEqual(['/dev/hidraw7', '/dev/hidraw2']);
  });

  it('a pad that is there comes before one that is gone, and is not exchanged for a second one', () => {
    const one = rememberFound(nothing, found([], [pad('/p1', 1)]));
    expect(rememberFound(one, found([], [pad('/p2', 2), pad('/p1', 1)])).pads[0]).toMatchObject({ productId: 1 });
    expect(rememberFound(one, found([])).pads[0]).toMatchObject({ productId: 1 });
    expect(rememberFound(one, found([], [pad('/p2', 2)])).pads[0]).toMatchObject({ productId: 2 });
  });

  it('whatever is plugged and pulled: who stays keeps its id, all that is there is known, nothing twice', () => {
    const paths = fc.uniqueArray(fc.constantFrom('/dev/a', '/dev/b', '/dev/c', '/dev/d'));
    fc.assert(
      fc.property(fc.array(paths, { minLength: 1, maxLength: 8 }), (rounds) => {
        let known = nothing;
        for (const round of rounds) {
          const before = known.scanners.map(({ path }) => path);
          known = rememberFound(known, found(round.map((path) => serial(path))));
          const now = known.scanners.map(({ path }) => path);
          expect(new Set(now).size).toBe(now.length);
          for (const path of round) expect(now).toContain(path);
          for (const path of round) if (before.includes(path)) expect(now.indexOf(path)).toBe(before.indexOf(path));
        }
      }),
    );
  });

  it('one that loses its lasting name, because a second of its kind has the same, keeps its place', () => {
    const one = rememberFound(nothing, found([{ ...serial('/dev/serial/by-id/usb-X-if00'), port: '/dev/ttyACM1' }]));
    const two = rememberFound(one, found([serial('/dev/ttyACM0'), serial('/dev/ttyACM1')]));
    expect(two.scanners.map(({ path }) => path)).toEqual(['/dev/ttyACM1', '/dev/ttyACM0']);
  });

  it('a scanner that is named by its number and found by its lasting name is one', () => {
    const more = { moreScanners: [{ path: '/dev/ttyACM0', baudRate: 115_200 }], simulate: false };
    const it = found([{ path: '/dev/serial/by-id/usb-Zebra-if00', port: '/dev/ttyACM0', name: 'Zebra' }]);
    expect(configsOf(it, more).filter(({ kind }) => kind === 'scanner')).toMatchObject([
      { link: { path: '/dev/ttyACM0', baudRate: 115_200 } },
    ]);
  });

  it('a pad on a serial line is used without being named, and told by name when it is plugged in', () => {
    const there = found([], [{ ...pad('/dev/serial/by-id/usb-Wacom-if00', 0xa6), baudRate: 128_000 }]);
    const [before, now] = [configsOf(nothing), configsOf(there)];
    expect(now.find(({ id }) => id === 'pad')).toMatchObject({
      model: 'wacom-stu',
      link: { type: 'serial', path: '/dev/serial/by-id/usb-Wacom-if00', baudRate: 128_000 },
    });
    expect(newcomers(before, now, there)).toEqual(['STU 166']);
  });

  it('ids of named scanners do not change by what is plugged in', () => {
    const more = { moreScanners: [{ path: '/dev/named', baudRate: 9600 }] };
    const idOf = (configs: DeviceConfig[]) =>
      configs.find(({ link }) => link.type === 'serial' && link.path === '/dev/named')?.id;
    expect(idOf(configsOf(nothing, more))).toBe('scanner-2');
    expect(idOf(configsOf(found([serial('/dev/a'), serial('/dev/b')]), more))).toBe('scanner-2');
  });
});

describe('a change while somebody signs or a door is open', () => {
  const ready = (id: string): DeviceStatus => ({
    id,
    kind: 'scanner',
    name: '',
    simulated: false,
    state: 'ready',
    good: 0,
    failed: 0,
  });

  it('leaves what works as it is, exchanges what does not work, and adds what is new', () => {
    const current = configsOf(found([serial('/dev/a')]));
    const next = configsOf(found([serial('/dev/z'), serial('/dev/new')], [pad('/p', 1)]));
    const kept = withoutDisturbing(current, next, (id) => (id === 'scanner' ? ready(id) : undefined));
    expect(kept.find(({ id }) => id === 'scanner')).toEqual(current.find(({ id }) => id === 'scanner'));
    expect(kept.find(({ id }) => id === 'scanner-2')).toMatchObject({ link: { path: '/dev/new' } });
    expect(kept.find(({ id }) => id === 'pad')).toMatchObject({ link: { type: 'hid' } });
  });

  it('keeps also what is to go', () => {
    const current = configsOf(nothing);
    expect(withoutDisturbing(current, [], ready)).toEqual(current);
  });
});

import type { DeviceConfig, FoundDevices } from '../../../native/index.ts';
import type { Settings } from '../settings/settings.ts';

/** Which devices this counter has: the settings first, then what is plugged in, else a simulated twin where that is allowed. */
export function deviceConfigs(settings: Settings['devices'], found: FoundDevices): DeviceConfig[] {
  const configs: DeviceConfig[] = [];
  const simulated = { type: 'simulated' } as const;

  const scanner = (link: DeviceConfig['link']): DeviceConfig =>
    ({ id: 'scanner', kind: 'scanner', model: 'serial-scanner', link, endMark: settings.scannerEndMark, aimIdentifier: settings.scannerSendsAim });
  if (typeof settings.scanner === 'object') configs.push(scanner({ type: 'serial', ...settings.scanner }));
  else if (settings.scanner === 'auto') {
    const first = found.scanners[0];
    if (first) configs.push(scanner({ type: 'serial', path: first.path, baudRate: 9600 }));
    else if (settings.simulate) configs.push(scanner(simulated));
  }

  if (settings.pad === 'auto') {
    const first = found.pads[0];
    if (first) configs.push({ id: 'pad', kind: 'pad', model: 'wacom-stu', link: { type: 'hid', vendorId: first.vendorId, productId: first.productId } });
    else if (settings.simulate) configs.push({ id: 'pad', kind: 'pad', model: 'wacom-stu', link: simulated });
  }

  const locker = (link: DeviceConfig['link'], board: number, locks: number): DeviceConfig =>
    ({ id: 'locker', kind: 'locker', model: 'kerong-cu16', link, board, locks, closedBit: 1 });
  if (typeof settings.locker === 'object') {
    const { board, locks, path, baudRate } = settings.locker;
    configs.push(locker({ type: 'serial', path, baudRate }, board, locks));
  } else if (settings.locker === 'auto' && settings.simulate) configs.push(locker(simulated, 0, 16));

  return configs;
}

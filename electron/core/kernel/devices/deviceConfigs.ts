import type { DeviceConfig, FoundDevices, LinkConfig, PadTwin } from '../../../../native/index.ts';
import type { Settings } from '../settings/settings.ts';
import { scannerConfigs } from './scannerConfigs.ts';

/**
 * Which devices this counter has: the settings first, then what is plugged in, else a simulated twin where that is
 * allowed.
 */
export function deviceConfigs(settings: Settings['devices'], found: FoundDevices): DeviceConfig[] {
  const configs: DeviceConfig[] = [];
  const simulated = { type: 'simulated' } as const;

  configs.push(...scannerConfigs(settings, found.scanners));

  const stu = (link: LinkConfig, twin?: PadTwin): DeviceConfig => ({
    id: 'pad',
    kind: 'pad',
    model: 'wacom-stu',
    link,
    ...(settings.padEncrypted ? { encrypt: true } : {}),
    ...(twin ? { twin } : {}),
  });
  const digitizer = (link: LinkConfig): DeviceConfig => ({ id: 'pad', kind: 'pad', model: 'hid-digitizer', link });
  if (typeof settings.pad === 'object')
    configs.push(
      'path' in settings.pad ? stu({ type: 'serial', ...settings.pad }) : digitizer({ type: 'hid', ...settings.pad }),
    );
  else if (settings.pad === 'auto') {
    const first = found.pads[0];
    if (first) {
      const { vendorId, productId, path, baudRate, driver } = first;
      const link: LinkConfig = baudRate ? { type: 'serial', path, baudRate } : { type: 'hid', vendorId, productId };
      configs.push(driver === 'hid-digitizer' ? digitizer(link) : stu(link));
    } else if (settings.simulate) {
      const twin = settings.simulatedPad;
      configs.push(twin === 'digitizer' ? digitizer(simulated) : stu(simulated, twin));
    }
  }

  if (typeof settings.locker === 'object') {
    const { path, baudRate, model, boards, ...board } = settings.locker;
    configs.push({
      id: 'locker',
      kind: 'locker',
      model,
      link: { type: 'serial', path, baudRate },
      ...(boards ? { boards } : board),
    });
  } else if (settings.locker === 'auto' && settings.simulate)
    configs.push({
      id: 'locker',
      kind: 'locker',
      model: 'kerong-cu16',
      link: simulated,
      board: 0,
      locks: 16,
      closedBit: 1,
    });

  return configs;
}

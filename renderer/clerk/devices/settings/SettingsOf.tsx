import type { DeviceView } from '../../../../electron/contract/index.ts';
import { LockerSettings } from './LockerSettings.tsx';
import { PadSettings } from './PadSettings.tsx';
import { ScannerSettings } from './ScannerSettings.tsx';

/** The few settings that matter for one kind of device. */
export function SettingsOf({ kind, device }: { kind: DeviceView['kind']; device?: DeviceView }) {
  switch (kind) {
    case 'scanner':
      return <ScannerSettings device={device} />;
    case 'pad':
      return <PadSettings />;
    case 'locker':
      return <LockerSettings />;
  }
}

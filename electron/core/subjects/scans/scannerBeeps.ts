import type { DeviceHost } from '../../../../native/index.ts';
import type { ScanView } from '../../../contract/scans.ts';

/**
 * Lets the scanner itself say that a code was refused: whoever holds it looks at the card and not at the screen. A good
 * read it has told by itself already. The drivers send nothing where no commands are known or while a code is arriving;
 * what fails is of no interest, and a beep is never owed: while one is under way there is no second.
 */
export function createScannerBeeps(
  host: DeviceHost,
  isScanner: (deviceId: string) => boolean,
): (scan: ScanView) => void {
  const sounding = new Set<string>();
  return ({ deviceId, outcome }) => {
    if ((outcome !== 'refused' && outcome !== 'wrong-person') || !isScanner(deviceId) || sounding.has(deviceId)) return;
    sounding.add(deviceId);
    void host
      .ask('scanner.command', { deviceId, deed: 'beep-bad' })
      .catch(() => {})
      .finally(() => sounding.delete(deviceId));
  };
}

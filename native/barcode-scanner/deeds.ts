import type { DeviceConfig, ScannerDeed } from '../contract.ts';
import { commandReportId, commandSets } from './commandSets.ts';

const all: readonly ScannerDeed[] = ['identify', 'trigger-on', 'trigger-off', 'beep-good', 'beep-bad'];

/** What can be asked of a scanner with this configuration; it may still refuse. */
export function deedsOf(config: Extract<DeviceConfig, { kind: 'scanner' }>): ScannerDeed[] {
  if (config.model === 'ssi-scanner') return [...all];
  if (config.link.type === 'hid' && commandReportId(config.link.vendorId) === undefined) return [];
  const commands = config.commandSet ? commandSets[config.commandSet] : {};
  return all.filter((deed) => commands[deed] !== undefined);
}

import type { DeviceView } from '../../../electron/contract/index.ts';

/** Two of the same name are told apart by their number; the first keeps its plain name. */
export function deviceName(device: DeviceView, all: readonly DeviceView[]): string {
  const equal = all.filter(({ kind, name }) => kind === device.kind && name === device.name);
  return equal.length < 2 ? device.name : `${device.name} (${equal.indexOf(device) + 1})`;
}

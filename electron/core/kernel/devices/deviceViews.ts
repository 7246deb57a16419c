import {
  deedsOf,
  type DeviceConfig,
  type DeviceError,
  type DeviceStatus,
  type Door,
  type LinkConfig,
  type OtherDevice,
} from '../../../../native/index.ts';
import type { Compartment } from '../../../../backend/contract/index.ts';
import type { DeviceView, OtherDeviceView } from '../../../contract/devices.ts';
import type { AppError } from '../../../contract/errors.ts';
import { deviceToAppError } from './deviceErrors.ts';

const hex = (number: number): string => number.toString(16).padStart(4, '0');
const ids = (vendorId: number, productId: number | undefined): string =>
  `${hex(vendorId)}:${productId === undefined ? '????' : hex(productId)}`;

/** For IT, in the words of the system. */
function connectionOf(link: LinkConfig): string | null {
  switch (link.type) {
    case 'serial':
      return `${link.path}, ${link.baudRate} Baud`;
    case 'hid':
      return `USB ${ids(link.vendorId, link.productId)}`;
    case 'simulated':
      return null;
  }
}

const contents = { free: 'empty', occupied: 'occupied', blocked: 'unknown' } as const;

/** What lies behind a door by the office's records: where it knows no compartment, nobody can say. */
export function contentOf(
  { board, lock }: { board: number; lock: number },
  compartments: Compartment[],
): Pick<DeviceView['doors'][number], 'label' | 'content'> {
  const compartment = compartments.find((each) => each.board === board && each.lock === lock);
  return {
    label: compartment?.label ?? String(lock + 1),
    content: compartment ? contents[compartment.state] : 'unknown',
  };
}

/** What a device itself refuses as invalid is not a request of anybody's: it is the settings. */
const problemOf = (problem: DeviceError): AppError =>
  problem.code === 'invalid-request' ? { code: 'device-impossible' } : deviceToAppError(problem);

/** A device as a window sees it. */
export function deviceView(
  status: DeviceStatus,
  config: DeviceConfig | undefined,
  doors: Door[],
  compartments: Compartment[],
): DeviceView {
  const { id, kind, name, simulated, state, problem, good, failed, boards } = status;
  return {
    id,
    kind,
    name,
    simulated,
    state,
    good,
    failed,
    problem: problem ? problemOf(problem) : null,
    connection: config ? connectionOf(config.link) : null,
    usb: config?.link.type === 'hid' ? { vendorId: config.link.vendorId, productId: config.link.productId } : null,
    deeds: config?.kind === 'scanner' ? deedsOf(config) : [],
    boards: (boards ?? []).map(({ board, answering, problem: why }) => ({
      board,
      answering,
      problem: why ? deviceToAppError(why) : null,
    })),
    doors:
      kind === 'locker'
        ? doors
            .map(({ board, lock, door }) => ({ board, lock, door, ...contentOf({ board, lock }, compartments) }))
            .toSorted((a, b) => a.board - b.board || a.lock - b.lock)
        : [],
  };
}

/** What is plugged in and not used; what a configuration names is in use. */
export function otherViews(others: OtherDevice[], configs: readonly DeviceConfig[]): OtherDeviceView[] {
  const used = (other: OtherDevice) =>
    configs.some(({ link }) =>
      link.type === 'serial'
        ? link.path === other.path || link.path === other.port
        : link.type === 'hid' && link.vendorId === other.vendorId && link.productId === other.productId,
    );
  return others
    .filter((other) => !used(other))
    .map(({ what, name, path, vendorId, productId, mayOpen }) => ({
      what,
      name,
      path,
      mayOpen,
      ids: vendorId === undefined ? null : ids(vendorId, productId),
      vendorId: vendorId ?? null,
      productId: productId ?? null,
    }));
}

import { join } from 'node:path';
import {
  boardsOf,
  type DeviceConfig,
  type DeviceHost,
  type DeviceKind,
  type DeviceStatus,
  type Door,
  type DoorState,
  type FoundDevices,
  type HostEvent,
  type LockBoardConfig,
  type SimulatedRoom,
} from '../../../../native/index.ts';
import type { DevicesSnapshot } from '../../../contract/devices.ts';
import type { Compartment } from '../../../../backend/contract/index.ts';
import type { Log } from '../ports.ts';
import type { Settings } from '../settings/settings.ts';
import { labelCode } from '../../codes/labels.ts';
import { deviceConfigs } from './deviceConfigs.ts';
import { deviceView, otherViews } from './deviceViews.ts';
import { newcomers, rememberFound, sameConfigs, withoutDisturbing } from './knownDevices.ts';

interface DevicesOptions {
  host: DeviceHost;
  /** As they hold now. */
  settings: () => Settings['devices'];
  dataDir: string;
  log: Log;
  /** Somebody signs, or a door is open: what works now is not exchanged. */
  busy: () => boolean;
  onChange: () => void;
  /** A real device was plugged in. */
  onFound: (name: string) => void;
}

const doorKey = (board: number, lock: number): string => `${board}/${lock}`;

/** What is connected, how it is doing, and how each door stands. */
export class Devices {
  readonly #options: DevicesOptions;
  #statuses = new Map<string, DeviceStatus>();
  #doors = new Map<string, Door>();
  #alarms = new Set<string>();
  #found: FoundDevices = { pads: [], scanners: [], others: [] };
  /** What the host was given; undefined before the first time. */
  #configs: DeviceConfig[] | undefined;
  #heldBack = false;
  #configuring: Promise<void> = Promise.resolve();
  room: SimulatedRoom | null = null;

  constructor(options: DevicesOptions) {
    this.#options = options;
  }

  /**
   * Looks for devices and hands the set to the device host: at the start, when something was plugged in, after a change
   * of settings.
   */
  configure(): Promise<void> {
    const turn = this.#configuring.then(() => this.#configure());
    this.#configuring = turn.catch(() => {});
    return turn;
  }

  /** A change of settings is applied later, because something is in use. */
  get waits(): boolean {
    return this.#heldBack;
  }

  /** Nobody signs and no door is open any more: what waited for that is done now. */
  becameFree(): void {
    if (this.#heldBack && !this.#options.busy()) void this.configure();
  }

  async #configure(): Promise<void> {
    const { host, settings, dataDir, log, busy } = this.#options;
    const found = await host.ask('find', null);
    if (found.ok) this.#found = rememberFound(this.#found, found.value);
    else log('warn', `devices could not be looked for: ${found.error.code}`);
    const wanted = deviceConfigs(settings(), this.#found);
    const devices = busy() ? withoutDisturbing(this.#configs ?? [], wanted, (id) => this.#statuses.get(id)) : wanted;
    this.#heldBack = !sameConfigs(devices, wanted);
    const before = this.#configs;
    if (before && sameConfigs(before, devices)) return this.#options.onChange();
    this.#configs = devices;
    // Who is exchanged is told by nobody as lost.
    for (const { id, kind } of this.#statuses.values()) {
      if (
        devices.some(
          (device) => device.id === id && before?.some((known) => JSON.stringify(known) === JSON.stringify(device)),
        )
      )
        continue;
      this.#statuses.delete(id);
      if (kind === 'locker') this.#forgetDoors();
    }
    const answer = await host.ask('configure', { devices, worldFile: join(dataDir, 'simulated-room.json') });
    if (!answer.ok) {
      log('error', `devices could not be configured: ${answer.error.code} ${answer.error.detail ?? ''}`);
      this.#configs = before;
      this.#options.onChange();
      return;
    }
    // An event may have overtaken the answer: what it told is newer.
    for (const status of answer.value) if (!this.#statuses.has(status.id)) this.#statuses.set(status.id, status);
    if (before) for (const name of newcomers(before, devices, this.#found)) this.#options.onFound(name);
    this.#options.onChange();
    if (this.ready('locker')) await this.#lookAtDoors();
  }

  /** Another box, or the same one read otherwise: nothing that was seen of its doors holds. */
  #forgetDoors(): void {
    this.#doors.clear();
    this.#alarms.clear();
  }

  /** Takes note of an event; what it means for the case at hand is decided elsewhere. */
  take(event: HostEvent): void {
    if (event.type === 'device') {
      const before = this.#statuses.get(event.status.id);
      this.#statuses.set(event.status.id, event.status);
      // A locker that is gone says nothing about its doors.
      if (event.status.kind === 'locker' && event.status.state !== 'ready' && before?.state === 'ready')
        this.#doors.clear();
      if (event.status.kind === 'locker' && event.status.state === 'ready' && before?.state !== 'ready')
        void this.#lookAtDoors();
    } else if (event.type === 'door') {
      this.#saw(event.door);
      if (event.door.door === 'open' && !event.commanded) this.#alarms.add(doorKey(event.door.board, event.door.lock));
    } else if (event.type === 'room') this.room = event.room;
    else return;
    this.#options.onChange();
  }

  #saw(door: Door): void {
    const key = doorKey(door.board, door.lock);
    this.#doors.set(key, door);
    if (door.door === 'closed') this.#alarms.delete(key);
  }

  /** The device of a kind that can be used now. */
  ready(kind: DeviceKind): DeviceStatus | undefined {
    return [...this.#statuses.values()].find((status) => status.kind === kind && status.state === 'ready');
  }

  status(id: string): DeviceStatus | undefined {
    return this.#statuses.get(id);
  }

  config(id: string): DeviceConfig | undefined {
    return this.#configs?.find((config) => config.id === id);
  }

  /** The lock boards of a line, as configured; undefined for what is none. */
  boardsOf(id: string): LockBoardConfig[] | undefined {
    const config = this.config(id);
    return config?.kind === 'locker' ? boardsOf(config) : undefined;
  }

  get anySimulated(): boolean {
    return [...this.#statuses.values()].some(({ simulated }) => simulated);
  }

  door({ board, lock }: { board: number; lock: number }): DoorState {
    return this.#doors.get(doorKey(board, lock))?.door ?? 'unknown';
  }

  /** false: no contact is wired, so that nobody but a person can say how this door stands. */
  hasContact({ board, lock }: { board: number; lock: number }): boolean {
    return this.#doors.get(doorKey(board, lock))?.contact ?? true;
  }

  /** Asks the board now; the answer also updates what is shown. Null when it cannot be known. */
  async look(at: { board: number; lock: number }): Promise<DoorState | null> {
    return (await this.#lookAtDoors()) ? this.door(at) : null;
  }

  async #lookAtDoors(): Promise<boolean> {
    const locker = this.ready('locker');
    if (!locker) return false;
    const answer = await this.#options.host.ask('locker.doors', { deviceId: locker.id });
    if (!answer.ok) return false;
    for (const door of answer.value) this.#saw(door);
    this.#options.onChange();
    return true;
  }

  snapshot(compartments: Compartment[]): Omit<DevicesSnapshot, 'test' | 'setUp' | 'settings' | 'mayUnblock'> {
    return {
      devices: [...this.#statuses.values()].map((status) =>
        deviceView(status, this.config(status.id), [...this.#doors.values()], compartments),
      ),
      others: otherViews(this.#found.others, this.#configs ?? []),
      camera: this.#options.settings().camera === 'auto',
      hostRunning: ![...this.#statuses.values()].some(({ problem }) => problem?.code === 'host-gone'),
      compartments: compartments
        .toSorted((a, b) => Number(a.label) - Number(b.label))
        .map(({ id, label, gripHeight, state, board, lock, depositId, blockedReason }) => ({
          id,
          label,
          gripHeight,
          code: labelCode('compartment-label', label),
          state,
          door: this.door({ board, lock }),
          alarm: this.#alarms.has(doorKey(board, lock)),
          board,
          lock,
          noted: depositId !== null,
          blockedReason: blockedReason ?? null,
        })),
    };
  }
}

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { DeviceKind, SimulatedFault, SimulatedRoom } from '../contract.ts';

export type RoomDoor = SimulatedRoom['doors'][number];

/** The physical surroundings of the simulated devices. */
export interface Room {
  snapshot(): SimulatedRoom;
  /** Returns the function that ends listening. */
  onChange(listener: () => void): () => void;
  /** Doors are built in once; a door that is known keeps its state. */
  buildDoors(board: number, locks: number): void;
  door(board: number, lock: number): RoomDoor | undefined;
  /** Changes a door and writes the room down before it returns: real doors do not forget when a program dies. */
  changeDoor(
    board: number,
    lock: number,
    change: Partial<Pick<RoomDoor, 'open' | 'item' | 'jammed' | 'openings'>>,
  ): boolean;
  setDevices(devices: { id: string; kind: DeviceKind }[]): void;
  fault(deviceId: string): SimulatedFault;
  setFault(deviceId: string, fault: SimulatedFault): boolean;
  setPad(pad: SimulatedRoom['pad']): void;
}

/**
 * Opens the room kept in `worldFile` (a folder is taken as well: then it is `room.json` in it). A damaged file is put
 * aside under another name and said in the log.
 */
export function openRoom(worldFile: string, log: (message: string) => void): Room {
  const file = existsSync(worldFile) && statSync(worldFile).isDirectory() ? join(worldFile, 'room.json') : worldFile;
  const doors = new Map<string, RoomDoor>(readDoors(file, log).map((door) => [keyOf(door.board, door.lock), door]));
  const faults = new Map<string, SimulatedFault>();
  let devices: { id: string; kind: DeviceKind }[] = [];
  let pad: SimulatedRoom['pad'] = { inking: false, blank: true };
  const changes = new Set<() => void>();
  const changed = () => changes.forEach((listener) => listener());

  function save(): void {
    mkdirSync(dirname(file), { recursive: true });
    const draft = `${file}.new`;
    const handle = openSync(draft, 'w');
    try {
      writeFileSync(handle, JSON.stringify({ doors: [...doors.values()] }, null, 1));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
  }

  return {
    snapshot: () => ({
      devices: devices.map(({ id, kind }) => ({ id, kind, fault: faults.get(id) ?? 'none' })),
      doors: [...doors.values()].map((door) => ({ ...door })).sort((a, b) => a.board - b.board || a.lock - b.lock),
      pad: { ...pad },
    }),
    onChange(listener) {
      changes.add(listener);
      return () => changes.delete(listener);
    },
    buildDoors(board, locks) {
      for (let lock = 0; lock < locks; lock += 1) {
        if (doors.has(keyOf(board, lock))) continue;
        doors.set(keyOf(board, lock), { board, lock, open: false, item: false, jammed: false, openings: 0 });
      }
    },
    door: (board, lock) => doors.get(keyOf(board, lock)),
    changeDoor(board, lock, change) {
      const door = doors.get(keyOf(board, lock));
      if (!door) return false;
      Object.assign(door, change);
      save();
      changed();
      return true;
    },
    setDevices(next) {
      devices = next;
      for (const id of [...faults.keys()]) if (!next.some((device) => device.id === id)) faults.delete(id);
      changed();
    },
    fault: (deviceId) => faults.get(deviceId) ?? 'none',
    setFault(deviceId, fault) {
      if (!devices.some((device) => device.id === deviceId)) return false;
      faults.set(deviceId, fault);
      changed();
      return true;
    },
    setPad(next) {
      if (pad.inking === next.inking && pad.blank === next.blank) return;
      pad = next;
      changed();
    },
  };
}

const keyOf = (board: number, lock: number): string => `${board}/${lock}`;

function readDoors(file: string, log: (message: string) => void): RoomDoor[] {
  if (!existsSync(file)) return [];
  try {
    const stored: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (
      typeof stored === 'object' &&
      stored !== null &&
      'doors' in stored &&
      Array.isArray(stored.doors) &&
      stored.doors.every(isDoor)
    )
      return stored.doors;
    throw new Error('not a room');
  } catch (thrown) {
    const aside = `${file}.damaged-${Date.now()}`;
    renameSync(file, aside);
    log(
      `the simulated room was unreadable and was put aside: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
    return [];
  }
}

function isDoor(value: unknown): value is RoomDoor {
  if (typeof value !== 'object' || value === null) return false;
  const door = value as Record<string, unknown>;
  return (
    Number.isInteger(door['board']) &&
    Number.isInteger(door['lock']) &&
    Number.isInteger(door['openings']) &&
    typeof door['open'] === 'boolean' &&
    typeof door['item'] === 'boolean' &&
    typeof door['jammed'] === 'boolean'
  );
}

import { z } from 'zod';
import { AppError } from './errors.ts';
import { Id } from './common.ts';
import { DeviceSettingsView } from './deviceSettings.ts';
import { DeviceTestView, scannerDeeds, SetUpView } from './deviceTests.ts';

export const DeviceView = z.object({
  id: Id,
  kind: z.enum(['scanner', 'pad', 'locker']),
  name: z.string(),
  simulated: z.boolean(),
  state: z.enum(['searching', 'connecting', 'ready', 'lost', 'failing']),
  problem: AppError.nullable(),
  good: z.int(),
  failed: z.int(),
  /** Where it is connected, for IT; null for a simulated one. */
  connection: z.string().nullable(),
  usb: z.object({ vendorId: z.int(), productId: z.int() }).nullable(),
  /** What can be asked of this scanner. */
  deeds: z.array(z.enum(scannerDeeds)),
  /** Of a lock line. */
  boards: z.array(z.object({ board: z.int(), answering: z.boolean(), problem: AppError.nullable() })),
  doors: z.array(
    z.object({
      board: z.int(),
      lock: z.int(),
      /** As it stands on the door; a number where the office knows no compartment there. */
      label: z.string(),
      door: z.enum(['open', 'closed', 'unknown']),
      content: z.enum(['empty', 'occupied', 'unknown']),
    }),
  ),
});
export type DeviceView = z.infer<typeof DeviceView>;

/** Plugged in, perhaps of interest, but not usable as it is; the words stand under `devices.other`. */
export const OtherDeviceView = z.object({
  what: z.enum(['keyboard-scanner', 'other-mode-scanner', 'serial-port', 'digitizer']),
  name: z.string(),
  path: z.string(),
  ids: z.string().nullable(),
  vendorId: z.int().nullable(),
  productId: z.int().nullable(),
  mayOpen: z.boolean(),
});
export type OtherDeviceView = z.infer<typeof OtherDeviceView>;

export const CompartmentView = z.object({
  id: Id,
  label: z.string(),
  gripHeight: z.int(),
  /** What the code on its label holds. */
  code: z.string(),
  state: z.enum(['free', 'occupied', 'blocked']),
  door: z.enum(['open', 'closed', 'unknown']),
  /** Opened although nobody asked. */
  alarm: z.boolean(),
  board: z.int(),
  lock: z.int(),
  /** A document is noted behind it. */
  noted: z.boolean(),
  /** Why it is blocked: a known reason, or somebody's words; null where nobody said. */
  blockedReason: z.string().nullable(),
});
export const DevicesSnapshot = z.object({
  devices: z.array(DeviceView),
  /** False while the device process is being restarted. */
  hostRunning: z.boolean(),
  /** Whether this window may read codes with the computer's camera, when the clerk asks for it. */
  camera: z.boolean(),
  others: z.array(OtherDeviceView),
  test: DeviceTestView.nullable(),
  setUp: SetUpView.nullable(),
  settings: DeviceSettingsView,
  compartments: z.array(CompartmentView),
  /** Whoever is signed in may give blocked compartments free again. */
  mayUnblock: z.boolean(),
});
export type DevicesSnapshot = z.infer<typeof DevicesSnapshot>;

export const Fault = z.enum(['none', 'unplugged', 'silent', 'noise', 'half-frames']);
/** The simulated room, for the panel that plays it. Null when no device is simulated. */
export const SimulationSnapshot = z
  .object({
    devices: z.array(z.object({ id: Id, kind: z.enum(['scanner', 'pad', 'locker']), fault: Fault })),
    doors: z.array(
      z.object({
        compartmentId: Id.nullable(),
        label: z.string(),
        board: z.int(),
        lock: z.int(),
        open: z.boolean(),
        item: z.boolean(),
        jammed: z.boolean(),
        openings: z.int(),
      }),
    ),
    pad: z.object({ inking: z.boolean(), blank: z.boolean() }),
    /** Codes worth scanning now, made from the day's data: appointment codes, passports, cards, compartment labels. */
    codes: z.array(
      z.object({
        what: z.enum(['appointment-code', 'document-serial', 'mrz', 'compartment-label', 'unknown']),
        label: z.string(),
        /** The person at this counter (true), or somebody else. */
        mine: z.boolean(),
        text: z.string(),
      }),
    ),
  })
  .nullable();
export type SimulationSnapshot = z.infer<typeof SimulationSnapshot>;

export const SimulatedDeed = z.discriminatedUnion('deed', [
  z.object({
    deed: z.literal('scan'),
    text: z.string().max(4000),
    /** Absent: the first scanner. */
    deviceId: Id.optional(),
  }),
  z.object({
    deed: z.literal('sign'),
    style: z.enum(['signature', 'dot', 'nothing']),
    press: z.enum(['ok', 'clear', 'cancel']).nullable(),
  }),
  z.object({ deed: z.literal('press'), button: z.enum(['ok', 'clear', 'cancel']) }),
  z.object({ deed: z.literal('put-item'), board: z.int(), lock: z.int() }),
  z.object({ deed: z.literal('take-item'), board: z.int(), lock: z.int() }),
  z.object({ deed: z.literal('close-door'), board: z.int(), lock: z.int() }),
  z.object({ deed: z.literal('pull-door-open'), board: z.int(), lock: z.int() }),
  z.object({ deed: z.literal('jam'), board: z.int(), lock: z.int(), jammed: z.boolean() }),
  z.object({ deed: z.literal('fault'), deviceId: Id, fault: Fault }),
]);
export type SimulatedDeed = z.infer<typeof SimulatedDeed>;

import { z } from 'zod';
import { AppError } from './errors.ts';
import { Id } from './common.ts';

export const DeviceView = z.object({
  id: Id,
  kind: z.enum(['scanner', 'pad', 'locker']),
  name: z.string(),
  simulated: z.boolean(),
  state: z.enum(['searching', 'connecting', 'ready', 'lost', 'failing']),
  problem: AppError.nullable(),
  good: z.int(),
  failed: z.int(),
});
export type DeviceView = z.infer<typeof DeviceView>;

export const CompartmentView = z.object({
  id: Id, label: z.string(), gripHeight: z.int(),
  state: z.enum(['free', 'occupied', 'blocked']),
  door: z.enum(['open', 'closed', 'unknown']),
  /** Opened although nobody asked. */
  alarm: z.boolean(),
});
export const DevicesSnapshot = z.object({
  devices: z.array(DeviceView),
  /** False while the device process is being restarted. */
  hostRunning: z.boolean(),
  /** Whether this window may read codes with the computer's camera, when the clerk asks for it. */
  camera: z.boolean(),
  compartments: z.array(CompartmentView),
});
export type DevicesSnapshot = z.infer<typeof DevicesSnapshot>;

export const Fault = z.enum(['none', 'unplugged', 'silent', 'noise', 'half-frames']);
/** The simulated room, for the panel that plays it. Null when no device is simulated. */
export const SimulationSnapshot = z
  .object({
    devices: z.array(z.object({ id: Id, kind: z.enum(['scanner', 'pad', 'locker']), fault: Fault })),
    doors: z.array(z.object({ compartmentId: Id.nullable(), label: z.string(), board: z.int(), lock: z.int(), open: z.boolean(), item: z.boolean(), jammed: z.boolean(), openings: z.int() })),
    pad: z.object({ inking: z.boolean(), blank: z.boolean() }),
    /** Codes worth scanning now, made from the day's data: appointment codes, passports, cards, compartment labels. */
    codes: z.array(z.object({ what: z.enum(['appointment-code', 'document-serial', 'mrz', 'compartment-label', 'unknown']), label: z.string(), /** The person at this counter (true), or somebody else. */ mine: z.boolean(), text: z.string() })),
  })
  .nullable();
export type SimulationSnapshot = z.infer<typeof SimulationSnapshot>;

export const SimulatedDeed = z.discriminatedUnion('deed', [
  z.object({ deed: z.literal('scan'), text: z.string().max(4000) }),
  z.object({ deed: z.literal('sign'), style: z.enum(['signature', 'dot', 'nothing']), press: z.enum(['ok', 'clear', 'cancel']).nullable() }),
  z.object({ deed: z.literal('press'), button: z.enum(['ok', 'clear', 'cancel']) }),
  z.object({ deed: z.literal('put-item'), board: z.int(), lock: z.int() }),
  z.object({ deed: z.literal('take-item'), board: z.int(), lock: z.int() }),
  z.object({ deed: z.literal('close-door'), board: z.int(), lock: z.int() }),
  z.object({ deed: z.literal('pull-door-open'), board: z.int(), lock: z.int() }),
  z.object({ deed: z.literal('jam'), board: z.int(), lock: z.int(), jammed: z.boolean() }),
  z.object({ deed: z.literal('fault'), deviceId: Id, fault: Fault }),
]);
export type SimulatedDeed = z.infer<typeof SimulatedDeed>;

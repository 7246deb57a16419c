import { z } from 'zod';
import { ScannerLayout } from './scans.ts';

/**
 * The part of the settings that is about devices: read from the files, changed on the devices screen. Every field has a
 * default.
 */

/** One lock board; what is absent is as usual for its family. Setting up a box finds these out. */
const LockBoard = z.object({
  board: z.int().min(0).max(255).default(0),
  locks: z.int().min(1).max(48).default(16),
  /** What a closed door reads as. */
  closedBit: z.union([z.literal(0), z.literal(1)]).default(1),
  firstLock: z.int().min(0).max(48).optional(),
  contacts: z.boolean().optional(),
  answersOpen: z.boolean().optional(),
  inputBoard: z.int().min(0).max(255).optional(),
});

/** Within what the device process takes: one value that it refuses would leave the counter without any device. */
const SerialDevice = z.object({ path: z.string().min(1).max(500), baudRate: z.int().min(300).max(4_000_000) });
const HidDevice = z.object({ vendorId: z.int().min(0).max(0xffff), productId: z.int().min(0).max(0xffff) });

export const endMarks = z.enum(['cr', 'lf', 'crlf', 'tab', 'etx', 'silence']);
/** What one scanner does differently from the others; absent: as `scannerEndMark` and `scannerSendsAim` say. */
const scannerHabits = {
  endMark: endMarks.optional(),
  sendsAim: z.boolean().optional(),
  /** Whose commands it understands: for the beep and the devices screen. Absent: none are sent. */
  commandSet: z.enum(['honeywell', 'datalogic', 'newland']).optional(),
  /** Reads print: a machine readable zone that it sends without an identifier counts like one with `]o`. Absent: no. */
  ocr: z.boolean().optional(),
};
const SerialScanner = SerialDevice.extend({
  model: z.enum(['serial-scanner', 'ssi-scanner']).default('serial-scanner'),
  ...scannerHabits,
});
/** `path` only where two of the same model are plugged in. */
const HidScanner = HidDevice.extend({ path: z.string().max(500).optional(), ...scannerHabits });

/** Scanners in keyboard mode; see docs/devices.md. */
export const WedgeSettings = z.object({
  enabled: z.boolean().default(true),
  scannerLayout: ScannerLayout.default('as-typed'),
  /**
   * What comes after each code. `auto`: Enter, Tab or a pause. Otherwise only this one; Enter and Tab are then part of
   * the code, as between the lines of a zone.
   */
  endMark: z.enum(['auto', 'enter', 'tab', 'silence']).default('auto'),
  /** What the scanner was set to put before each code; nothing else is then taken for one. */
  prefix: z
    .string()
    .regex(/^[\x21-\x7e]*$/, 'must be visible ASCII characters')
    .max(8)
    .default(''),
  /** Fewer characters are a person's. */
  minLength: z.int().min(3).max(40).default(6),
  /** What types at this counter is a passport reader: see `ocr` of a scanner. */
  ocr: z.boolean().optional(),
});
export type WedgeSettings = z.infer<typeof WedgeSettings>;

export const DeviceSettings = z.object({
  /** `auto`: a real device where one is found; in training a simulated one where none is. */
  scanner: z.union([z.literal('auto'), z.literal('none'), SerialScanner, HidScanner]).default('auto'),
  /** Further scanners at this counter. */
  moreScanners: z
    .array(z.union([SerialScanner, HidScanner]))
    .max(7)
    .default([]),
  scannerEndMark: endMarks.default('cr'),
  scannerSendsAim: z.boolean().default(true),
  /** Scanners in keyboard mode, which the window reads itself. */
  wedge: WedgeSettings.prefault({}),
  /** A scanner with a known command set itself sounds when its code was refused. */
  scannerBeeps: z.boolean().default(true),
  /**
   * Milliseconds that a code must have been out of a scanner's sight to count as scanned anew; 0: every reading counts.
   */
  sameCodePause: z.int().min(0).max(10_000).default(700),
  /**
   * A pad on a serial port (STU-430V, 128000 baud) has to be named, and a pen or touch digitizer without display by its
   * USB ids.
   */
  pad: z.union([z.literal('auto'), z.literal('none'), SerialDevice, HidDevice]).default('auto'),
  /**
   * Samples travel encrypted from the pad; a pad that cannot is not used. See docs/devices.md for what this protects.
   */
  padEncrypted: z.boolean().default(false),
  /** Which model a simulated pad is. */
  simulatedPad: z
    .enum(['STU-300', 'STU-430', 'STU-430V', 'STU-500', 'STU-520', 'STU-530', 'STU-540', 'digitizer'])
    .default('STU-540'),
  /** A lock board cannot be recognised by its adapter: until its port is named it is missing, in training simulated. */
  locker: z
    .union([
      z.literal('auto'),
      z.literal('none'),
      SerialDevice.extend({
        model: z.enum(['kerong-cu16', 'kerong-cu48', 'bcc-8a80', 'wkly', 'modbus-relay']).default('kerong-cu16'),
        ...LockBoard.shape,
        /** Several boards that share the line, instead of the one above. */
        boards: z.array(LockBoard).min(1).max(32).optional(),
      }),
    ])
    .default('auto'),
  /** The computer's camera as a scanner: `auto` when the clerk switches it on, never by itself. */
  camera: z.enum(['auto', 'off']).default('auto'),
  /** False: no simulated devices in training either. A real office has none in any case. */
  simulate: z.boolean().default(true),
});
export type DeviceSettings = z.infer<typeof DeviceSettings>;

/** A change on the devices screen: whole subjects, checked with the schema of the files before anything is written. */
export const DeviceSettingsChange = z
  .partialRecord(z.enum(Object.keys(DeviceSettings.shape) as [keyof DeviceSettings]), z.unknown())
  .refine((change) => Object.keys(change).length > 0);
/** The settings as the screen shows them. */
export const DeviceSettingsView = z.object({
  values: DeviceSettings,
  /** Set by the machine's administrators: shown, not to be changed. */
  fixed: z.array(z.string()),
  /** Whether the person who is signed in may change settings of this workstation. */
  mayChange: z.boolean(),
});
export type DeviceSettingsView = z.infer<typeof DeviceSettingsView>;

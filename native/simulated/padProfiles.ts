import type { PadTwin } from '../contract.ts';
import { encodingFlag } from '../signature-pad/reports.ts';

/** What one model says of itself, and what it can. */
export interface PadProfile {
  model: string;
  width: number;
  height: number;
  maxX: number;
  maxY: number;
  maxPressure: number;
  rate: number;
  /** Encodings of its report 0x09; null: the short report of 10 bytes, one bit only. */
  flags: number | null;
  /** Has rendering mode, sample options (0x34) and a readable serial number. */
  options: boolean;
  encryption: 'dh' | 'rsa';
  transport: 'hid' | 'serial';
  serial: string;
}

const { oneBit, zlib, sixteenBit, twentyFourBit } = encodingFlag;

/**
 * The STU family as twins. Display sizes are published; pen units, encodings and options of the models other than 530
 * and 540 are likely values, which the driver must not depend on: it reads them from the pad.
 */
export const padProfiles: Record<PadTwin, PadProfile> = {
  'STU-300': profile('STU-300', 396, 100, 9900, 2500, { flags: null, options: false, encryption: 'dh' }),
  'STU-430': profile('STU-430', 320, 200, 9600, 6000, { flags: oneBit | zlib, options: true, encryption: 'rsa' }),
  'STU-430V': profile('STU-430V', 320, 200, 9600, 6000, {
    flags: oneBit | zlib,
    options: true,
    encryption: 'rsa',
    transport: 'serial',
  }),
  'STU-500': profile('STU-500', 640, 480, 10_240, 7680, { flags: null, options: false, encryption: 'dh' }),
  'STU-520': profile('STU-520', 800, 480, 10_400, 6240, { flags: sixteenBit, options: false, encryption: 'dh' }),
  'STU-530': profile('STU-530', 800, 480, 10_800, 6480, {
    flags: oneBit | twentyFourBit,
    options: true,
    encryption: 'rsa',
  }),
  'STU-540': profile('STU-540', 800, 480, 10_800, 6480, {
    flags: oneBit | twentyFourBit,
    options: true,
    encryption: 'rsa',
  }),
};

function profile(
  model: PadTwin,
  width: number,
  height: number,
  maxX: number,
  maxY: number,
  rest: Pick<PadProfile, 'flags' | 'options' | 'encryption'> & Partial<Pick<PadProfile, 'transport'>>,
): PadProfile {
  return {
    model,
    width,
    height,
    maxX,
    maxY,
    maxPressure: 1023,
    rate: 200,
    serial: `SIM-${model.slice(4)}-00001`.slice(0, 13),
    transport: 'hid',
    ...rest,
  };
}

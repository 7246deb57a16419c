import type { Symbology } from '../../../contract/scans.ts';
import { symbologyOf, takeAim } from '../../codes/symbologies.ts';

/** Where a reading comes from, as it is recorded with the step. */
export type ReadingSource = 'scanner' | 'ocr-reader' | 'keyboard-mode' | 'camera' | 'typed';

/** How a zone was read. `proves`: it can make somebody's identity green. */
export interface Reading {
  source: ReadingSource;
  symbology: Symbology | 'none';
  /** Printed zone, or the one in a digital seal whose signature nobody checked. */
  from: 'zone' | 'seal';
  proves: boolean;
}

/**
 * Tells where readings come from. A zone proves something only when it was read as print: the driver says `]o`, or the
 * device is set as OCR reader. The same text in a bar code, in a picture of the camera or from a keyboard can be made
 * by anybody. `isOcrReader` of `wedge`: what types at this counter is a passport reader.
 */
export function createReadings(isOcrReader: (deviceId: string) => boolean) {
  // A scanner that sends a code without identifier sends none at all: `]o1` from it is what somebody wrote into a code.
  const silent = new Set<string>();
  return {
    /** To be told every scan: `aim` as the driver cut it off, null where it found none. */
    look(deviceId: string, bytes: Uint8Array, aim: string | null): Reading {
      const symbology = symbologyOf(takeAim(bytes, aim).aim)?.name ?? 'none';
      if (aim === null) silent.add(deviceId);
      const source = sourceOf(deviceId);
      const canRead = source === 'scanner' || source === 'keyboard-mode';
      const isSet = canRead && isOcrReader(deviceId) && (symbology === 'none' || symbology === 'ocr');
      const saysPrint = source === 'scanner' && aim !== null && symbology === 'ocr' && !silent.has(deviceId);
      return { source: isSet ? 'ocr-reader' : source, symbology, from: 'zone', proves: isSet || saysPrint };
    },
  };
}

function sourceOf(deviceId: string): ReadingSource {
  if (deviceId === 'keyboard') return 'typed';
  if (deviceId === 'camera') return 'camera';
  return deviceId === 'wedge' ? 'keyboard-mode' : 'scanner';
}

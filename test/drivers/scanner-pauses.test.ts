import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startBarcodeScanner } from '../../native/barcode-scanner/barcodeScanner.ts';
import type { EndMark } from '../../native/index.ts';
import { defaultLimits } from '../../native/limits.ts';
import { ascii, recordedHealth } from './support.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What a serial scanner's bytes become that come after the pauses named. */
async function read(endMark: EndMark, ...parts: [afterMs: number, text: string][]) {
  const seen = { codes: [] as string[], torn: 0 };
  let arrive: (bytes: Uint8Array) => void = () => undefined;
  const link = {
    onBytes: (listener: (bytes: Uint8Array) => void) => ((arrive = listener), () => undefined),
    onLost: () => () => undefined,
    write: async () => undefined,
    close: async () => undefined,
    flushInput: async () => undefined,
  };
  const session = startBarcodeScanner(
    link,
    { deviceId: 'scanner', endMark, aimIdentifier: false },
    recordedHealth(),
    {
      scan: ({ bytes }) => void seen.codes.push(Buffer.from(bytes).toString()),
      unreadable: () => void (seen.torn += 1),
      log: () => undefined,
    },
    defaultLimits.scanner,
  );
  for (const [afterMs, text] of parts) {
    await vi.advanceTimersByTimeAsync(afterMs);
    arrive(ascii(text));
  }
  await vi.advanceTimersByTimeAsync(1000);
  await session.stop(false);
  return seen;
}

it.each([120, 240])(
  'a scanner without end mark that goes on %i ms later: nothing of that code is taken, and it is told',
  async (ms) => {
    expect(await read('silence', [0, 'FACH-1'], [ms, '2'])).toEqual({ codes: [], torn: 1 });
    expect(await read('silence', [0, 'FACH-1'], [ms, '2'], [1000, 'FACH-12'])).toEqual({ codes: ['FACH-12'], torn: 1 });
  },
);

it('a scanner without end mark is read when the wake time is over, whatever the pieces in which its code comes', async () => {
  expect(await read('silence', [0, 'FA'], [40, 'CH-'], [90, '12'])).toEqual({ codes: ['FACH-12'], torn: 0 });
});

it.each([120, 290, 310, 5000, 60_000])(
  'a scanner with end mark that goes on %i ms later: the whole code or nothing',
  async (ms) => {
    const seen = await read('cr', [0, 'FACH-1'], [ms, '2\r'], [2000, 'FACH-12\r']);
    expect(seen.codes.filter((text) => text !== 'FACH-12')).toEqual([]);
    expect(seen.codes.at(-1)).toBe('FACH-12');
  },
);

import type { ScanView } from '../../../electron/contract/index.ts';
import { onMoment } from '../../bridge.ts';
import { createStore } from '../../store.ts';
import { beep } from './beep.ts';

/** How a scan sounds and looks: good, to be looked at, or wrong. */
export type ScanTone = 'good' | 'warning' | 'bad' | 'quiet';
const tones = {
  accepted: 'good',
  warning: 'warning',
  refused: 'bad',
  'wrong-person': 'bad',
  ignored: 'quiet',
} as const;
export const scanTone = (scan: Pick<ScanView, 'outcome'>): ScanTone => tones[scan.outcome];

/** The scan that is flashed now; null when the flash is over. */
export const flashed = createStore<ScanView | null>(null);
const flashMs = 4000;

export function startScanFeedback(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  onMoment('scan', (scan) => {
    flashed.set(scan);
    clearTimeout(timer);
    timer = setTimeout(() => flashed.set(null), flashMs);
    const tone = scanTone(scan);
    // After the picture: nobody hears the difference of a few milliseconds, and the picture is not held up.
    if (tone !== 'quiet') setTimeout(() => beep(tone));
  });
}

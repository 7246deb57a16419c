import { useSnapshot } from '../../bridge.ts';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';

/**
 * Beside what asks for a scan: the scanner of this counter cannot read now, and what to do instead. Where none was ever
 * seen nothing is said, because one in keyboard mode is not seen.
 */
export function ScannerAway() {
  const { t } = useWords();
  const { devices } = useSnapshot('devices');
  const scanners = devices.filter(({ kind }) => kind === 'scanner');
  if (scanners.length === 0 || scanners.some(({ state }) => state === 'ready')) return null;
  return <Tone tone="warning" text={t('scan.away')} testId="scanner-away" />;
}

import type { ScanView } from '../../../electron/contract/index.ts';
import { useWords } from '../../useWords.ts';

/** What was scanned, and what came of it. */
export function useScanWords() {
  const { t, sentence } = useWords();
  return {
    what: (scan: ScanView): string => (scan.shown ? `${t(`scan.what.${scan.what}`)} · ${scan.shown}` : t(`scan.what.${scan.what}`)),
    effect: (scan: ScanView): string => (scan.problem ? sentence(scan.problem) : t(`scan.effect.${scan.effect}`, { defaultValue: t('scan.effect.noted') })),
  };
}

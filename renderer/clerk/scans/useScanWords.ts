import type { ScanView } from '../../../electron/contract/index.ts';
import { useWords } from '../../useWords.ts';

/** What was scanned, and what came of it. */
export function useScanWords() {
  const { t, sentence } = useWords();
  /** Of an unknown code: what the reader says it is, so that a clerk can tell whoever looks after the scanners. */
  const kind = ({ length, symbology }: ScanView): string[] =>
    length === undefined
      ? []
      : [...(symbology ? [t(`scan.symbology.${symbology}`)] : []), t('scan.length', { count: length })];
  return {
    what: (scan: ScanView): string =>
      [
        t(`scan.what.${scan.what}`),
        ...(scan.seal ? [t(`scan.seal.${scan.seal}`)] : []),
        ...(scan.shown ? [scan.shown] : []),
        ...kind(scan),
      ].join(' · '),
    effect: (scan: ScanView): string => {
      const effect = scan.problem
        ? sentence(scan.problem)
        : t(`scan.effect.${scan.effect}`, { defaultValue: t('scan.effect.noted') });
      // Whatever came of it rests on content that nobody proved.
      return [
        effect,
        ...(scan.seal === undefined ? [] : [t('scan.notVerified')]),
        ...(scan.again ? [t('scan.again')] : []),
      ].join(' · ');
    },
  };
}

import { Tone } from '../../components/Tone.tsx';
import { age, clockTime, dayAndMonth, freshness } from '../../time.ts';
import { useNow } from '../../useNow.ts';
import { useWords } from '../../useWords.ts';

/** Since when what is shown is known to be complete; a warning when that is long ago. */
export function DataAge({ asOf, isConnected }: { asOf: string | null; isConnected: boolean }) {
  const { t, language } = useWords();
  const now = useNow();
  const { kind, isOld } = freshness(asOf, now, isConnected);
  const words = t(
    `status.asOf.${kind}`,
    asOf === null ? {} : { time: clockTime(asOf, language), day: dayAndMonth(asOf, language), age: ageInWords(asOf) },
  );
  return isOld ? (
    <Tone tone="warning" text={words} testId="status-as-of" />
  ) : (
    <span className="status__quiet" data-testid="status-as-of">
      {words}
    </span>
  );

  function ageInWords(since: string): string {
    const { unit, count } = age(since, now);
    return t(`age.${unit}`, { count });
  }
}

import type { DayEntry } from '../../../electron/contract/index.ts';
import { Tone } from '../../components/Tone.tsx';
import { clockTime } from '../../time.ts';
import { useWords } from '../../useWords.ts';

/**
 * What makes this person's waiting different from the others', each in words: priority, for whom they wait, who came
 * along.
 */
export function EntryMarks({ entry }: { entry: DayEntry }) {
  const { t, language } = useWords();
  const { reservedFor, redirect, companions, counterName } = entry;
  const open = companions.filter(({ state }) => state !== 'completed' && state !== 'cancelled');
  return (
    <>
      {entry.priorityReason && (
        <Tone
          tone="warning"
          text={t('mark.priority', { reason: entry.priorityReason })}
          testId={`priority-${entry.ticket}`}
        />
      )}
      {entry.awaySince && (
        <Tone
          tone="bad"
          text={t('mark.away', { counter: counterName ?? '', time: clockTime(entry.awaySince, language) })}
          testId={`away-${entry.ticket}`}
        />
      )}
      {reservedFor && (
        <Tone
          tone="info"
          testId={`reserved-${entry.ticket}`}
          text={
            reservedFor.mine
              ? t(`mark.mine.${reservedFor.kind}`)
              : t(`mark.reserved.${reservedFor.kind}`, { counter: reservedFor.counterName ?? '' })
          }
        />
      )}
      {redirect && (
        <span className="muted">
          {t('mark.redirect', { from: redirect.from ?? '' })}
          {redirect.reason && `: ${redirect.reason}`}
        </span>
      )}
      {open.length > 0 && (
        <span className="muted" data-testid={`visit-${entry.ticket}`}>
          {t('mark.visit', { count: open.length, tickets: open.map(({ ticket }) => ticket).join(', ') })}
        </span>
      )}
      {entry.walkIn && <span className="muted">{t('mark.walkIn')}</span>}
      {entry.calls > 0 && entry.state !== 'completed' && (
        <span className="muted">{t('mark.calls', { count: entry.calls })}</span>
      )}
    </>
  );
}

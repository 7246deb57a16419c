import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { dayAndMonth } from '../../time.ts';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { peopleIn } from '../day/dayList.ts';
import { Ticket } from './QueueRows.tsx';

/** Who waits since an earlier day: in nobody's line. One press takes all of them off; each can still be called by name. */
export function LeftOver() {
  const { t, language } = useWords();
  const { leftOver } = useSnapshot('day');
  if (leftOver.length === 0) return null;
  return (
    <details className="queue__left-over" data-testid="left-over">
      <summary>{t('queue.leftOver', { count: peopleIn(leftOver) })}</summary>
      <div className="queue__tools">
        <Button
          text={t('queue.clearLeftOver')}
          kind="tertiary"
          size="small"
          testId="clear-left-over"
          onPress={() => act('queue.clearLeftOver', null)}
        />
      </div>
      <ul className="queue__list">
        {leftOver.map((entry) => (
          <li key={entry.appointmentId} className="person" data-testid={`left-over-${entry.ticket}`}>
            <Ticket entry={entry} />
            <span className="person__name">{entry.name || t('entry.noName')}</span>
            <span className="person__time muted">{dayAndMonth(entry.arrivedAt ?? entry.scheduledAt, language)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

import { memo, useState } from 'react';
import type { DayEntry } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { minutesSince, waitTone } from '../../time.ts';
import { useOfficeNow } from '../../useOfficeNow.ts';
import { useWords } from '../../useWords.ts';
import { languageName } from '../../words.ts';
import { EntryDialog } from '../queue/EntryDialog.tsx';
import { EntryMarks } from '../queue/EntryMarks.tsx';
import { call } from './Queue.tsx';

const toneClass = { short: 'quiet', long: 'warning', 'too-long': 'bad' } as const;
const toneIcon = { short: 'clock', long: 'clock', 'too-long': 'warning' } as const;

/** A day arrives whole with every change of anybody; of two hundred rows only the changed ones are drawn anew. */
const alike = (a: { entry: DayEntry; free: boolean; minutes: number }, b: typeof a): boolean =>
  a.free === b.free && a.minutes === b.minutes && JSON.stringify(a.entry) === JSON.stringify(b.entry);

/** One who waits, or a family. Called when nothing speaks against it; everything else is behind the number. */
export const WaitingRow = memo(function WaitingRow({
  entry,
  free,
  minutes,
}: {
  entry: DayEntry;
  free: boolean;
  minutes: number;
}) {
  const { t, local, language } = useWords();
  const tone = waitTone(minutes);
  const { appointmentId, ticket, hindrance } = entry;
  return (
    <li className="person" data-testid={`waiting-${ticket}`} data-pending={entry.pending || undefined}>
      <Ticket entry={entry} />
      <span className="person__name">{entry.name || t('entry.noName')}</span>
      <span className={`person__time tone tone--${toneClass[tone]}`}>
        <Icon name={toneIcon[tone]} size="small" />
        <span>{t('queue.minutes', { count: minutes })}</span>
        {tone !== 'short' && <span className="kern-sr-only">{t(`queue.wait.${tone}`)}</span>}
      </span>
      <div className="person__what muted">
        <span>
          {local(entry.serviceTitle)} · {languageName(entry.language, language)}
          {entry.pending && <> · {t('day.pending')}</>}
        </span>
        {free && hindrance === null && (
          <Button
            text={t('queue.call')}
            kind="tertiary"
            size="small"
            name={t('queue.callOne', { ticket })}
            testId={`call-${ticket}`}
            onPress={() => call('queue.call', { appointmentId })}
          />
        )}
      </div>
      <div className="person__marks">
        <EntryMarks entry={entry} />
      </div>
    </li>
  );
}, alike);

export function ParkedRow({ entry, free }: { entry: DayEntry; free: boolean }) {
  const { t } = useWords();
  const now = useOfficeNow(10_000);
  const { appointmentId, ticket } = entry;
  return (
    <li className="person" data-testid={`parked-${ticket}`}>
      <strong className="person__ticket">{ticket}</strong>
      <span className="person__name">{entry.name || t('entry.noName')}</span>
      {entry.parkedAt && (
        <span className="person__time muted">{t('queue.minutes', { count: minutesSince(entry.parkedAt, now) })}</span>
      )}
      <div className="person__what muted">
        <span>{entry.parkedReason || t('queue.noReason')}</span>
        {free && entry.hindrance === null && (
          <Button
            text={t('queue.resume')}
            kind="tertiary"
            size="small"
            name={t('queue.resumeOne', { ticket })}
            testId={`resume-${ticket}`}
            onPress={() => call('queue.resume', { appointmentId })}
          />
        )}
      </div>
      <div className="person__marks">
        <EntryMarks entry={{ ...entry, calls: 0 }} />
      </div>
    </li>
  );
}

/** At a counter that shows no sign of life. */
export function AwayRow({ entry, free }: { entry: DayEntry; free: boolean }) {
  const { t } = useWords();
  const { appointmentId, ticket } = entry;
  return (
    <li className="person" data-testid={`away-row-${ticket}`}>
      <Ticket entry={entry} />
      <span className="person__name">{entry.name || t('entry.noName')}</span>
      <div className="person__what muted">
        <span>
          {t(`state.${entry.state}`)}
          {entry.room && <> · {t('redirect.room', { room: entry.room })}</>}
        </span>
        {free && entry.hindrance === null && (
          <Button
            text={t('entry.way.take-over')}
            kind="tertiary"
            size="small"
            name={t('entry.takeOverOne', { ticket })}
            testId={`take-over-${ticket}`}
            onPress={() => call('queue.takeOver', { appointmentId })}
          />
        )}
      </div>
      <div className="person__marks">
        <EntryMarks entry={entry} />
      </div>
    </li>
  );
}

/** The number opens everything that can be done with this person. */
export function Ticket({ entry }: { entry: DayEntry }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const { ticket } = entry;
  return (
    <>
      <strong className="person__ticket">
        <Button
          text={ticket}
          kind="tertiary"
          name={t('entry.moreOne', { ticket })}
          testId={`more-${ticket}`}
          onPress={() => setOpen(true)}
        />
      </strong>
      {open && <EntryDialog entry={entry} onClose={() => setOpen(false)} />}
    </>
  );
}

import { useEffect, useState } from 'react';
import type { DayEntry } from '../../../electron/contract/index.ts';
import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Field } from '../../components/Field.tsx';
import { Tone } from '../../components/Tone.tsx';
import { currentScreen, daySought } from '../../screen.ts';
import { useStore } from '../../store.ts';
import { clockTime } from '../../time.ts';
import { useWords } from '../../useWords.ts';
import { languageName } from '../../words.ts';
import { act } from '../notices/notices.ts';
import { EntryDialog } from '../queue/EntryDialog.tsx';
import { EntryMarks } from '../queue/EntryMarks.tsx';
import { stateTone, stateWord } from './dayList.ts';
import { useFound } from './useFound.ts';

/** Everybody of today, in order, to find and to check in. */
export function DayScreen() {
  const { t, local, language } = useWords();
  const { all } = useSnapshot('day');
  const sought = useStore(daySought);
  useEffect(() => () => daySought.set(''), []);
  const shown = useFound(sought);
  return (
    <section className="screen panel day" data-testid="screen-day" aria-labelledby="day-title">
      <div className="screen__head">
        <h1 id="day-title">{t('screen.day')}</h1>
        <Field
          label={t('day.search')}
          type="search"
          value={sought}
          testId="day-search"
          onChange={(event) => daySought.set(event.target.value)}
        />
      </div>
      <p className="muted" role="status">
        {t('day.count', { count: shown.length, total: all.length })}
      </p>
      {shown.length === 0 ? (
        <p className="empty">{t(all.length === 0 ? 'day.empty' : 'day.nothingFound')}</p>
      ) : (
        <div className="day__scroll" tabIndex={0} role="region" aria-label={t('day.caption')}>
          <table className="kern-table day__table">
            <caption className="kern-sr-only">{t('day.caption')}</caption>
            <thead className="kern-table__header">
              <tr className="kern-table__row">
                {(['time', 'ticket', 'person', 'state', 'action'] as const).map((column) => (
                  <th key={column} scope="col" className="kern-table__header">
                    {t(`day.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="kern-table__body">
              {shown.map((entry) => (
                <tr
                  key={entry.appointmentId}
                  className="kern-table__row"
                  data-testid={`day-${entry.ticket}`}
                  data-state={entry.state}
                >
                  <td className="kern-table__cell">{clockTime(entry.scheduledAt, language)}</td>
                  <td className="kern-table__cell">
                    <strong>{entry.ticket}</strong>
                  </td>
                  <th scope="row" className="kern-table__cell day__person">
                    {entry.name || t('entry.noName')}
                    <span className="muted">
                      {local(entry.serviceTitle)} · {languageName(entry.language, language)}
                    </span>
                  </th>
                  <td className="kern-table__cell">
                    <Tone
                      tone={entry.endedEarly === null ? stateTone[entry.state] : 'warning'}
                      text={t(`state.${stateWord(entry)}`)}
                    />
                    {entry.counterName && (
                      <span className="muted day__counter">
                        {entry.counterName}
                        {entry.room && <> · {t('redirect.room', { room: entry.room })}</>}
                      </span>
                    )}
                    <span className="day__marks">
                      <EntryMarks entry={entry} />
                    </span>
                    {entry.endedEarly && <span className="muted day__counter">{entry.endedEarly}</span>}
                    {entry.parkedReason && <span className="muted day__counter">{entry.parkedReason}</span>}
                    {entry.pending && <span className="muted day__counter">{t('day.pending')}</span>}
                  </td>
                  <td className="kern-table__cell">
                    <EntryAction entry={entry} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** The one thing that is sensible for this appointment now, and the way to everything else. */
function EntryAction({ entry }: { entry: DayEntry }) {
  const { t } = useWords();
  const person = useSnapshot('case');
  const [open, setOpen] = useState(false);
  const atCounter = person !== null && person.state !== 'completed';
  const hindered = atCounter || entry.hindrance !== null;
  const { appointmentId, ticket, state } = entry;
  const toCounter = async (request: 'queue.call' | 'queue.resume') => {
    const answer = await act(request, { appointmentId });
    if (answer.ok) currentScreen.set('counter');
  };
  if (atCounter && person.appointmentId === appointmentId)
    return <Button text={t('day.toCounter')} size="small" onPress={() => currentScreen.set('counter')} />;
  const hasMore =
    state === 'scheduled' ||
    state === 'missed' ||
    state === 'waiting' ||
    ((state === 'called' || state === 'serving') && entry.awaySince !== null);
  return (
    <span className="day__actions">
      {(state === 'scheduled' || state === 'missed') && (
        <Button
          text={t('day.checkIn')}
          size="small"
          name={t('day.checkInOne', { ticket })}
          testId={`check-in-${ticket}`}
          onPress={() => act('queue.checkIn', { appointmentId })}
        />
      )}
      {state === 'waiting' && (
        <Button
          text={t('queue.call')}
          size="small"
          name={t('queue.callOne', { ticket })}
          disabled={hindered}
          testId={`day-call-${ticket}`}
          onPress={() => toCounter('queue.call')}
        />
      )}
      {state === 'parked' && (
        <Button
          text={t('queue.resume')}
          size="small"
          name={t('queue.resumeOne', { ticket })}
          disabled={hindered}
          testId={`day-resume-${ticket}`}
          onPress={() => toCounter('queue.resume')}
        />
      )}
      {hasMore && (
        <Button
          text={t('entry.more')}
          kind="tertiary"
          size="small"
          name={t('entry.moreOne', { ticket })}
          testId={`day-more-${ticket}`}
          onPress={() => setOpen(true)}
        />
      )}
      {open && <EntryDialog entry={entry} onClose={() => setOpen(false)} />}
    </span>
  );
}

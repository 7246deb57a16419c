import type { CaseSnapshot } from '../../../electron/contract/index.ts';
import { Tone } from '../../components/Tone.tsx';
import { calendarDate, minutesSince, stopwatch } from '../../time.ts';
import { useOfficeNow } from '../../useOfficeNow.ts';
import { useWords } from '../../useWords.ts';
import { languageName } from '../../words.ts';

/** Characters that fit into one large line. */
const longName = 36;

export function CaseHeader({ person }: { person: NonNullable<CaseSnapshot> }) {
  const { t, local, language } = useWords();
  const name = [person.familyName, person.givenNames].filter((part) => part !== '').join(', ') || t('entry.noName');
  return (
    <header className={`case-header${name.length > longName ? ' case-header--long' : ''}`}>
      <strong className="case-header__ticket" data-testid="case-ticket">
        {person.ticket}
      </strong>
      <div className="case-header__who">
        <h2 id="case-name" data-testid="case-name" tabIndex={-1} data-focus-home>
          {name}
        </h2>
        <ul className="case-header__facts">
          <li className="case-header__service">{local(person.serviceTitle)}</li>
          {!person.birthDate.startsWith('0000') && (
            <li>
              <span className="kern-sr-only">{t('case.born')} </span>
              {calendarDate(person.birthDate, language)}
            </li>
          )}
          {person.nationality && <li>{person.nationality}</li>}
          <li>{t('case.language', { language: languageName(person.language, language) })}</li>
          {person.lowCompartment && (
            <li>
              <Tone tone="info" text={t('case.lowCompartment')} testId="low-compartment" />
            </li>
          )}
          {person.priorityReason && (
            <li>
              <Tone tone="warning" text={t('mark.priority', { reason: person.priorityReason })} />
            </li>
          )}
          {person.redirect && (
            <li data-testid="case-redirect">
              {t('mark.redirect', { from: person.redirect.from ?? '' })}
              {person.redirect.reason && `: ${person.redirect.reason}`}
            </li>
          )}
        </ul>
      </div>
      <Running person={person} />
    </header>
  );
}

/** How long this takes already, and how long it usually does. */
function Running({ person }: { person: NonNullable<CaseSnapshot> }) {
  const { t } = useWords();
  const now = useOfficeNow();
  const since = person.servingSince ?? person.calledAt;
  if (!since || person.state === 'completed') return null;
  const over = person.state === 'serving' && minutesSince(since, now) >= person.usualMinutes;
  return (
    <div className="case-header__time" role="timer" aria-live="off">
      <span className="case-header__running" data-testid="case-running">
        {stopwatch(since, now)}
      </span>
      <span className="muted">
        {person.state === 'called'
          ? t('case.sinceCalled')
          : t(over ? 'case.usualExceeded' : 'case.usual', { count: person.usualMinutes })}
      </span>
    </div>
  );
}

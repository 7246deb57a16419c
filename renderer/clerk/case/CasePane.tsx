import type { CaseSnapshot } from '../../../electron/contract/index.ts';
import { Problem } from '../../components/Problem.tsx';
import { useWords } from '../../useWords.ts';
import { CalledPane } from './CalledPane.tsx';
import { CaseFooter } from './CaseFooter.tsx';
import { CaseHeader } from './CaseHeader.tsx';
import { VisitStrip } from './VisitStrip.tsx';
import { Steps } from './Steps.tsx';

/** The person at the counter: who, what, and the one thing to do next. */
export function CasePane({ person }: { person: NonNullable<CaseSnapshot> }) {
  const { t } = useWords();
  return (
    <section className="panel case" data-testid="case" data-state={person.state} aria-labelledby="case-name">
      <CaseHeader person={person} />
      <VisitStrip person={person} />
      <div className="case__body" tabIndex={-1}>
        <Problem error={person.problem} testId="case-problem" />
        {person.state === 'called' ? <CalledPane person={person} /> : null}
        {person.state === 'completed' && (
          <p className="case__completed" role="status" data-testid="case-completed" tabIndex={-1} data-focus-home>
            <strong>{t(person.endedEarly === null ? 'case.completed' : 'case.endedEarly')}</strong>{' '}
            {t(person.pending ? 'case.completedPending' : 'case.completedSent')}
          </p>
        )}
        {person.state !== 'called' && <Steps person={person} />}
      </div>
      <CaseFooter person={person} />
    </section>
  );
}

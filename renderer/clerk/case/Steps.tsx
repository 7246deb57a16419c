import type { CaseSnapshot } from '../../../electron/contract/index.ts';
import { useWords } from '../../useWords.ts';
import { DepositPanel } from '../box/DepositPanel.tsx';
import { underWay } from '../steps/index.ts';
import { Step } from './Step.tsx';

/** The process as a list. A deposit whose step is closed already still shows its pickup slip. */
export function Steps({ person }: { person: NonNullable<CaseSnapshot> }) {
  const { t } = useWords();
  const homeless =
    person.deposit && !person.steps.some((step) => step.id === person.deposit?.stepId && underWay(step, person));
  const quiet = !homeless && person.steps.every((step) => underWay(step, person) === null);
  return (
    <>
      <h3 className="kern-sr-only">{t('steps.title')}</h3>
      {person.otherVersion && (
        <p className="muted" data-testid="other-version">
          {t('steps.otherVersion', person.otherVersion)}
        </p>
      )}
      <ol className="steps" data-testid="steps">
        {person.steps.map((step, index) => (
          <Step key={step.id} step={step} number={index + 1} person={person} quiet={quiet} />
        ))}
      </ol>
      {homeless && person.deposit && <DepositPanel deposit={person.deposit} language={person.language} />}
    </>
  );
}

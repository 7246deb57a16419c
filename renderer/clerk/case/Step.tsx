import { useEffect, useRef, useState } from 'react';
import type { CaseSnapshot, StepView } from '../../../electron/contract/index.ts';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { clockTime } from '../../time.ts';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { ReasonDialog } from '../../components/ReasonDialog.tsx';
import { kindOf, underWay } from '../steps/index.ts';
import { StepFacts } from './StepFacts.tsx';

type Person = NonNullable<CaseSnapshot>;

/**
 * One step: a line when it is over or still to come, opened up when it is its turn.
 * @param quiet nothing is under way in any step
 */
export function Step({
  step,
  number,
  person,
  quiet,
}: {
  step: StepView;
  number: number;
  person: Person;
  quiet: boolean;
}) {
  const { t, local, language } = useWords();
  const { Work } = kindOf(step);
  const going = underWay(step, person);
  const busy = going !== null;
  const open = person.state === 'serving' && (step.current || busy);
  const element = useRef<HTMLLIElement>(null);
  // In view is the step where something is going on, else the one whose turn it is.
  const inFront = open && (busy || quiet);
  const phase = going?.phase;
  useEffect(() => {
    const step = element.current;
    if (!inFront || !step) return;
    // Of a step that is higher than the place for it, the beginning is shown.
    const place = Math.min(innerHeight, step.closest('.case__body')?.clientHeight ?? innerHeight);
    step.scrollIntoView({ block: step.offsetHeight > place ? 'start' : 'nearest' });
  }, [inFront, phase]);
  return (
    <li
      ref={element}
      className={`step step--${step.state}${open ? ' step--current' : ''}`}
      data-testid={`step-${step.id}`}
      data-state={step.state}
      data-current={step.current}
      aria-current={step.current ? 'step' : undefined}
    >
      <span className="step__mark" aria-hidden="true">
        {step.state === 'done' ? (
          <Icon name="check" size="small" />
        ) : step.state === 'overridden' ? (
          <Icon name="warning" size="small" />
        ) : (
          number
        )}
      </span>
      <div className="step__words">
        <h3 tabIndex={inFront ? -1 : undefined} data-focus-home={inFront || undefined}>
          {local(step.title)}
          <span className="kern-sr-only"> ({t(`steps.state.${step.current ? 'current' : step.state}`)})</span>
        </h3>
        {open && step.state === 'open' ? (
          !busy && <p className="step__text">{local(step.text)}</p>
        ) : (
          <StepFacts step={step} />
        )}
        {going?.panel}
        {open && step.state === 'open' && !busy && <Work step={step} person={person} />}
        {open && step.state === 'open' && !busy && step.required && <Override step={step} />}
      </div>
      <div className="step__side">
        {step.doneAt && <time dateTime={step.doneAt}>{clockTime(step.doneAt, language)}</time>}
        {!step.required && step.state === 'open' && <span className="muted">{t('steps.optional')}</span>}
        {person.state === 'serving' && step.state !== 'open' && !step.binds && (
          <Button
            text={t('steps.reopen')}
            kind="tertiary"
            size="small"
            name={t('steps.reopenOne', { step: local(step.title) })}
            testId={`reopen-${step.id}`}
            onPress={() => act('case.reopenStep', { stepId: step.id })}
          />
        )}
      </div>
    </li>
  );
}

function Override({ step }: { step: StepView }) {
  const { t, local } = useWords();
  const [asking, setAsking] = useState(false);
  return (
    <div className="step__override">
      <Button
        text={t('steps.override')}
        kind="tertiary"
        size="small"
        testId={`override-${step.id}`}
        onPress={() => setAsking(true)}
      />
      {asking && (
        <ReasonDialog
          title={t('override.title', { step: local(step.title) })}
          text={t('override.text')}
          confirm={t('override.confirm')}
          testId="override"
          send={(reason) => ask('case.overrideStep', { stepId: step.id, reason })}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

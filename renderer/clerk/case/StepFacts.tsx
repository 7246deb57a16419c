import type { StepView } from '../../../electron/contract/index.ts';
import { useWords } from '../../useWords.ts';
import { kindOf } from '../steps/index.ts';

/** The line under a step that is over: what is known about it. */
export function StepFacts({ step }: { step: StepView }) {
  const { t } = useWords();
  if (step.state === 'overridden')
    return (
      <p className="step__facts">
        {t('steps.overridden')}
        {step.overrideReason && <> {step.overrideReason}</>}
      </p>
    );
  const words =
    step.state === 'done'
      ? kindOf(step)
          .words(step.facts)
          .map(({ key, values }) => t(key, values))
      : [];
  return words.length > 0 ? (
    <p className="step__facts" data-testid={`facts-${step.id}`}>
      {words.join(' · ')}
    </p>
  ) : null;
}

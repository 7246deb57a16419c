import { KernCheckbox } from '@kern-ux-annex/kern-react-kit';
import type { StepViewOf } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { say, type Words } from './stepKind.ts';

type Listed = StepViewOf<'documents'> | StepViewOf<'confirm'>;

/** Documents to have seen, or statements to confirm: the same list of ticks. */
export function Ticks({ step, words }: { step: Listed; words: 'documents' | 'confirm' }) {
  const { t, local } = useWords();
  const missing = step.documents.filter((one) => one.required && !one.present);
  return (
    <div className="work">
      <ul className="ticks">
        {step.documents.map((one) => (
          <li key={one.id}>
            <KernCheckbox
              id={`tick-${step.id}-${one.id}`}
              label={`${local(one.title)}${one.required ? '' : ` (${t('steps.optional')})`}`}
              checked={one.present}
              data-testid={`tick-${one.id}`}
              onChange={(event) =>
                void act('case.tickDocument', { stepId: step.id, documentId: one.id, present: event.target.checked })
              }
            />
          </li>
        ))}
      </ul>
      {missing.length > 0 && (
        <p className="work__missing" id={`missing-${step.id}`}>
          {t(`${words}.missing`, { count: missing.length })}
        </p>
      )}
      <Button
        text={t(`${words}.done`)}
        kind="primary"
        size="big"
        hotkey="Enter"
        disabled={missing.length > 0}
        testId={`complete-${step.id}`}
        describedBy={missing.length > 0 ? `missing-${step.id}` : undefined}
        onPress={() => act('case.completeStep', { stepId: step.id })}
      />
    </div>
  );
}

export const tickWords = ({ present, of }: Listed['facts']): Words[] =>
  typeof present === 'number' ? [say('documents', { count: present, of: Number(of ?? present) })] : [];

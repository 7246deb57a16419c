import { KernCheckbox } from '@kern-ux-annex/kern-react-kit';
import type { CaseSnapshot, StepView } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { HereForLine } from '../acting/HereFor.tsx';
import { NameLine } from '../acting/NameApplicant.tsx';
import { OutputWork } from '../box/OutputWork.tsx';
import { StartSignature } from '../signing/StartSignature.tsx';

/** What the clerk does in the step whose turn it is. */
export function StepWork({ step, person }: { step: StepView; person: NonNullable<CaseSnapshot> }) {
  switch (step.kind) {
    case 'identity':
      return <IdentityWork step={step} person={person} />;
    case 'documents':
      return <TickWork step={step} />;
    case 'confirm':
      return <TickWork step={step} />;
    case 'signature':
      return <StartSignature step={step} person={person} />;
    case 'output':
      return <OutputWork step={step} person={person} />;
  }
}

const shownDocuments = ['passport', 'residence-title', 'other'] as const;

function IdentityWork({ step, person }: { step: StepView; person: NonNullable<CaseSnapshot> }) {
  const { t } = useWords();
  const { hereFor } = person;
  const unnamed = hereFor !== null && hereFor.name === null;
  return (
    <div className="work">
      {!hereFor?.name && (
        <p className="await" data-testid="await-scan">
          <Icon name="scanner" size="large" />
          <strong>{t(hereFor ? 'identity.scanTheirs' : 'identity.scan')}</strong>
        </p>
      )}
      <NameLine person={person} />
      <HereForLine person={person} step={step} />
      <fieldset className="work__alternative">
        <legend>{t(hereFor ? 'identity.byEyeTheirs' : 'identity.byEye')}</legend>
        {shownDocuments.map((shown) => (
          <Button
            key={shown}
            text={t(`identity.shown.${shown}`)}
            size="small"
            name={t('identity.byEyeOne', { document: t(`identity.shown.${shown}`) })}
            testId={`identity-${shown}`}
            disabled={unnamed}
            onPress={() => act('case.confirmIdentity', { stepId: step.id, shown })}
          />
        ))}
      </fieldset>
    </div>
  );
}

/** Documents to have seen, or statements to confirm: the same list of ticks. */
function TickWork({ step }: { step: StepView }) {
  const { t, local } = useWords();
  const missing = step.documents.filter((one) => (step.kind === 'confirm' || one.required) && !one.present);
  return (
    <div className="work">
      <ul className="ticks">
        {step.documents.map((one) => (
          <li key={one.id}>
            <KernCheckbox
              id={`tick-${step.id}-${one.id}`}
              label={`${local(one.title)}${one.required || step.kind === 'confirm' ? '' : ` (${t('steps.optional')})`}`}
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
          {t(step.kind === 'confirm' ? 'confirm.missing' : 'documents.missing', { count: missing.length })}
        </p>
      )}
      <Button
        text={t(step.kind === 'confirm' ? 'confirm.done' : 'documents.done')}
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

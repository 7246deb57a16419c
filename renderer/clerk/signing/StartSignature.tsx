import { useState } from 'react';
import type { Acting, CaseSnapshot, StepViewOf } from '../../../electron/contract/index.ts';
import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';
import { Actors } from '../acting/Actors.tsx';
import { act } from '../notices/notices.ts';
import { CannotSignDialog } from './CannotSignDialog.tsx';

export function StartSignature({ step, person }: { step: StepViewOf<'signature'>; person: NonNullable<CaseSnapshot> }) {
  const { t } = useWords();
  const pad = useSnapshot('devices').devices.find((device) => device.kind === 'pad');
  const [cannot, setCannot] = useState(false);
  const [signer, setSigner] = useState<Acting | null>(null);
  const lacking = Boolean(step.acting.lacking);
  const chosen = signer && step.acting.actors.includes(signer) ? signer : undefined;
  return (
    <div className="work">
      {pad?.state !== 'ready' && <Tone tone="warning" text={t('signature.noPad')} testId="pad-not-ready" />}
      <Actors step={step} deed="signs" person={person} chosen={signer} onChoose={setSigner} />
      <div className="work__row">
        {!lacking && (
          <Button
            text={t('signature.start')}
            kind="primary"
            size="big"
            hotkey="Enter"
            icon="pad"
            testId="signature-start"
            onPress={() => act('signatures.start', { stepId: step.id, signer: chosen })}
          />
        )}
        {!lacking && pad?.state !== 'ready' && (
          <Button
            text={t('signature.startHere')}
            testId="signature-start-here"
            onPress={() => act('signatures.start', { stepId: step.id, on: 'window', signer: chosen })}
          />
        )}
        <Button text={t('signature.cannot')} testId="signature-cannot" onPress={() => setCannot(true)} />
      </div>
      {cannot && <CannotSignDialog stepId={step.id} onClose={() => setCannot(false)} />}
    </div>
  );
}

import { useState } from 'react';
import type { CaseSnapshot, StepViewOf } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { ScannerAway } from '../scans/ScannerAway.tsx';
import { HandOverDialog } from './HandOverDialog.tsx';

/** Into the box, or into the hand: whichever the process offers. */
export function OutputWork({ step, person }: { step: StepViewOf<'output'>; person: NonNullable<CaseSnapshot> }) {
  const { t } = useWords();
  const ready = person.items.filter((item) => item.state === 'ready');
  return (
    <div className="work">
      {ready.length === 0 && <p className="work__missing">{t('output.nothingReady')}</p>}
      {step.ways.includes('box') && (
        <Button
          text={t('output.box')}
          kind="primary"
          size="big"
          hotkey="Enter"
          icon="locker"
          testId="deposit-start"
          onPress={() => act('deposits.start', { stepId: step.id })}
        />
      )}
      {step.ways.includes('hand-over') && ready.length > 0 && <HandOver step={step} person={person} />}
    </div>
  );
}

/**
 * The scan of a document chooses and proves it; what cannot be scanned, or was only typed, is handed over by eye, with
 * a reason.
 */
function HandOver({ step, person }: { step: StepViewOf<'output'>; person: NonNullable<CaseSnapshot> }) {
  const { t } = useWords();
  const [byEye, setByEye] = useState(false);
  return (
    <fieldset className="work__alternative work__hand-over">
      <legend>{t('output.handOver')}</legend>
      <p className="await" data-testid="await-document">
        <Icon name="scanner" size="large" />
        <strong>{t('output.scan')}</strong>
      </p>
      <ScannerAway />
      <Button
        text={t('output.byEye')}
        size="small"
        hotkey="Shift+F9"
        testId="hand-over-by-eye"
        onPress={() => setByEye(true)}
      />
      {person.inHand ? (
        <HandOverDialog
          key={person.inHand}
          step={step}
          person={person}
          itemId={person.inHand}
          scanned={person.inHandProved}
          onClose={() => void act('case.putAside', null)}
        />
      ) : (
        byEye && (
          <HandOverDialog step={step} person={person} itemId={null} scanned={false} onClose={() => setByEye(false)} />
        )
      )}
    </fieldset>
  );
}

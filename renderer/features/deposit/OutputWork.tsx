import { useState } from 'react';
import type { ItemView, StepView } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Modal } from '../../components/Modal.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';

const recipients = ['applicant', 'entitled', 'authorised'] as const;

/** Into the box, or into the hand: whichever the process offers. */
export function OutputWork({ step, items }: { step: StepView; items: ItemView[] }) {
  const { t } = useWords();
  const ready = items.filter((item) => item.state === 'ready');
  return (
    <div className="work">
      {ready.length === 0 && <p className="work__missing">{t('output.nothingReady')}</p>}
      {step.ways.includes('box') && (
        <Button text={t('output.box')} kind="primary" size="big" hotkey="Enter" icon="locker" testId="deposit-start" onPress={() => act('deposits.start', { stepId: step.id })} />
      )}
      {step.ways.includes('hand-over') && ready.length > 0 && <HandOver step={step} items={ready} first={!step.ways.includes('box')} />}
    </div>
  );
}

function HandOver({ step, items, first }: { step: StepView; items: ItemView[]; first: boolean }) {
  const { t } = useWords();
  const [recipient, setRecipient] = useState<(typeof recipients)[number]>('applicant');
  /** A document changes hands and cannot be taken back by Undo: the one place that asks first. */
  const [asked, setAsked] = useState<ItemView | null>(null);
  const name = (item: ItemView): string => t('output.documentName', { document: t(`item.kind.${item.kind}`), serial: item.serial });
  const handOver = async (item: ItemView) => {
    await act('case.handOver', { stepId: step.id, itemId: item.itemId, recipient });
    setAsked(null);
  };
  return (
    <fieldset className="work__alternative work__hand-over">
      <legend>{t('output.handOver')}</legend>
      <div className="radio-row">
        {recipients.map((one) => (
          <label key={one} className="radio" data-testid={`recipient-${one}`}>
            <input type="radio" className="kern-form-check__radio" name={`recipient-${step.id}`} value={one} checked={recipient === one} onChange={() => setRecipient(one)} />
            <span>{t(`output.recipient.${one}`)}</span>
          </label>
        ))}
      </div>
      {items.map((item) => (
        <Button
          key={item.itemId} text={t('output.handOverItem', { document: t(`item.kind.${item.kind}`), serial: item.serial })} kind={first ? 'primary' : 'secondary'}
          testId={`hand-over-${item.itemId}`} onPress={() => setAsked(item)}
        />
      ))}
      {asked && (
        <Modal
          title={t('output.handOverTitle')} testId="hand-over" focus="title" onClose={() => setAsked(null)}
          footer={
            <>
              <Button text={t('dialog.cancel')} testId="hand-over-cancel" onPress={() => setAsked(null)} />
              <Button text={t('output.handOverConfirm')} kind="primary" testId="hand-over-confirm" onPress={() => handOver(asked)} />
            </>
          }
        >
          <p>{t('output.handOverText', { document: name(asked), recipient: t(`output.recipient.${recipient}`) })}</p>
        </Modal>
      )}
    </fieldset>
  );
}

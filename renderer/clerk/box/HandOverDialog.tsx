import { useState } from 'react';
import type { Acting, AppError, CaseSnapshot, ItemView, StepViewOf } from '../../../electron/contract/index.ts';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Field } from '../../components/Field.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Tone } from '../../components/Tone.tsx';
import { calendarDate } from '../../time.ts';
import { useWords } from '../../useWords.ts';
import { Actors } from '../acting/Actors.tsx';

const usualReasons = ['unreadable', 'noScanner', 'noCode'] as const;
/** Shortest reason the contract takes. */
const shortest = 3;

/**
 * A document changes hands and cannot be taken back by Undo: the one place that asks first. The focus is on the
 * heading, and the key is a double one, because a scanner's Enter must not confirm it.
 * @param itemId the document that was scanned or typed; null: none yet
 * @param scanned its scan proved it; else by eye, with a reason
 */
export function HandOverDialog({
  step,
  person,
  itemId: inHand,
  scanned,
  onClose,
}: {
  step: StepViewOf<'output'>;
  person: NonNullable<CaseSnapshot>;
  itemId: string | null;
  scanned: boolean;
  onClose: () => void;
}) {
  const { t, language } = useWords();
  const ready = person.items.filter(({ state }) => state === 'ready');
  const [chosen, setChosen] = useState<string | null>(inHand ?? (ready.length === 1 ? ready[0]!.itemId : null));
  const [receiver, setReceiver] = useState<Acting | null>(null);
  const [reason, setReason] = useState('');
  const [refused, setRefused] = useState<AppError | null>(null);
  const name = ({ kind, serial }: ItemView): string =>
    t('output.documentName', { document: t(`item.kind.${kind}`), serial });
  const item = ready.find(({ itemId }) => itemId === (scanned ? inHand : chosen));
  const proved = scanned || reason.trim().length >= shortest;
  const handOver = async () => {
    if (!item) return;
    const mayReceive = receiver && step.acting.actors.includes(receiver) ? receiver : null;
    const answer = await ask('case.handOver', {
      stepId: step.id,
      itemId: item.itemId,
      receiver: mayReceive,
      byEye: scanned ? null : reason.trim(),
    });
    if (!answer.ok) setRefused(answer.error);
  };
  return (
    <Modal
      title={t('output.handOverTitle')}
      testId="hand-over"
      focus="title"
      onClose={onClose}
      footer={
        <>
          <Button text={t('dialog.cancel')} testId="hand-over-cancel" onPress={onClose} />
          <Button
            text={t('output.handOverConfirm')}
            kind="primary"
            hotkey="Ctrl+Enter"
            testId="hand-over-confirm"
            disabled={!item || !proved || Boolean(step.acting.lacking)}
            onPress={handOver}
          />
        </>
      }
    >
      {scanned && item && (
        <Tone tone="good" icon="check" text={t('output.proved', { document: name(item) })} testId="hand-over-proved" />
      )}
      {!scanned && (
        <fieldset className="work__alternative">
          <legend>{t('output.which')}</legend>
          <div className="radio-row">
            {ready.map((one) => (
              <label key={one.itemId} className="radio" data-testid={`hand-over-${one.itemId}`}>
                <input
                  type="radio"
                  className="kern-form-check__radio"
                  name="hand-over-item"
                  checked={chosen === one.itemId}
                  onChange={() => setChosen(one.itemId)}
                />
                <span>{name(one)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <p data-testid="hand-over-person">
        <strong>{person.ticket}</strong> · {[person.familyName, person.givenNames].filter(Boolean).join(', ')}
        {person.birthDate.startsWith('0000') ? '' : ` · ${calendarDate(person.birthDate, language)}`}
      </p>
      <Actors step={step} deed="receives" person={person} chosen={receiver} onChoose={setReceiver} />
      <p>{t('output.handOverText')}</p>
      {!scanned && (
        <>
          <Field
            label={t('output.whyByEye')}
            hint={t('reason.hint', { count: shortest })}
            value={reason}
            maxLength={500}
            testId="hand-over-reason"
            onChange={({ target }) => setReason(target.value)}
          />
          <div className="quick-choices" role="group" aria-label={t('park.quick')}>
            {usualReasons.map((one, index) => (
              <Button
                key={one}
                text={t(`output.byEyeReason.${one}`)}
                size="small"
                hotkey={`Ctrl+${index + 1}`}
                testId={`hand-over-reason-${one}`}
                onPress={() => setReason(t(`output.byEyeReason.${one}`))}
              />
            ))}
          </div>
        </>
      )}
      <Problem error={refused} />
    </Modal>
  );
}

import { useState, type FormEvent } from 'react';
import type { AppError, Result } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Field } from '../../components/Field.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useWords } from '../../useWords.ts';

/** Shortest reason the contract takes. */
const shortest = 3;

/** Asks why. The reason goes to the record, so it cannot be left out. */
export function ReasonDialog({ title, text, confirm, testId, send, onClose }: { title: string; text: string; confirm: string; testId: string; send: (reason: string) => Promise<Result<null>>; onClose: () => void }) {
  const { t } = useWords();
  const [reason, setReason] = useState('');
  const [refused, setRefused] = useState<AppError | null>(null);
  const enough = reason.trim().length >= shortest;
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!enough) return;
    const answer = await send(reason.trim());
    if (answer.ok) onClose();
    else setRefused(answer.error);
  };
  return (
    <Modal
      title={title} testId={testId} onClose={onClose}
      footer={
        <>
          <Button text={t('dialog.cancel')} testId={`${testId}-cancel`} onPress={onClose} />
          <Button text={confirm} kind="primary" testId={`${testId}-confirm`} disabled={!enough} onPress={() => submit()} />
        </>
      }
    >
      <p>{text}</p>
      <form onSubmit={(event) => void submit(event)}>
        <Field label={t('reason.label')} hint={t('reason.hint', { count: shortest })} value={reason} maxLength={500} testId={`${testId}-reason`} onChange={(event) => setReason(event.target.value)} />
      </form>
      <Problem error={refused} />
    </Modal>
  );
}

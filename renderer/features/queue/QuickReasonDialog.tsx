import { useState, type FormEvent, type ReactNode } from 'react';
import type { AppError, Result } from '../../../electron/contract/index.ts';
import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Field } from '../../components/Field.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useWords } from '../../useWords.ts';

interface QuickReasonProps {
  title: string;
  text: string;
  confirm: string;
  testId: string;
  /** The usual reasons: they fill the field, so that nothing is sent by one press. */
  quick: string[];
  /** Least length of the reason; 0: none is needed. */
  shortest: number;
  /** What must be chosen besides, and whether it is. */
  children?: ReactNode;
  ready?: boolean;
  send: (reason: string) => Promise<Result<unknown>>;
  onClose: () => void;
}

/** Something that the backend must agree to, and why it is done. Says it when there is no connection. */
export function QuickReasonDialog({ title, text, confirm, testId, quick, shortest, children, ready = true, send, onClose }: QuickReasonProps) {
  const { t } = useWords();
  const [reason, setReason] = useState('');
  const [refused, setRefused] = useState<AppError | null>(null);
  const offline = useSnapshot('connection').state === 'offline';
  const complete = ready && !offline && reason.trim().length >= shortest;
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!complete) return;
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
          <Button text={confirm} kind="primary" hotkey="Ctrl+Enter" testId={`${testId}-confirm`} disabled={!complete} onPress={() => submit()} />
        </>
      }
    >
      <p>{text}</p>
      {children}
      <div className="quick-choices" role="group" aria-label={t('park.quick')}>
        {quick.map((words) => <Button key={words} text={words} size="small" testId={`${testId}-quick`} onPress={() => setReason(words)} />)}
      </div>
      <form onSubmit={(event) => void submit(event)}>
        <Field label={shortest > 0 ? t('reason.label') : t('redirect.reason')} value={reason} maxLength={200} testId={`${testId}-reason`} onChange={(event) => setReason(event.target.value)} />
      </form>
      <Problem error={refused ?? (offline ? { code: 'offline' } : null)} />
    </Modal>
  );
}

import { useState, type FormEvent, type ReactNode } from 'react';
import type { AppError, Result } from '../../electron/contract/index.ts';
import { useSnapshot } from '../bridge.ts';
import { useWords } from '../useWords.ts';
import { Button } from './Button.tsx';
import { Field } from './Field.tsx';
import { Modal } from './Modal.tsx';
import { Problem } from './Problem.tsx';

/** Shortest reason the contract takes where one is needed. */
const shortest = 3;

interface ReasonDialogProps {
  title: string;
  text: string;
  confirm: string;
  testId: string;
  /** The usual reasons: they fill the field, so that nothing is sent by one press. */
  quick?: string[];
  /** Most characters that the contract takes. */
  longest?: number;
  /** The reason may be left out. */
  optional?: boolean;
  /** The backend must agree: says it when there is no connection. */
  needsBackend?: boolean;
  /** What must be chosen besides, and whether it is. */
  children?: ReactNode;
  ready?: boolean;
  send: (reason: string) => Promise<Result<unknown>>;
  onClose: () => void;
}

/** Asks why something is done; the reason goes to the record. */
export function ReasonDialog({
  title,
  text,
  confirm,
  testId,
  quick = [],
  longest = 500,
  optional = false,
  needsBackend = false,
  children,
  ready = true,
  send,
  onClose,
}: ReasonDialogProps) {
  const { t } = useWords();
  const [reason, setReason] = useState('');
  const [refused, setRefused] = useState<AppError | null>(null);
  const offline = useSnapshot('connection').state === 'offline' && needsBackend;
  const complete = ready && !offline && (optional || reason.trim().length >= shortest);
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!complete) return;
    const answer = await send(reason.trim());
    if (answer.ok) onClose();
    else setRefused(answer.error);
  };
  return (
    <Modal
      title={title}
      testId={testId}
      onClose={onClose}
      footer={
        <>
          <Button text={t('dialog.cancel')} testId={`${testId}-cancel`} onPress={onClose} />
          <Button
            text={confirm}
            kind="primary"
            hotkey="Ctrl+Enter"
            testId={`${testId}-confirm`}
            disabled={!complete}
            onPress={() => submit()}
          />
        </>
      }
    >
      <p>{text}</p>
      {children}
      <form onSubmit={(event) => void submit(event)}>
        <Field
          label={t(optional ? 'reason.optional' : 'reason.label')}
          hint={optional ? undefined : t('reason.hint', { count: shortest })}
          value={reason}
          maxLength={longest}
          testId={`${testId}-reason`}
          onChange={(event) => setReason(event.target.value)}
        />
      </form>
      {quick.length > 0 && (
        <div className="quick-choices" role="group" aria-label={t('park.quick')}>
          {quick.map((words) => (
            <Button key={words} text={words} size="small" testId={`${testId}-quick`} onPress={() => setReason(words)} />
          ))}
        </div>
      )}
      <Problem error={refused ?? (offline ? { code: 'offline' } : null)} />
    </Modal>
  );
}

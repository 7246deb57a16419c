import { useState } from 'react';
import type { AppError, CaseSnapshot } from '../../../electron/contract/index.ts';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Field } from '../../components/Field.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Problem } from '../../components/Problem.tsx';
import { RedirectDialog } from '../queue/RedirectDialog.tsx';
import { useWords } from '../../useWords.ts';

const quickReasons = ['photo', 'payment', 'documents', 'interpreter', 'question'] as const;

/** Parking needs no reason; one press gives the usual ones. Who shall not come back here is sent on instead. */
export function ParkDialog({ person, onClose }: { person: NonNullable<CaseSnapshot>; onClose: () => void }) {
  const { t } = useWords();
  const [reason, setReason] = useState('');
  const [refused, setRefused] = useState<AppError | null>(null);
  const [sending, setSending] = useState(false);
  if (sending) return <RedirectDialog person={person} onClose={onClose} />;
  const park = async (why: string) => {
    const answer = await ask('case.park', { reason: why.trim() });
    if (answer.ok) onClose();
    else setRefused(answer.error);
  };
  return (
    <Modal
      title={t('park.title')}
      testId="park-dialog"
      onClose={onClose}
      footer={
        <>
          <Button
            text={t('redirect.instead')}
            kind="tertiary"
            hotkey="Ctrl+F6"
            testId="redirect"
            onPress={() => setSending(true)}
          />
          <Button text={t('dialog.cancel')} testId="park-cancel" onPress={onClose} />
          <Button
            text={t('park.confirm')}
            kind="primary"
            hotkey="Ctrl+Enter"
            testId="park-confirm"
            onPress={() => park(reason)}
          />
        </>
      }
    >
      <p>{t('park.text')}</p>
      <div className="quick-choices" role="group" aria-label={t('park.quick')}>
        {quickReasons.map((key) => (
          <Button
            key={key}
            text={t(`park.reason.${key}`)}
            size="small"
            testId={`park-reason-${key}`}
            onPress={() => park(t(`park.reason.${key}`))}
          />
        ))}
      </div>
      <Field
        label={t('park.other')}
        value={reason}
        maxLength={500}
        testId="park-reason"
        onChange={(event) => setReason(event.target.value)}
      />
      <Problem error={refused} />
    </Modal>
  );
}

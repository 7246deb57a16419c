import { ask } from '../../bridge.ts';
import { ReasonDialog } from '../../components/ReasonDialog.tsx';
import { useWords } from '../../useWords.ts';

const quickReasons = ['documents', 'photo', 'payment', 'person-left', 'other-service'] as const;

/** Why it ends before it is done, and what is to be brought: it stands with the appointment, and is no success. */
export function EndEarlyDialog({ ticket, onClose }: { ticket: string; onClose: () => void }) {
  const { t } = useWords();
  return (
    <ReasonDialog
      title={t('endEarly.title', { ticket })}
      text={t('endEarly.text')}
      confirm={t('case.finishIncomplete')}
      testId="end-early"
      quick={quickReasons.map((key) => t(`endEarly.reason.${key}`))}
      onClose={onClose}
      send={(reason) => ask('case.finish', { outcome: 'incomplete', reason })}
    />
  );
}

import { ask } from '../../bridge.ts';
import { useWords } from '../../useWords.ts';
import { ReasonDialog } from '../../components/ReasonDialog.tsx';

export function CannotSignDialog({ stepId, onClose }: { stepId: string; onClose: () => void }) {
  const { t } = useWords();
  return (
    <ReasonDialog
      title={t('signature.cannotTitle')}
      text={t('signature.cannotText')}
      confirm={t('signature.cannotConfirm')}
      testId="cannot-sign"
      send={(reason) => ask('signatures.cannotSign', { stepId, reason })}
      onClose={onClose}
    />
  );
}

import type { DayEntry } from '../../../electron/contract/index.ts';
import { ask } from '../../bridge.ts';
import { useWords } from '../../useWords.ts';
import { ReasonDialog } from '../../components/ReasonDialog.tsx';

const quickReasons = ['emergency', 'children', 'ill', 'deadline'] as const;

/** Before everybody else; why stands beside the person for the whole office. */
export function PriorityDialog({ entry, onClose }: { entry: DayEntry; onClose: () => void }) {
  const { t } = useWords();
  return (
    <ReasonDialog
      title={t('priority.title', { ticket: entry.ticket })}
      text={t('priority.text')}
      confirm={t('priority.confirm')}
      testId="priority-dialog"
      longest={200}
      needsBackend
      quick={quickReasons.map((key) => t(`priority.reason.${key}`))}
      onClose={onClose}
      send={(reason) => ask('queue.prioritise', { appointmentId: entry.appointmentId, reason })}
    />
  );
}

import type { DayEntry } from '../../../electron/contract/index.ts';
import { ask } from '../../bridge.ts';
import { useWords } from '../../useWords.ts';
import { QuickReasonDialog } from './QuickReasonDialog.tsx';

const quickReasons = ['emergency', 'children', 'ill', 'deadline'] as const;

/** Before everybody else; why stands beside the person for the whole office. */
export function PriorityDialog({ entry, onClose }: { entry: DayEntry; onClose: () => void }) {
  const { t } = useWords();
  return (
    <QuickReasonDialog
      title={t('priority.title', { ticket: entry.ticket })} text={t('priority.text')} confirm={t('priority.confirm')} testId="priority-dialog" shortest={3}
      quick={quickReasons.map((key) => t(`priority.reason.${key}`))} onClose={onClose}
      send={(reason) => ask('queue.prioritise', { appointmentId: entry.appointmentId, reason })}
    />
  );
}

import { Button } from '../../components/Button.tsx';
import { Modal } from '../../components/Modal.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { VisitChoice } from '../queue/VisitChoice.tsx';

/** A document was read while nobody is here, and which visit is meant is the clerk's to say. */
export function OfferedVisits({ appointmentIds }: { appointmentIds: readonly string[] }) {
  const { t } = useWords();
  const choose = (appointmentId: string | null) => act('scans.chooseVisit', { appointmentId });
  return (
    <Modal
      title={t('offer.title')}
      focus="title"
      testId="offered-visits"
      onClose={() => void choose(null)}
      footer={<Button text={t('offer.none')} testId="offer-none" onPress={() => choose(null)} />}
    >
      <p>{t('offer.text')}</p>
      <VisitChoice appointmentIds={appointmentIds} words="offer.checkIn" onCheckIn={choose} />
    </Modal>
  );
}

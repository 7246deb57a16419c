import { useState } from 'react';
import type { AppError } from '../../../electron/contract/index.ts';
import { ask, useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Problem } from '../../components/Problem.tsx';
import { clockTime } from '../../time.ts';
import { useWords } from '../../useWords.ts';

const counts = [2, 4, 8] as const;

/** This counter holds its next people, so that it can go on when the network does not. */
export function HoldDialog({ onClose }: { onClose: () => void }) {
  const { t, language } = useWords();
  const { ahead } = useSnapshot('day');
  const offline = useSnapshot('connection').state === 'offline';
  const [refused, setRefused] = useState<AppError | null>(null);
  const hold = async (count: number) => {
    const answer = await ask('queue.reserve', { count });
    if (answer.ok) onClose();
    else setRefused(answer.error);
  };
  return (
    <Modal
      title={t('hold.title')}
      testId="hold-dialog"
      onClose={onClose}
      footer={
        <>
          <Button text={t('dialog.cancel')} testId="hold-cancel" onPress={onClose} />
          <Button
            text={t('hold.release')}
            testId="hold-release"
            disabled={offline || ahead.count === 0}
            onPress={() => hold(0)}
          />
        </>
      }
    >
      <p>{t('hold.text')}</p>
      <p data-testid="hold-now">
        {ahead.count > 0 && ahead.until
          ? t('hold.now', { count: ahead.count, time: clockTime(ahead.until, language) })
          : t('hold.none')}
      </p>
      <div className="quick-choices" role="group" aria-label={t('hold.title')}>
        {counts.map((count) => (
          <Button
            key={count}
            text={t('hold.next', { count })}
            disabled={offline}
            testId={`hold-${count}`}
            onPress={() => hold(count)}
          />
        ))}
      </div>
      {offline && <p className="entry__why">{t('hold.offline')}</p>}
      <Problem error={refused} />
    </Modal>
  );
}

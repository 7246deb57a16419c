import { useState } from 'react';
import type { AppError } from '../../../electron/contract/index.ts';
import { ask, useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useWords } from '../../useWords.ts';
import { signOut } from '../sign-out/signOut.ts';
import { EntryPage } from './EntryPage.tsx';

/** At which counter. One that somebody holds can be taken over, on purpose. */
export function ChooseCounter() {
  const { t, sentence } = useWords();
  const session = useSnapshot('session');
  const [taken, setTaken] = useState<{ counterId: string; error: AppError } | null>(null);
  const [refused, setRefused] = useState<AppError | null>(null);

  const choose = async (counterId: string, takeOver: boolean) => {
    const answer = await ask('session.chooseCounter', { counterId, takeOver });
    setTaken(null);
    setRefused(null);
    if (answer.ok) return;
    if (answer.error.code === 'counter-taken' && !takeOver) setTaken({ counterId, error: answer.error });
    else setRefused(answer.error);
  };

  return (
    <EntryPage title={t('chooseCounter.title')} testId="phase-choose-counter">
      <p className="muted">{t('chooseCounter.hello', { name: session.clerk?.name ?? '' })}</p>
      <Problem error={refused ?? session.problem} testId="session-problem" />
      <div className="choice-list" role="group" aria-label={t('chooseCounter.title')}>
        {session.counters.length === 0 && <p className="muted">{t('chooseCounter.none')}</p>}
        {session.counters.map((counter) => (
          <button
            key={counter.id}
            type="button"
            className="choice choice--button"
            data-testid={`counter-${counter.id}`}
            onClick={() => void choose(counter.id, false)}
          >
            <span className="choice__words">
              <strong>{counter.name}</strong>
              <span className="muted">{t('redirect.room', { room: counter.room })}</span>
            </span>
          </button>
        ))}
      </div>
      <Button text={t('session.signOut')} kind="tertiary" testId="sign-out" onPress={() => signOut()} />
      {taken && (
        <Modal
          title={t('chooseCounter.takenTitle')}
          testId="counter-taken"
          onClose={() => setTaken(null)}
          footer={
            <>
              <Button text={t('chooseCounter.other')} testId="counter-other" onPress={() => setTaken(null)} />
              <Button
                text={t('chooseCounter.takeOver')}
                kind="primary"
                testId="counter-take-over"
                onPress={() => choose(taken.counterId, true)}
              />
            </>
          }
        >
          <p>{sentence(taken.error)}</p>
        </Modal>
      )}
    </EntryPage>
  );
}

import { useState } from 'react';
import type { AppError, OpenWork } from '../../../electron/contract/index.ts';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Problem } from '../../components/Problem.tsx';
import { currentScreen, type Screen } from '../../screen.ts';
import { useStore } from '../../store.ts';
import { useWords } from '../../useWords.ts';
import { signOut, unfinished } from './signOut.ts';

/** Before somebody signs out and leaves something open: what it is, what becomes of it, and the ways on. */
export function SignOutDialog() {
  const told = useStore(unfinished);
  if (!told) return null;
  return 'first' in told ? <NotYet error={told.first} /> : <StillOpen open={told.open} />;
}

const back = (screen: Screen): void => {
  unfinished.set(null);
  currentScreen.set(screen);
};

function NotYet({ error }: { error: AppError }) {
  const { t, sentence } = useWords();
  return (
    <Modal
      title={t('signOut.notYet')}
      testId="sign-out-not-yet"
      onClose={() => unfinished.set(null)}
      footer={
        <Button text={t('signOut.toCounter')} kind="primary" testId="sign-out-back" onPress={() => back('counter')} />
      }
    >
      <p data-code={error.code}>{sentence(error)}</p>
    </Modal>
  );
}

function StillOpen({ open }: { open: OpenWork }) {
  const { t } = useWords();
  const [refused, setRefused] = useState<AppError | null>(null);
  const { person, beside, signing, unsent, othersAfterMinutes } = open;
  const somebody = person !== null || beside.length > 0;
  const park = async () => {
    const parked = await ask('case.park', { reason: '' });
    if (parked.ok) await signOut();
    else setRefused(parked.error);
  };
  return (
    <Modal
      title={t(somebody ? 'signOut.somebodyHere' : 'signOut.notSent')}
      testId="sign-out-dialog"
      focus="title"
      onClose={() => unfinished.set(null)}
      footer={
        <>
          <Button text={t('signOut.anyway')} kind="tertiary" testId="sign-out-anyway" onPress={() => signOut(true)} />
          {person?.state === 'serving' && !signing && (
            <Button text={t('signOut.park')} testId="sign-out-park" onPress={park} />
          )}
          <Button
            text={t(somebody ? 'signOut.toCounter' : 'signOut.toOutbox')}
            kind="primary"
            testId="sign-out-back"
            onPress={() => back(somebody ? 'counter' : 'outbox')}
          />
        </>
      }
    >
      <ul className="still-open">
        {person && <li>{t(`signOut.person.${person.state}`, { ticket: person.ticket })}</li>}
        {beside.length > 0 && <li>{t('signOut.beside', { count: beside.length, tickets: beside.join(', ') })}</li>}
        {signing && <li>{t('signOut.signing')}</li>}
        {unsent > 0 && <li>{t('signOut.unsent', { count: unsent })}</li>}
      </ul>
      {somebody && <p>{t('signOut.becomes', { count: othersAfterMinutes })}</p>}
      <p>
        <strong>
          {t(!somebody ? 'signOut.doUnsent' : person?.state === 'called' ? 'signOut.doCalled' : 'signOut.doServing')}
        </strong>
      </p>
      <Problem error={refused} />
    </Modal>
  );
}

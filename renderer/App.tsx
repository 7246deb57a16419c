import { useEffect } from 'react';
import { useFirstSession } from './bridge.ts';
import { FullPage } from './components/FullPage.tsx';
import { ChooseCounter } from './clerk/sign-in/ChooseCounter.tsx';
import { SignIn } from './clerk/sign-in/SignIn.tsx';
import { Notices } from './clerk/notices/Notices.tsx';
import { SignOutDialog } from './clerk/sign-out/SignOutDialog.tsx';
import { unfinished } from './clerk/sign-out/signOut.ts';
import { createStore, useStore } from './store.ts';
import { useWords } from './useWords.ts';
import { useTranslation } from 'react-i18next';

/** Most of this program, and nothing that one signs in with: it comes while somebody does that. */
const workplace = createStore<{ Workplace: () => React.JSX.Element } | null>(null);
const loadWorkplace = async (): Promise<void> => workplace.set(await import('./Workplace.tsx'));

/** Which of the five phases the window shows. */
export function App() {
  const { t, sentence } = useWords();
  const { i18n } = useTranslation();
  const session = useFirstSession();
  const language = session?.language ?? 'de';
  useEffect(() => {
    void i18n.changeLanguage(language);
    document.documentElement.lang = language;
  }, [i18n, language]);

  const phase = session?.phase ?? 'starting';
  // Whoever is signed out otherwise leaves no question behind.
  useEffect(() => unfinished.set(null), [phase]);
  const loaded = useStore(workplace);
  useEffect(() => {
    if (phase === 'ready') void loadWorkplace();
    else if (phase !== 'starting') requestIdleCallback(() => void loadWorkplace());
  }, [phase]);
  if (!session || phase === 'starting' || (phase === 'ready' && !loaded)) {
    return (
      <FullPage title={t('app.name')} text={t('phase.starting')} testId="phase-starting">
        <div className="kern-loader kern-loader--visible" aria-hidden="true" />
      </FullPage>
    );
  }
  if (phase === 'broken') {
    return (
      <FullPage
        title={t('phase.broken')}
        text={sentence(session.problem ?? { code: 'unexpected' })}
        tone="bad"
        testId="phase-broken"
      />
    );
  }
  return (
    <>
      <Notices />
      {phase === 'signed-out' && <SignIn />}
      {phase === 'choose-counter' && <ChooseCounter />}
      {phase === 'ready' && loaded && <loaded.Workplace />}
      <SignOutDialog />
    </>
  );
}

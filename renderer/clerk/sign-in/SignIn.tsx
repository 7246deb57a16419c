import { Problem } from '../../components/Problem.tsx';
import { useSnapshot } from '../../bridge.ts';
import { useWords } from '../../useWords.ts';
import { BrowserSignIn } from './BrowserSignIn.tsx';
import { EntryPage } from './EntryPage.tsx';
import { PinForm } from './PinForm.tsx';

/** Who works here: with the office's account, with a PIN, or as one likes. */
export function SignIn() {
  const { t } = useWords();
  const { ways, browserSignIn, problem } = useSnapshot('session');
  const inBrowser = browserSignIn.phase !== 'idle';
  return (
    <EntryPage title={t(inBrowser ? 'signIn.browserTitle' : 'signIn.title')} testId="phase-signed-out">
      <Problem error={problem} tone="warning" testId="session-problem" />
      {ways.browser && <BrowserSignIn />}
      {ways.pin && !inBrowser && <PinForm title={ways.browser ? t('signIn.withPin') : null} />}
    </EntryPage>
  );
}

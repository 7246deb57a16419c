import { useState } from 'react';
import { ask, useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useWords } from '../../useWords.ts';
import type { AppError } from '../../../electron/contract/index.ts';

/** The office's own account: its page opens in the browser; here is said what happens, and how to get back. */
export function BrowserSignIn() {
  const { t } = useWords();
  const { phase, problem } = useSnapshot('session').browserSignIn;
  const [unopened, setUnopened] = useState<AppError | null>(null);

  const again = async () => {
    const answer = await ask('session.openBrowserAgain', null);
    setUnopened(answer.ok ? null : answer.error);
  };

  if (phase === 'idle')
    return (
      <div className="entry__form" data-testid="browser-sign-in" data-phase={phase} tabIndex={-1} data-focus-home>
        <Problem error={problem} testId="browser-problem" />
        <Button
          text={t('signIn.withBrowser')}
          kind="primary"
          size="big"
          block
          testId="sign-in-browser"
          describedBy="browser-hint"
          onPress={() => {
            setUnopened(null);
            return ask('session.signInWithBrowser', null);
          }}
        />
        <p className="muted" id="browser-hint">
          {t('signIn.withBrowserHint')}
        </p>
      </div>
    );
  return (
    <div className="entry__form" data-testid="browser-sign-in" data-phase={phase}>
      <p role="status" tabIndex={-1} data-focus-home>
        {t(`signIn.browser.${phase}`)}
      </p>
      <Problem error={unopened} testId="browser-problem" />
      {phase !== 'checking' && (
        <div className="entry__actions">
          {phase === 'waiting' && <Button text={t('signIn.browserAgain')} testId="browser-again" onPress={again} />}
          <Button
            text={t('dialog.cancel')}
            kind="tertiary"
            testId="browser-cancel"
            onPress={() => ask('session.cancelBrowser', null)}
          />
        </div>
      )}
    </div>
  );
}

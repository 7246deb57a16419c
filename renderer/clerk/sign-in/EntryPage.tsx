import type { ReactNode } from 'react';
import { useSnapshot } from '../../bridge.ts';
import { LanguageSwitch } from '../settings/LanguageSwitch.tsx';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';

/** The frame of what comes before work: product, office, one card. */
export function EntryPage({ title, testId, children }: { title: string; testId: string; children: ReactNode }) {
  const { t } = useWords();
  const session = useSnapshot('session');
  return (
    <div className="entry" data-testid={testId}>
      <header className="entry__head">
        <strong>{t('app.name')}</strong>
        <span className="muted">{session.officeName}</span>
        {session.training && (
          <span className="training" data-testid="training">
            {t('status.training')}
          </span>
        )}
        <LanguageSwitch />
      </header>
      <main className="entry__main" id="main">
        <div className="entry__card">
          <h1>{title}</h1>
          {children}
          {!session.keyProtected && <Tone tone="warning" text={t('signIn.keyUnprotected')} testId="key-unprotected" />}
        </div>
      </main>
    </div>
  );
}

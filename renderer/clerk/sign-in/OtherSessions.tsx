import { useEffect, useState } from 'react';
import type { AppError, OtherSession, Result } from '../../../electron/contract/index.ts';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useWords } from '../../useWords.ts';

/** For leads and IT: who else is signed in, and an end to it, for example when an account was blocked. */
export function OtherSessions() {
  const { t } = useWords();
  const [known, setKnown] = useState<Result<OtherSession[]> | null>(null);
  const [unended, setUnended] = useState<AppError | null>(null);
  useEffect(() => void ask('session.others', null).then(setKnown), []);

  const load = async () => setKnown(await ask('session.others', null));
  const end = async (sessionId: string) => {
    const answer = await ask('session.endOther', { sessionId });
    setUnended(answer.ok ? null : answer.error);
    await load();
  };
  const sessions = known?.ok ? known.value : [];

  return (
    <section aria-labelledby="other-sessions-title" data-testid="other-sessions">
      <h2 id="other-sessions-title" tabIndex={-1} data-focus-home>
        {t('otherSessions.title')}
      </h2>
      <p className="muted">{t('otherSessions.hint')}</p>
      <Problem error={unended ?? (known && !known.ok ? known.error : null)} testId="other-sessions-problem" />
      {known?.ok && sessions.length === 0 && <p>{t('otherSessions.nobody')}</p>}
      <ul className="other-sessions">
        {sessions.map(({ id, clerkName, counterName }) => (
          <li key={id} data-testid="other-session">
            <span>
              <strong>{clerkName}</strong> <span className="muted">{counterName ?? t('otherSessions.noCounter')}</span>
            </span>
            <Button
              text={t('otherSessions.end')}
              name={t('otherSessions.endOf', { name: clerkName })}
              size="small"
              testId="end-session"
              onPress={() => end(id)}
            />
          </li>
        ))}
      </ul>
      <Button text={t('otherSessions.reload')} kind="tertiary" testId="other-sessions-reload" onPress={load} />
    </section>
  );
}

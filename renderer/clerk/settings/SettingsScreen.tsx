import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';
import { OtherSessions } from '../sign-in/OtherSessions.tsx';
import { signOut } from '../sign-out/signOut.ts';
import { LanguageSwitch } from './LanguageSwitch.tsx';

export function SettingsScreen() {
  const { t } = useWords();
  const session = useSnapshot('session');
  return (
    <section className="screen panel" data-testid="screen-settings" aria-labelledby="settings-title">
      <h1 id="settings-title">{t('screen.settings')}</h1>
      <h2>{t('settings.language')}</h2>
      <LanguageSwitch />
      <h2>{t('settings.session')}</h2>
      <dl className="facts">
        <div>
          <dt>{t('settings.clerk')}</dt>
          <dd>{session.clerk?.name}</dd>
        </div>
        <div>
          <dt>{t('settings.counter')}</dt>
          <dd>
            {session.counter && (
              <>
                {session.counter.name}, {t('redirect.room', { room: session.counter.room })}
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{t('settings.localData')}</dt>
          <dd>
            <Tone
              tone={session.keyProtected ? 'good' : 'warning'}
              text={t(session.keyProtected ? 'settings.keyProtected' : 'settings.keyUnprotected')}
            />
          </dd>
        </div>
      </dl>
      <Button text={t('session.signOut')} testId="sign-out" onPress={() => signOut()} />
      {session.mayEndSessions && <OtherSessions />}
    </section>
  );
}

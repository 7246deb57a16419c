import { useSnapshot } from '../../bridge.ts';
import { Icon } from '../../components/Icon.tsx';
import { Key } from '../../components/Key.tsx';
import { paletteOpen } from '../../screen.ts';
import { clockTime } from '../../time.ts';
import { useNow } from '../../useNow.ts';
import { signOut } from '../sign-out/signOut.ts';
import { useWords } from '../../useWords.ts';

export function Header() {
  const { t, language } = useWords();
  const session = useSnapshot('session');
  const now = useNow(5000);
  return (
    <header className="header">
      <strong className="header__product">{t('app.name')}</strong>
      <span className="header__office">{session.officeName}</span>
      <span className="header__counter" data-testid="status-counter">
        {session.counter?.name}
      </span>
      <button
        type="button"
        className="header__search"
        data-hotkey="Ctrl+K"
        aria-keyshortcuts="Control+K"
        aria-haspopup="dialog"
        data-testid="open-palette"
        onClick={() => paletteOpen.set(true)}
      >
        <Icon name="search" size="small" />
        <span>{t('palette.open')}</span>
        <Key name="Ctrl+K" />
      </button>
      <span className="header__clerk" data-testid="status-clerk">
        {session.clerk?.name}
      </span>
      <button type="button" className="header__sign-out" data-testid="header-sign-out" onClick={() => void signOut()}>
        {t('session.signOut')}
      </button>
      <time className="header__time">{clockTime(now, language)}</time>
    </header>
  );
}

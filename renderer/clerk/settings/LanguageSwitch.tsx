import { useSnapshot } from '../../bridge.ts';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';

/** Each language under its own name, so that it can be found by whoever needs it. */
const languages = [
  ['de', 'Deutsch'],
  ['en', 'English'],
] as const;

export function LanguageSwitch() {
  const { t } = useWords();
  const { language } = useSnapshot('session');
  return (
    <div className="language-switch" role="group" aria-label={t('settings.language')}>
      {languages.map(([tag, name]) => (
        <button
          key={tag}
          type="button"
          lang={tag}
          className="language-switch__one"
          aria-pressed={language === tag}
          data-command={name}
          data-testid={`language-${tag}`}
          onClick={() => void act('app.setLanguage', { language: tag })}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

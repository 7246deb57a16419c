import de from '../../assets/texts/start/de.json' with { type: 'json' };
import en from '../../assets/texts/start/en.json' with { type: 'json' };

export type StartTextKey = keyof typeof de;

/**
 * Sentences for what can go wrong before there is a window, in the language of the system: the settings may be what is
 * broken.
 */
export function startText(locale: string, key: StartTextKey, values: Record<string, string> = {}): string {
  const text = (locale.startsWith('de') ? de : en)[key];
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

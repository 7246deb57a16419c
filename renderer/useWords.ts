import { useTranslation } from 'react-i18next';
import type { AppError, LocalText } from '../electron/contract/index.ts';
import { pickText } from './words.ts';

/** Facts an error may name, in the order in which they are shown. Others are for the log. */
const namedFacts = ['ticket', 'compartment', 'counter', 'clerk', 'document', 'seconds', 'layout', 'itemState'] as const;

/** Texts of the window and of the process files, in the window's language. */
export function useWords() {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  return {
    t,
    language,
    local: (text: LocalText) => pickText(text, language).words,
    /** The sentence for an error: what happened, what is safe, what to do; then what it is about. */
    sentence(error: AppError): string {
      const facts = namedFacts.flatMap((name) => {
        const value = error.values?.[name];
        return value === undefined || value === ''
          ? []
          : [
              t(`fact.${name}`, {
                value:
                  name === 'layout'
                    ? t(`wedge.layout.${value}`)
                    : name === 'itemState'
                      ? t(`item.state.${value}`)
                      : value,
              }),
            ];
      });
      const words = t(`error.${error.code}`);
      return facts.length > 0 ? `${words} (${facts.join(', ')})` : words;
    },
  };
}

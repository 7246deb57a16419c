import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

const files = import.meta.glob<Record<string, unknown>>('../assets/texts/*.json', { eager: true, import: 'default' });
const resources = Object.fromEntries(
  Object.entries(files).map(([path, texts]) => [
    path.slice(path.lastIndexOf('/') + 1, -'.json'.length),
    { translation: texts },
  ]),
);

/** German until the first snapshot says otherwise; a text missing in a language is shown in German. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources,
    lng: 'de',
    fallbackLng: 'de',
    interpolation: { escapeValue: false },
    // A sentence with a gap is better than one with braces.
    missingInterpolationHandler: () => '',
  });
}

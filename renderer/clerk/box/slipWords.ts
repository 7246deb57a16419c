import texts from '../../../assets/texts/slip.json' with { type: 'json' };

/** What stands on the pickup slip in one language. */
export interface SlipWords {
  language: string;
  direction: 'ltr' | 'rtl';
  title: string;
  where: string;
  box: string;
  until: string;
  code: string;
  how: string;
  keep: string;
  date: string;
}

const known: Record<string, (typeof texts)['de']> = texts;
const rightToLeft = new Set(['ar', 'fa']);

/**
 * The applicant's language first, then German; a language that is not known here is English, as more people read it.
 */
export function slipLanguages(language: string): string[] {
  const theirs = [language, language.split('-')[0] ?? '', 'en'].find((tag) => tag in known) ?? 'en';
  return theirs.startsWith('de') ? [theirs] : [theirs, 'de'];
}

/** @param until calendar date, `2026-12-02` @param language one of `slipLanguages` */
export function slipWords(language: string, compartment: string, until: string | null): SlipWords {
  const words = known[language] ?? texts.de;
  return {
    ...words,
    language,
    direction: rightToLeft.has(language) ? 'rtl' : 'ltr',
    box: words.box.replace('{{compartment}}', compartment),
    date: until ? longDate(until, language) : '',
  };
}

/** In the calendar and the digits that the office and the box use, whatever the language. */
function longDate(date: string, language: string): string {
  const base = language === 'en' ? 'en-GB' : (language.split('-')[0] ?? language);
  const day = new Date(`${date.slice(0, 10)}T12:00:00Z`);
  return Number.isNaN(day.getTime())
    ? date
    : new Intl.DateTimeFormat(`${base}-u-ca-gregory-nu-latn`, { dateStyle: 'full', timeZone: 'UTC' }).format(day);
}

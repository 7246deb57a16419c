import { describe, expect, it } from 'vitest';
import texts from '../../../assets/texts/slip.json' with { type: 'json' };
import { padLanguages } from '../../../backend/contract/processes.ts';
import { slipLanguages, slipWords } from '../../../renderer/clerk/box/slipWords.ts';

const known: Record<string, Record<string, string>> = texts;

describe('the pickup slip', () => {
  it('speaks every language that the pad speaks, wholly', () => {
    expect(Object.keys(known).toSorted()).toEqual([...padLanguages].toSorted());
    for (const [language, words] of Object.entries(known)) {
      expect(Object.keys(words), language).toEqual(Object.keys(known['de'] ?? {}));
      for (const [key, text] of Object.entries(words))
        expect(text.match(/\{\{\w+\}\}/g) ?? [], `${language} ${key}`).toEqual(
          key === 'box' ? ['{{compartment}}'] : [],
        );
    }
  });

  it('is in the language of the applicant and in German; where theirs is not known, in English', () => {
    expect(slipLanguages('ar')).toEqual(['ar', 'de']);
    expect(slipLanguages('fa-AF')).toEqual(['fa', 'de']);
    expect(slipLanguages('vi')).toEqual(['en', 'de']);
    expect(slipLanguages('de')).toEqual(['de']);
    expect(slipLanguages('de-AT')).toEqual(['de']);
    expect(slipLanguages('de-x-leicht')).toEqual(['de-x-leicht']);
  });

  it('names the compartment and the day, in the digits and the calendar of the office', () => {
    expect(slipWords('de', '7', '2026-12-02')).toMatchObject({
      box: 'Ausgabebox, Fach 7',
      date: 'Mittwoch, 2. Dezember 2026',
      direction: 'ltr',
    });
    expect(slipWords('en', '7', '2026-12-02').date).toBe('Wednesday, 2 December 2026');
    expect(slipWords('fa', '12', '2026-12-02')).toMatchObject({ direction: 'rtl', box: 'صندوق تحویل، خانهٔ 12' });
    for (const language of padLanguages)
      expect(slipWords(language, '7', '2026-12-02').date, language).toMatch(/\b2\b.*2026|2026.*\b2\b/);
    expect(slipWords('tr', '7', null).date).toBe('');
  });
});

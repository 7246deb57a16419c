import { describe, expect, it } from 'vitest';
import { resembles } from '../../../../../electron/core/counter/identity/resembles.ts';

const names = (text: string) => {
  const [familyName = '', givenNames = ''] = text.split(', ');
  return { familyName, givenNames };
};

describe('a name as it was heard', () => {
  it.each([
    ['Schewtschenko, Olena', 'Shevchenko, Olena'],
    ['Schewtschenko', 'Shevchenko, Olena'],
    ['Mustermann, Erika', 'Mustermann, Erika Gabriele'],
    ['Erika, Mustermann', 'Mustermann, Erika'],
    ['Yildis', 'Yıldız, Ahmet'],
    ['Muhamad, Ali', 'Mohammed, Ali'],
    ['Al-Khatib', 'al-Khatib, Rania'],
    ['Sörensen', 'Sorensen, Pål'],
  ])('resembles the one on the list: %s', (heard, known) => expect(resembles(names(heard), names(known))).toBe(true));

  it.each([
    ['Mustermann, Max', 'Mustermann, Erika'],
    ['Nguyen', 'Yıldız, Ahmet'],
    ['', 'Mustermann, Erika'],
    ['Шевченко', 'Mustermann, Erika'],
    ['Li', 'Lindqvist, Astrid'],
  ])('does not: %s', (heard, known) => {
    expect(resembles(names(heard), names(known))).toBe(false);
  });
});

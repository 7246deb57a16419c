import { describe, expect, it } from 'vitest';
import { isFound, type Findable } from '../../../../../electron/core/counter/queue/findPeople.ts';

const person = (familyName: string, givenNames = 'Erika'): Findable =>
  ({
    appointment: {
      ticket: 'A021',
      code: 'SWT-7K2M9QXD',
      applicant: { familyName, givenNames, birthDate: '1987-08-02' },
    },
    items: [{ serial: 'C01X00T47' }],
    service: ['eAT abholen', 'Collect residence card'],
  }) as unknown as Findable;

describe('looking for a person', () => {
  it.each([
    ['Yıldız', ['Yildiz', 'yıldız', 'YILDIZ', 'Yıldız']],
    ['Sørensen', ['Sorensen', 'Soerensen', 'sørensen']],
    ['Müller', ['Mueller', 'Muller', 'müller', 'Mu\u0308ller', 'müll']],
    ['Mueller', ['Müller']],
    ["O'Connor", ['OConnor', "o'connor", 'O’Connor']],
    ['Łukasiewicz-Weiß', ['lukasiewicz', 'weiss', 'Weiß']],
    ['Nguyễn Thị Minh', ['nguyen', 'minh erika nguyen', 'Erika, Nguyen']],
    ['Шевченко', ['шевч', 'Шевченко']],
  ])('finds %s however its letters are typed', (name, typed) => {
    for (const words of typed) expect([words, isFound(person(name), words)]).toEqual([words, true]);
  });

  it('finds by birth date, ticket, service, code and serial, also together with a name', () => {
    for (const words of [
      '02.08.1987',
      '2.8.1987',
      '02/08/1987',
      '1987-08-02',
      '02081987',
      '٠٢٠٨١٩٨٧',
      'a021 abholen',
      'SWT-7K2M9QXD',
      'swt7k2m9qxd',
      '7K2M9QXD',
      'C01X00T47',
      'c01x00t478',
      'Mustermann 2.8.1987',
    ])
      expect([words, isFound(person('Mustermann'), words)]).toEqual([words, true]);
  });

  it('finds nobody who lacks one of the words, and none by a few signs of a number or a part of a date', () => {
    for (const words of [
      'Okafor',
      'Mustermann Okafor',
      '03.08.1987',
      '1987',
      '08',
      'C01',
      '7K2M',
      '9QXD',
      '00T478',
      'C01X00T99',
    ])
      expect([words, isFound(person('Mustermann'), words)]).toEqual([words, false]);
  });

  it('a word of signs alone finds nobody, and other scripts are not mixed up', () => {
    expect(isFound(person('Mustermann'), '---')).toBe(false);
    expect(isFound(person('Шевченко'), 'Коваленко')).toBe(false);
  });
});

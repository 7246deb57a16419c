import { expect, it } from 'vitest';
import { makeWalkIn } from '../../../../backend/commands/walkIn.ts';
import { makeOfficeDay } from '../../../../backend/seed/officeDay.ts';
import type { Sql } from '../../../../backend/store/database.ts';
import { matchOwnCodes } from '../../../../electron/core/codes/codeRules.ts';

/**
 * A code that is read as another one opens no appointment: what the backend makes and what counters read must be one
 * alphabet.
 */

const numbered: Sql = { all: async () => [{ newest: 1 }], run: async () => 1, tell: () => undefined };
const action = {
  kind: 'walk-in',
  service: 'eat-collect',
  familyName: 'Mustermann',
  givenNames: 'Erika',
  language: 'de',
} as const;

it('every code that the backend makes, and every invented one, is read as what it is', async () => {
  const made = await Promise.all(
    Array.from({ length: 300 }, async (_, n) => (await makeWalkIn(numbered, `command-${n}`, action, new Date())).code),
  );
  for (const code of [...made, ...makeOfficeDay(new Date()).appointments.map((one) => one.code)]) {
    expect(matchOwnCodes(code)).toEqual({ type: 'appointment-code', value: code });
    expect(matchOwnCodes(code.toLowerCase().replace('-', ' '))).toMatchObject({ value: code });
  }
});

import {
  newPerson,
  ofPerson,
  type Applicant,
  type Read,
  type RecordOf,
  type RecordOutcome,
} from '../contract/index.ts';
import { isDeepStrictEqual } from 'node:util';
import type { Sql } from '../store/database.ts';
import { recordsOf } from '../store/peopleStore.ts';
import { getRecord, putRecord } from '../store/recordStore.ts';

/** What an action on an appointment tells anew of its person. Whoever becomes somebody else is another matter. */
export function learned(outcomes: readonly RecordOutcome[], before: Read<RecordOf>): Applicant[] {
  return outcomes.flatMap((outcome) => {
    if (!outcome.ok || outcome.kind !== 'appointment') return [];
    const { id, applicant } = outcome.value;
    const was = before.one('appointment', id)?.applicant;
    return was && was !== applicant && was.id === applicant.id ? [applicant] : [];
  });
}

/** What was learned about somebody in one appointment holds for the person, and stands in all of their appointments. */
export async function keepFacts(sql: Sql, facts: Applicant): Promise<void> {
  const known = await getRecord(sql, 'person', facts.id);
  await putRecord(sql, 'person', known ? { ...known, ...facts, version: known.version + 1 } : newPerson(facts));
  for (const one of (await recordsOf(sql, facts.id)).appointments)
    if (!isDeepStrictEqual(one.applicant, facts)) await putRecord(sql, 'appointment', ofPerson(one, facts));
}

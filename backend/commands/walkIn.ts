import { randomInt } from 'node:crypto';
import { Appointment, newPerson, officeDate, type ActionOf, type Circumstances } from '../contract/index.ts';
import { ok, refused, type Result } from '../result.ts';
import type { Sql } from '../store/database.ts';
import { readServices } from '../store/officeStore.ts';
import { nextWalkInNumber } from '../store/queueStore.ts';
import { putRecord, recordsInState } from '../store/recordStore.ts';

/**
 * Letters and digits of an appointment code that nobody takes for one another; I, L and O are none of them, since
 * counters read them as 1 and 0.
 */
const codeLetters = '23456789CFGHJKMNPRTVWXZ';
const codeLength = 8;

/** Somebody came without an appointment: from now on they have one and wait. */
export async function walkIn(sql: Sql, action: ActionOf<'walk-in'>, at: Circumstances): Promise<Result<string | null>> {
  if (!(await readServices(sql)).has(action.service)) return refused('counter-cannot');
  const appointment = await makeWalkIn(sql, at.commandId, action, new Date(at.now));
  await putRecord(sql, 'person', newPerson(appointment.applicant));
  await putRecord(sql, 'appointment', appointment);
  return ok(appointment.id);
}

/** The next number of the day that nobody has who can still be called: somebody of yesterday may be parked with it. */
async function freeTicket(sql: Sql, now: Date): Promise<string> {
  const taken = new Set<string>();
  for (const state of ['waiting', 'called', 'serving', 'parked'] as const)
    for (const { ticket } of await recordsInState(sql, 'appointment', state)) taken.add(ticket);
  for (;;) {
    const ticket = `W${String(await nextWalkInNumber(sql, officeDate(now))).padStart(3, '0')}`;
    if (!taken.has(ticket)) return ticket;
  }
}

/**
 * The appointment of somebody who came without one. Its number is unique in the office on that day; an undone one
 * leaves a gap.
 */
export async function makeWalkIn(
  sql: Sql,
  commandId: string,
  { service, familyName, givenNames, language }: ActionOf<'walk-in'>,
  now: Date,
): Promise<Appointment> {
  const at = now.toISOString();
  const ticket = await freeTicket(sql, now);
  return Appointment.parse({
    id: `walk-in-${commandId}`,
    code: `SWT-${Array.from({ length: codeLength }, () => codeLetters[randomInt(codeLetters.length)]).join('')}`,
    ticket,
    service,
    scheduledAt: at,
    // Who it is shows at the counter: nothing but what was said is recorded.
    applicant: {
      id: `applicant-${commandId}`,
      familyName,
      givenNames,
      birthDate: '0000-00-00',
      nationality: '',
      language,
      travelDocument: null,
      lowCompartment: false,
    },
    note: '',
    state: 'waiting',
    counterId: null,
    arrivedAt: at,
    calledAt: null,
    appearedAt: null,
    parkedAt: null,
    parkedReason: null,
    finishedAt: null,
    outcome: null,
    steps: {},
    walkIn: true,
    version: 1,
    undo: { commandId, kind: 'walk-in', before: { state: 'cancelled', arrivedAt: null } },
  });
}

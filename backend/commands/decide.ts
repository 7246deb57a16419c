import {
  applyToThings,
  applyToVisit,
  isBeside,
  newPerson,
  touchesThings,
  usualRules,
  type Action,
  type ActionOf,
  type Appointment,
  type Circumstances,
  type Clerk,
  type Command,
} from '../contract/index.ts';
import { addDays, officeDate } from '../clock.ts';
import { ok, refused, type Result } from '../result.ts';
import type { Sql } from '../store/database.ts';
import { findCounter, readRules, readServices } from '../store/officeStore.ts';
import { visitMembers } from '../store/queueStore.ts';
import { getRecord, putRecord, recordsInState, waitingOfVisits, workAtCounter } from '../store/recordStore.ts';
import { insertPickupCode, insertSignatureContent, isSigned } from '../store/secretStore.ts';
import { chooseNext } from './callNext.ts';
import { whomToSendBack } from './forgetCall.ts';
import { decideOnPeople, keepFacts } from './people.ts';
import { isPlausible } from './plausible.ts';
import { withAbsence } from './presence.ts';
import { reserve } from './reserve.ts';
import { signatureRecord } from './signature.ts';
import { makeWalkIn } from './walkIn.ts';

const isPresent = (state: Appointment['state']): boolean => state === 'called' || state === 'serving';

/** A deposit waits this long for its applicant. */
const pickupDays = 10;

/** The id of the appointment that was changed, or null when none was. */
export type Decision = Result<string | null>;

/**
 * Decides one command and writes what it changes; a refusal writes nothing. Runs inside the transaction of the intake.
 * Who may do what is decided in the contract's transitions: only the counter that owns a called or serving appointment
 * changes it.
 */
export async function decide(
  sql: Sql,
  command: Command,
  now: Date,
  clerk: Pick<Clerk, 'id' | 'role'>,
): Promise<Decision> {
  const { action } = command;
  if (action.kind === 'merge-people' || action.kind === 'part-people' || action.kind === 'set-household')
    return decideOnPeople(sql, action, now.toISOString());
  // The intake has asked for one.
  if (command.counterId === null) return refused('counter-not-chosen');
  const rules = await readRules(sql);
  const at = { commandId: command.id, counterId: command.counterId, now: now.toISOString(), rules, role: clerk.role };
  switch (action.kind) {
    case 'call-next':
      return callNext(sql, action, at);
    case 'reserve':
      return reserve(sql, action, at);
    case 'walk-in':
      return walkIn(sql, command, action, now);
    case 'forget-call': {
      const { commandId } = action;
      const whom = await whomToSendBack(sql, action, at, clerk.id);
      return whom.ok && whom.value
        ? change(sql, whom.value, { kind: 'undo', appointmentId: whom.value.id, commandId }, at)
        : whom.ok
          ? ok(null)
          : whom;
    }
    case 'block-compartment': {
      const changed = await changeThings(sql, action, null);
      return changed.ok ? ok(null) : changed;
    }
    default: {
      const appointment = await getRecord(sql, 'appointment', action.appointmentId);
      if (!appointment) return refused('not-found');
      if (action.kind === 'set-role' && !(await getRecord(sql, 'person', action.personId))) return refused('not-found');
      if (action.kind === 'redirect' && !(await canBeSent(sql, appointment, action))) return refused('counter-cannot');
      return change(
        sql,
        action.kind === 'take-over' ? await withAbsence(sql, appointment, now) : appointment,
        action,
        at,
      );
    }
  }
}

async function callNext(sql: Sql, action: Action, at: Circumstances): Promise<Decision> {
  const counter = await findCounter(sql, at.counterId);
  if (!counter) return refused('not-found');
  if (await isBusy(sql, counter.id, null, [])) return refused('counter-busy');
  const next = chooseNext(await recordsInState(sql, 'appointment', 'waiting'), counter, at.rules ?? usualRules, at.now);
  return next ? change(sql, next, action, at) : ok(null);
}

async function walkIn(sql: Sql, command: Command, action: ActionOf<'walk-in'>, now: Date): Promise<Decision> {
  if (!(await readServices(sql)).has(action.service)) return refused('counter-cannot');
  const appointment = await makeWalkIn(sql, command.id, action, now);
  await putRecord(sql, 'person', newPerson(appointment.applicant));
  await putRecord(sql, 'appointment', appointment);
  return ok(appointment.id);
}

/** A service must be done somewhere, and at the counter somebody is sent to. */
async function canBeSent(sql: Sql, { service }: Appointment, { to }: ActionOf<'redirect'>): Promise<boolean> {
  if ('service' in to) return (await readServices(sql)).has(to.service);
  return (await findCounter(sql, to.counterId))?.services.includes(service) ?? false;
}

async function change(sql: Sql, appointment: Appointment, action: Action, at: Circumstances): Promise<Decision> {
  if (!isPlausible(action, appointment)) return refused('invalid-request');
  const visit = await othersOfVisit(sql, appointment);
  const result = applyToVisit(appointment, visit, action, at);
  if (!result.ok) return refused(result.code);
  // Whoever is at the counter already takes nobody's place.
  const coming = result.appointments.find(
    (one) =>
      isPresent(one.state) &&
      !(one.id === appointment.id && isPresent(appointment.state) && one.counterId === appointment.counterId),
  );
  if (coming?.counterId && (await isBusy(sql, coming.counterId, coming, result.appointments)))
    return refused('counter-busy');
  const effect = await applyEffects(sql, appointment, action, new Date(at.now));
  if (!effect.ok) return effect;
  // Whoever steps aside first: a counter has one case at every moment.
  for (const one of result.appointments.toSorted((a, b) => Number(a === coming) - Number(b === coming)))
    await putRecord(sql, 'appointment', one);
  const [main] = result.appointments;
  if (main.applicant !== appointment.applicant) await keepFacts(sql, main.id, main.applicant);
  return ok(appointment.id);
}

async function othersOfVisit(sql: Sql, { id, visitId }: Appointment): Promise<Appointment[]> {
  if (visitId === null) return [];
  const others: Appointment[] = [];
  // One after the other: a connection is asked one thing at a time.
  for (const member of await visitMembers(sql, visitId)) {
    const other = member === id ? undefined : await getRecord(sql, 'appointment', member);
    if (other) others.push(other);
  }
  return others;
}

/**
 * Calling, resuming and undoing can bring a person to a counter where somebody else is by now, or where the rest of a
 * visit stands.
 * @param coming who would be at the counter @param changed everybody whom the same command changes
 */
async function isBusy(
  sql: Sql,
  counterId: string,
  coming: Appointment | null,
  changed: readonly Appointment[],
): Promise<boolean> {
  const present = await workAtCounter(sql, counterId);
  const stepsAside = changed.some(({ id, state }) => id === present && !isPresent(state));
  if (present !== undefined && present !== coming?.id && !stepsAside) return true;
  const waiting = await waitingOfVisits(sql);
  return waiting.some((one) => isBeside(one, counterId) && (coming === null || one.visitId !== coming.visitId));
}

/** What an action changes beside its appointment. Checks come before the first write. */
async function applyEffects(sql: Sql, appointment: Appointment, action: Action, now: Date): Promise<Result<void>> {
  if (action.kind === 'sign') return sign(sql, action, now);
  if (!touchesThings(action)) return ok(undefined);
  const changed = await changeThings(sql, action, appointment);
  if (changed.ok && action.kind === 'deposit') await noteDeposit(sql, action, now);
  return changed;
}

async function changeThings(sql: Sql, action: Action, appointment: Appointment | null): Promise<Result<void>> {
  const item = 'itemId' in action ? await getRecord(sql, 'item', action.itemId) : undefined;
  const compartment = 'compartmentId' in action ? await getRecord(sql, 'compartment', action.compartmentId) : undefined;
  const result = applyToThings(action, appointment, { item, compartment });
  if (!result.ok) return refused(result.code);
  if (action.kind === 'deposit' && (await getRecord(sql, 'deposit', action.depositId))) return refused('id-reused');
  if (result.changed.item) await putRecord(sql, 'item', result.changed.item);
  if (result.changed.compartment) await putRecord(sql, 'compartment', result.changed.compartment);
  return ok(undefined);
}

async function sign(sql: Sql, action: ActionOf<'sign'>, now: Date): Promise<Result<void>> {
  if (await isSigned(sql, action.appointmentId, action.stepId, action.signatureId)) return refused('already-signed');
  await insertSignatureContent(sql, action);
  await putRecord(sql, 'signature', signatureRecord(action, now.toISOString()));
  return ok(undefined);
}

async function noteDeposit(sql: Sql, action: ActionOf<'deposit'>, now: Date): Promise<void> {
  const { depositId: id, appointmentId, itemId, compartmentId } = action;
  const until = officeDate(addDays(now, pickupDays));
  await putRecord(sql, 'deposit', { id, appointmentId, itemId, compartmentId, depositedAt: now.toISOString(), until });
  await insertPickupCode(sql, id, action.codeHash);
}

import { applyToAppointment, type Action, type ActionOf, type Appointment, type Command, type DocumentItem } from '../contract/index.ts';
import { addDays, officeDate } from '../clock.ts';
import { ok, refused, type Result } from '../result.ts';
import type { Sql } from '../store/database.ts';
import { findCounter } from '../store/officeStore.ts';
import { getRecord, putRecord, recordsInState, workAtCounter } from '../store/recordStore.ts';
import { insertPickupCode, insertSignatureContent, isSigned } from '../store/secretStore.ts';
import { chooseNext } from './callNext.ts';
import { signatureRecord } from './signature.ts';

/** A deposit waits this long for its applicant. */
const pickupDays = 10;

/** The id of the appointment that was changed, or null when none was. */
export type Decision = Result<string | null>;

/**
 * Decides one command and writes what it changes; a refusal writes nothing. Runs inside the transaction of the intake.
 * Who may do what is decided in the contract's transitions: only the counter that owns a called or serving appointment changes it.
 */
export async function decide(sql: Sql, command: Command, now: Date): Promise<Decision> {
  const { action } = command;
  switch (action.kind) {
    case 'call-next': return callNext(sql, command, now);
    case 'block-compartment': return blockCompartment(sql, action);
    default: {
      const appointment = await getRecord(sql, 'appointment', action.appointmentId);
      return appointment ? change(sql, appointment, command, now) : refused('not-found');
    }
  }
}

async function callNext(sql: Sql, command: Command, now: Date): Promise<Decision> {
  const counter = await findCounter(sql, command.counterId);
  if (!counter) return refused('not-found');
  if (await workAtCounter(sql, counter.id)) return refused('counter-busy');
  const next = chooseNext(await recordsInState(sql, 'appointment', 'waiting'), counter);
  return next ? change(sql, next, command, now) : ok(null);
}

async function change(sql: Sql, appointment: Appointment, command: Command, now: Date): Promise<Decision> {
  const changed = applyToAppointment(appointment, command.action, { commandId: command.id, counterId: command.counterId, now: now.toISOString() });
  if (!changed.ok) return refused(changed.code);
  if (await wouldServeTwo(sql, changed.appointment)) return refused('counter-busy');
  const effect = await applyEffects(sql, appointment, command.action, now);
  if (!effect.ok) return effect;
  await putRecord(sql, 'appointment', changed.appointment);
  return ok(appointment.id);
}

/** Calling, resuming and undoing can bring a person to a counter where somebody else is by now. */
async function wouldServeTwo(sql: Sql, appointment: Appointment): Promise<boolean> {
  if (appointment.state !== 'called' && appointment.state !== 'serving') return false;
  const present = appointment.counterId === null ? undefined : await workAtCounter(sql, appointment.counterId);
  return present !== undefined && present !== appointment.id;
}

/** What an action changes beside its appointment. Checks come before the first write. */
async function applyEffects(sql: Sql, appointment: Appointment, action: Action, now: Date): Promise<Result<void>> {
  switch (action.kind) {
    case 'sign': return sign(sql, action, now);
    case 'deposit': return deposit(sql, appointment, action, now);
    case 'hand-over': return handOver(sql, appointment, action);
    default: return ok(undefined);
  }
}

async function sign(sql: Sql, action: ActionOf<'sign'>, now: Date): Promise<Result<void>> {
  if (await isSigned(sql, action.appointmentId, action.stepId, action.signatureId)) return refused('already-signed');
  await insertSignatureContent(sql, action);
  await putRecord(sql, 'signature', signatureRecord(action, now.toISOString()));
  return ok(undefined);
}

async function deposit(sql: Sql, appointment: Appointment, action: ActionOf<'deposit'>, now: Date): Promise<Result<void>> {
  const item = await readyItem(sql, appointment, action.itemId);
  if (!item.ok) return item;
  const compartment = await getRecord(sql, 'compartment', action.compartmentId);
  if (!compartment) return refused('not-found');
  if (compartment.state !== 'free') return refused('compartment-not-free');
  if (await getRecord(sql, 'deposit', action.depositId)) return refused('id-reused');
  await putRecord(sql, 'item', { ...item.value, state: 'deposited' });
  await putRecord(sql, 'compartment', { ...compartment, state: 'occupied', depositId: action.depositId });
  await putRecord(sql, 'deposit', {
    id: action.depositId,
    appointmentId: appointment.id,
    itemId: action.itemId,
    compartmentId: action.compartmentId,
    depositedAt: now.toISOString(),
    until: officeDate(addDays(now, pickupDays)),
  });
  await insertPickupCode(sql, action.depositId, action.codeHash);
  return ok(undefined);
}

async function handOver(sql: Sql, appointment: Appointment, action: ActionOf<'hand-over'>): Promise<Result<void>> {
  const item = await readyItem(sql, appointment, action.itemId);
  if (!item.ok) return item;
  await putRecord(sql, 'item', { ...item.value, state: 'handed-over' });
  return ok(undefined);
}

async function readyItem(sql: Sql, appointment: Appointment, itemId: string): Promise<Result<DocumentItem>> {
  const item = await getRecord(sql, 'item', itemId);
  if (!item) return refused('not-found');
  if (item.applicantId !== appointment.applicant.id) return refused('item-of-another-person');
  return item.state === 'ready' ? ok(item) : refused('item-not-ready');
}

/** A door that does not work may be blocked in any state; what lies behind it stays recorded. */
async function blockCompartment(sql: Sql, action: ActionOf<'block-compartment'>): Promise<Decision> {
  const compartment = await getRecord(sql, 'compartment', action.compartmentId);
  if (!compartment) return refused('not-found');
  await putRecord(sql, 'compartment', { ...compartment, state: 'blocked', blockedReason: action.reason });
  return ok(null);
}

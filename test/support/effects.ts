import {
  effect,
  type Action,
  type Appointment,
  type Circumstances,
  type ProblemCode,
  type Read,
  type RecordKind,
  type RecordOf,
} from '../../backend/contract/index.ts';

/** Records to run effects on, by their kinds. */
export type Known = { [K in RecordKind]?: readonly RecordOf[K][] };

export const readIn = (known: Known): Read<RecordOf> => ({
  one: (kind, id) => (known[kind] as readonly { id: string }[] | undefined)?.find((one) => one.id === id) as never,
  visit: (visitId) => known.appointment?.filter((one) => one.visitId === visitId) ?? [],
  theirs: (personId) => ({
    appointments: known.appointment?.filter(({ applicant }) => applicant.id === personId) ?? [],
    items: known.item?.filter(({ applicantId }) => applicantId === personId) ?? [],
  }),
});

/** What an action does to its appointment, the one it is about first. An action that names none is about the first. */
export function applyToVisit(
  appointment: Appointment,
  others: readonly Appointment[],
  action: Action,
  at: Circumstances,
): { ok: true; appointments: [Appointment, ...Appointment[]] } | { ok: false; code: ProblemCode } {
  const known = readIn({ appointment: [appointment, ...others] });
  const outcomes = effect(action, known, { ...at, chosen: appointment.id }).filter(
    ({ kind }) => kind === 'appointment',
  );
  const refusal = outcomes.find((outcome) => !outcome.ok);
  if (refusal && !refusal.ok) return { ok: false, code: refusal.code };
  const changed = outcomes.flatMap((outcome) => (outcome.ok && outcome.kind === 'appointment' ? [outcome.value] : []));
  const main = changed.find(({ id }) => id === appointment.id) ?? appointment;
  return { ok: true, appointments: [main, ...changed.filter((one) => one !== main)] };
}

export function applyToAppointment(
  appointment: Appointment,
  action: Action,
  at: Circumstances,
): { ok: true; appointment: Appointment } | { ok: false; code: ProblemCode } {
  const result = applyToVisit(appointment, [], action, at);
  return result.ok ? { ok: true, appointment: result.appointments[0] } : result;
}

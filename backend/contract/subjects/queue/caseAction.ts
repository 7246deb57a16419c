import type { z } from 'zod';
import { hasName } from '../../actingPerson.ts';
import type { ActionDefinition, Effect, Outcome, Read, Ref } from '../../effects.ts';
import type { ProblemCode } from '../../problems.ts';
import type { Appointment } from './appointment.ts';
import { applyToVisit, isPresent, type VisitDeed, type VisitResult } from './visits.ts';

/** Actions that change the appointment they name, and with it its visit; other subjects have such ones too. */

export interface Case {
  appointment: Appointment;
}
export type CaseOutcome = Outcome<'appointment', Appointment>;
type CaseSchema = z.ZodType<{ kind: string; appointmentId: string }>;

interface CaseActionParts<
  Schema extends CaseSchema,
  Known extends Case,
  Result extends Outcome,
  Kind extends string,
> extends VisitDeed<z.infer<Schema>> {
  schema: Schema;
  /** What else it changes beside the appointment. */
  alsoAbout?: (action: z.infer<Schema>) => Ref<Kind>[];
  also?: Effect<z.infer<Schema>, Known, Result>;
}

export function caseAction<
  Schema extends CaseSchema,
  Known extends Case = Case,
  Result extends Outcome = never,
  Kind extends string = never,
>({
  schema,
  alsoAbout,
  also,
  ...deed
}: CaseActionParts<Schema, Known, Result, Kind>): ActionDefinition<
  Schema,
  Known,
  CaseOutcome | Result,
  'appointment' | Kind
> {
  type Done = z.infer<Schema>;
  return {
    schema,
    traits: deed.traits,
    about: (action) => [{ kind: 'appointment', id: action.appointmentId }, ...(alsoAbout?.(action) ?? [])],
    effect: (action, read, at) => [
      ...onVisit(read, action.appointmentId, (appointment, others) =>
        applyToVisit<Done>(appointment, others, action, deed, at),
      ),
      ...(also?.(action, read, at) ?? []),
    ],
  };
}

/** What becomes of an appointment and of the others of its visit. */
export function onVisit(
  read: Read<Case>,
  appointmentId: string,
  work: (appointment: Appointment, others: readonly Appointment[]) => VisitResult,
): CaseOutcome[] {
  const refused = (code: ProblemCode): CaseOutcome[] => [{ ok: false, kind: 'appointment', id: appointmentId, code }];
  const appointment = read.one('appointment', appointmentId);
  if (!appointment) return refused('not-found');
  const { visitId } = appointment;
  const others = visitId === null ? [] : read.visit(visitId).filter(({ id }) => id !== appointmentId);
  const result = work(appointment, others);
  if (!result.ok) return refused(result.code);
  // Whoever steps aside first: a counter has one case at every moment.
  return result.appointments
    .toSorted((a, b) => Number(isPresent(a)) - Number(isPresent(b)))
    .map((value) => ({ ok: true, kind: 'appointment', value }));
}

/** Nobody signs or receives as nobody. */
export const unlessNamed = ({ applicant }: Appointment): ProblemCode | null =>
  hasName(applicant) ? null : 'name-missing';

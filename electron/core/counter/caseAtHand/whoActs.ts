import {
  hasName,
  longestName,
  RepresentativeRole,
  SeenPaper,
  papersFor,
  type ActingPerson,
  type Applicant,
  type Appointment,
  type Representative,
  type StepRecord,
} from '../../../../backend/contract/index.ts';
import type { Acting, ActingView } from '../../../contract/acting.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { ActingStep, ProcessDefinition, ProcessStep } from '../../../../backend/contract/processes.ts';

/** Who signs and who receives: the applicant, or who is here in their place. Pure. */

/** Somebody who is here in the applicant's place; without a name until it was read or typed. */
export type HereFor = Pick<Representative, 'role' | 'paper'> & { name: string | null };

/** From this age on nobody is somebody's child before the law. */
const ofAge = 18;

/** Where it stands who is here: at the identity step or, in a process without one, at its first. */
export const stepOfArrival = (process: ProcessDefinition | undefined): ProcessStep | undefined =>
  process?.steps.find(({ kind }) => kind === 'identity') ?? process?.steps[0];

/**
 * What a step's record says about who is here in the applicant's place, and about the applicant's age; it stays when
 * the rest of the record is made anew.
 */
export function factsOfHereFor(record: StepRecord | undefined): StepRecord['evidence'] {
  const kept = ['hereFor', 'paper', 'representative', 'representativeTicket', 'oldEnough'];
  return Object.fromEntries(Object.entries(record?.evidence ?? {}).filter(([key]) => kept.includes(key)));
}

export function hereForOf(process: ProcessDefinition | undefined, appointment: Appointment): HereFor | null {
  const step = stepOfArrival(process);
  const evidence = (step && appointment.steps[step.id]?.evidence) ?? {};
  const role = RepresentativeRole.safeParse(evidence['hereFor']);
  const paper = SeenPaper.safeParse(evidence['paper']);
  if (!role.success || !paper.success) return null;
  const name = evidence['representative'];
  return { role: role.data, paper: paper.data, name: typeof name === 'string' && name.trim() !== '' ? name : null };
}

/** The age that a clerk has seen the applicant to have at least, in completed years; 0: nobody has looked. */
export function seenAgeOf(process: ProcessDefinition | undefined, appointment: Appointment): number {
  const step = stepOfArrival(process);
  const seen = step && appointment.steps[step.id]?.evidence['oldEnough'];
  return typeof seen === 'number' ? seen : 0;
}

/**
 * Completed years on a day; of an unknown day or month the latest possible counts. Null where not even the year is
 * known.
 * @param today ISO date, the office's
 */
export function ageOn(birthDate: string, today: string): number | null {
  const [year = 0, month = 0, day = 0] = birthDate.split('-').map(Number);
  if (year === 0) return null;
  const [thisYear = 0, thisMonth = 0, thisDay = 0] = today.split('-').map(Number);
  const [bornMonth, bornDay] = [month || 12, day || 31];
  const hadBirthday = thisMonth > bornMonth || (thisMonth === bornMonth && thisDay >= bornDay);
  return thisYear - year - (hadBirthday ? 0 : 1);
}

/** The roles that can be somebody's, each with the papers that show it. */
export function choicesFor(applicant: Applicant, today: string): Pick<Representative, 'role' | 'paper'>[] {
  const grown = (ageOn(applicant.birthDate, today) ?? 0) >= ofAge;
  return RepresentativeRole.options
    .filter((role) => !(grown && role === 'parent'))
    .flatMap((role) => papersFor[role].map((paper) => ({ role, paper })));
}

/** The signature on a card is its holder's own. */
const mayStandIn = (step: ActingStep): readonly RepresentativeRole[] =>
  step.representatives ?? (step.kind === 'signature' && step.purpose === 'order' ? [] : RepresentativeRole.options);

/**
 * Who can sign or receive in this step, the likelier first, and what must be known or seen before. Nobody is old enough
 * because their birth date is unknown.
 * @param seenAge see `seenAgeOf`
 */
export function whoMayAct(
  step: ActingStep,
  applicant: Applicant,
  hereFor: HereFor | null,
  today: string,
  seenAge = 0,
): ActingView {
  const others = mayStandIn(step);
  const standIns = others.length > 0;
  if (!hasName(applicant)) return { actors: [], standIns, lacking: 'name-missing' };
  const age = ageOn(applicant.birthDate, today);
  const from = step.aloneFrom ?? 0;
  const alone = Math.max(age ?? 0, seenAge) >= from;
  const actors: Acting[] = [
    ...(hereFor && others.includes(hereFor.role) ? ['representative' as const] : []),
    ...(alone ? ['applicant' as const] : []),
  ];
  if (actors.length === 0 && age === null) return { actors, standIns, lacking: 'age-unknown', ageAsked: from };
  if (actors.length === 0)
    return { actors, standIns, lacking: standIns ? 'representative-missing' : 'too-young-to-sign' };
  return {
    actors,
    standIns,
    lacking: actors[0] === 'representative' && !alone && hereFor?.name === null ? 'representative-unnamed' : null,
  };
}

/**
 * @param wanted who shall act; null: the likelier one
 * @param seenAge see `seenAgeOf`
 */
export function actingPerson(
  step: ActingStep,
  applicant: Applicant,
  hereFor: HereFor | null,
  today: string,
  wanted: Acting | null,
  seenAge = 0,
): Result<ActingPerson> {
  const { actors, lacking } = whoMayAct(step, applicant, hereFor, today, seenAge);
  if (lacking) return fail(lacking);
  const acting = wanted ?? actors[0];
  if (!acting || !actors.includes(acting)) return fail('not-possible-in-this-step');
  if (acting === 'applicant' || !hereFor) return ok({ role: 'applicant' });
  return hereFor.name === null
    ? fail('representative-unnamed')
    : ok({ role: hereFor.role, paper: hereFor.paper, name: hereFor.name.slice(0, longestName) });
}

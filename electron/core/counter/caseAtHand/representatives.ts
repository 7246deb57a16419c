import {
  hasName,
  longestName,
  papersFor,
  type Appointment,
  type StepRecord,
} from '../../../../backend/contract/index.ts';
import type { CaseSnapshot } from '../../../contract/case.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { Mrz } from '../../codes/mrz.ts';
import { transliterations } from '../../codes/transliterate.ts';
import { compareFacts } from '../identity/compareFacts.ts';
import { isSurelyTheirs } from '../identity/judge.ts';
import { knownPeople } from '../identity/knownPeople.ts';
import type { Office } from '../../kernel/records/office.ts';
import { isActing, type Process } from '../processes/process.ts';
import { nameOf } from '../../kernel/records/appointments.ts';
import type { CaseAtHand } from './caseAtHand.ts';
import { stepFor } from './steps.ts';
import { choicesFor, hereForOf, seenAgeOf, stepOfArrival, whoMayAct } from './whoActs.ts';

type Choice = NonNullable<CaseSnapshot>['representativeChoices'][number];

interface RepresentativesOptions {
  atHand: CaseAtHand;
  office: Office;
  process: (service: string) => Process | undefined;
  /** ISO date, by the office's clock. */
  today: () => string;
  appear: () => Result<null>;
  /** A signature, a door or a slip that must come to its end first. */
  hindrance: () => Result<null>;
  record: (stepId: string, step: Omit<StepRecord, 'at'>) => Result<null>;
  onChange: () => void;
}

/**
 * What is read automatically from a residence title is compared and forgotten (AufenthV § 61f): no name is taken from
 * it.
 */
const isTitle = ({ documentCode }: Mrz): boolean => /^A[RSF]$/.test(documentCode);
const nameIn = ({ primary, secondary }: Mrz): string => [primary, secondary].filter((part) => part !== '').join(', ');

const wordsOf = (text: string): string[] =>
  text
    .toUpperCase()
    .split(/[^A-Z]+/)
    .filter((word) => word !== '');

/**
 * A name as a clerk types it, in either order and perhaps without some of the given names, and the zone of a document.
 */
export function isNamed(typed: string, mrz: Mrz): boolean {
  const zone = wordsOf(`${mrz.primary} ${mrz.secondary}`);
  return transliterations(typed).some((spelling) => {
    const words = wordsOf(spelling);
    return (
      zone.length > 0 &&
      words.length >= Math.min(2, zone.length) &&
      (words.every((word) => zone.includes(word)) || zone.every((word) => words.includes(word)))
    );
  });
}

/**
 * Somebody is here in the applicant's place: a deliberate press says so, with the role and the paper that was seen.
 * After it exactly one other person's document is taken as theirs; every further one is a thing of somebody else, as
 * before.
 */
export class Representatives {
  readonly #options: RepresentativesOptions;
  /** The zone that was read last while this person was here. In memory alone. */
  #read: { appointmentId: string; mrz: Mrz } | null = null;
  /**
   * The birth date in the document that was taken as theirs: tells them from somebody of the same name. In memory
   * alone.
   */
  #theirs: { appointmentId: string; birthDate: string } | null = null;

  constructor(options: RepresentativesOptions) {
    this.#options = options;
  }

  /** Somebody else is at the counter, or nobody. */
  forget(): void {
    this.#read = null;
    this.#theirs = null;
  }

  /** The document that was read last is not the applicant's: no name is taken from it. */
  layAside(): void {
    this.#read = null;
  }

  /**
   * The name in the document that was read last, for an applicant without one; not while it is open whose document it
   * is.
   */
  shownName({ id }: Appointment): NonNullable<CaseSnapshot>['shownName'] {
    const { stop, comparison } = this.#options.atHand;
    if (stop || comparison) return null;
    if (this.#read?.appointmentId !== id || isTitle(this.#read.mrz)) return null;
    const { primary, secondary, birthDate } = this.#read.mrz;
    return { familyName: primary, givenNames: secondary, birthDate };
  }

  /**
   * Role and paper were chosen. A wrong-person stop over a passport, or a comparison with one, is thereby settled: that
   * passport is theirs.
   */
  choose({ role, paper, name: typed, settles }: Choice & { name: string; settles: string | null }): Result<null> {
    const { atHand, process, today } = this.#options;
    const appointment = atHand.appointment;
    if (!appointment) return fail('nobody-at-counter');
    const { stop, comparison } = atHand;
    if (stop && stop.what !== 'passport') return fail('wrong-person');
    // Another document was read since the clerk looked.
    if ((stop?.at ?? comparison?.view.at ?? null) !== settles) return fail('wrong-state');
    // Under a pen or before an open door it is settled who acts.
    const hindered = this.#options.hindrance();
    if (!hindered.ok) return hindered;
    const step = stepOfArrival(process(appointment.service));
    if (!step) return fail('process-file-broken');
    if (
      !papersFor[role].includes(paper) ||
      !choicesFor(appointment.applicant, today()).some((one) => one.role === role)
    )
      return fail('not-possible-in-this-step');
    const name = typed.trim();
    const before = hereForOf(process(appointment.service), appointment);
    const read = (stop || comparison) && this.#read?.appointmentId === appointment.id ? this.#read.mrz : null;
    this.#theirs = read && { appointmentId: appointment.id, birthDate: read.birthDate };
    if (stop) atHand.acknowledgeStop(stop.at);
    atHand.endComparison();
    const there = appointment.state === 'called' ? this.#options.appear() : ok(null);
    const named = name === '' && before?.role === role ? before.name : name;
    const facts =
      read && name === '' ? this.#factsIn(read) : named ? { representative: named.slice(0, longestName) } : {};
    const {
      hereFor: _role,
      paper: _paper,
      representative: _name,
      representativeTicket: _ticket,
      ...others
    } = appointment.steps[step.id]?.evidence ?? {};
    const recorded = there.ok ? this.#note(appointment, step.id, { ...others, hereFor: role, paper, ...facts }) : there;
    if (read && recorded.ok) this.layAside();
    // Nothing was noted, so the stop stands.
    if (!recorded.ok && stop) atHand.raiseStop(stop.what, stop.otherTicket, stop.because);
    return recorded;
  }

  /**
   * The office does not know the birth date, and the clerk has seen it in a document: old enough to act alone in this
   * step. It stands at the identity step as evidence (`oldEnough`, the age that was asked for), and counts for every
   * step that asks for no more.
   */
  seenOldEnough(stepId: string): Result<null> {
    const { atHand, process, today, hindrance } = this.#options;
    const serving = atHand.serving();
    if (!serving.ok) return serving;
    const hindered = hindrance();
    if (!hindered.ok) return hindered;
    const { service, applicant } = serving.value;
    const definition = process(service);
    const step = stepFor(definition, serving.value, stepId);
    if (!step.ok) return step;
    const arrival = stepOfArrival(definition);
    if (!definition || !arrival || !isActing(definition, step.value)) return fail('not-possible-in-this-step');
    const { ageAsked } = whoMayAct(
      step.value,
      applicant,
      hereForOf(definition, serving.value),
      today(),
      seenAgeOf(definition, serving.value),
    );
    if (ageAsked === undefined) return fail('wrong-state');
    return this.#note(serving.value, arrival.id, { ...serving.value.steps[arrival.id]?.evidence, oldEnough: ageAsked });
  }

  /**
   * A zone was read while somebody is at the counter. Says what came of it where it is the document of who is here in
   * their place; null: judge it as any other.
   */
  take(mrz: Mrz): 'representative-named' | 'representative-again' | 'representative-unnamed' | null {
    const { atHand, process } = this.#options;
    const mine = atHand.appointment;
    if (!mine) return null;
    this.#read = { appointmentId: mine.id, mrz };
    this.#options.onChange();
    const step = stepOfArrival(process(mine.service));
    const hereFor = hereForOf(process(mine.service), mine);
    if (!step || !hereFor || mine.state !== 'serving') return null;
    const facts = this.#factsIn(mrz);
    if (hereFor.name !== null) {
      const isTheirs =
        facts.representative === hereFor.name || (isNamed(hereFor.name, mrz) && !this.#isOfAnotherVisit(mrz, mine));
      if (!isTheirs || (this.#theirs?.appointmentId === mine.id && this.#theirs.birthDate !== mrz.birthDate))
        return null;
      this.#theirs = { appointmentId: mine.id, birthDate: mrz.birthDate };
      this.layAside();
      return 'representative-again';
    }
    if (this.#mayBeTheApplicants(mrz, mine) || this.#isOfAnotherVisit(mrz, mine)) return null;
    if (facts.representative === undefined) return 'representative-unnamed';
    this.#theirs = { appointmentId: mine.id, birthDate: mrz.birthDate };
    this.layAside();
    return this.#note(mine, step.id, { ...mine.steps[step.id]?.evidence, ...facts }).ok ? 'representative-named' : null;
  }

  /** How the step itself stands is not changed by who is here. */
  #note({ steps }: Appointment, stepId: string, evidence: StepRecord['evidence']): Result<null> {
    const { state = 'open', reason } = steps[stepId] ?? {};
    return this.#options.record(stepId, { state, ...(reason === undefined ? {} : { reason }), evidence });
  }

  /**
   * Who holds the document, as the office knows them, else as the zone says; not at all from a title of somebody
   * unknown.
   */
  #factsIn(mrz: Mrz): { representative?: string; representativeTicket?: string } {
    const [owner, second] = this.#ownersOf(mrz);
    if (owner && !second && hasName(owner.applicant))
      return { representative: nameOf(owner.applicant), representativeTicket: owner.ticket };
    const name = nameIn(mrz);
    return isTitle(mrz) || name === '' ? {} : { representative: name };
  }

  /** Another applicant of the day is no representative unless the clerk says so, having read whose passport it is. */
  #isOfAnotherVisit(mrz: Mrz, mine: Appointment): boolean {
    return this.#ownersOf(mrz).some(({ visitId }) => visitId === null || visitId !== mine.visitId);
  }

  /** Also a passport that was renewed, or a name of which the zone says less: nobody represents themselves. */
  #mayBeTheApplicants(mrz: Mrz, { id }: Appointment): boolean {
    const me = knownPeople(this.#options.office).find(({ appointment }) => appointment.id === id);
    if (!me) return false;
    const { number, birthDate, familyName, givenNames } = compareFacts(mrz, me);
    return (
      number === 'agrees' || (birthDate === 'agrees' && familyName !== 'contradicts' && givenNames !== 'contradicts')
    );
  }

  #ownersOf(mrz: Mrz): Appointment[] {
    const mineId = this.#options.atHand.appointment?.id;
    const people = knownPeople(this.#options.office);
    return people
      .filter((one) => one.appointment.id !== mineId && isSurelyTheirs(mrz, one, people))
      .map(({ appointment }) => appointment);
  }
}

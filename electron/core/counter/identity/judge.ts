import type { Mrz } from '../../codes/mrz.ts';
import {
  compareFacts,
  couldBeBornThen,
  factKinds,
  haveNamesInCommon,
  isNumberOf,
  isOnlyHeard,
  type ComparedFacts,
  type KeptFacts,
} from './compareFacts.ts';

/** Somebody whom the office knows. Several visits of one person have the same `personId`. */
export interface KnownPerson extends KeptFacts {
  personId: string;
  ticket: string;
}

/** Why the clerk has to look, the weightiest reason only. */
export type CompareReason =
  /**
   * Its number, or all that it says, is known as that of the person with the ticket; nothing that is kept of this one
   * tells them apart.
   */
  | 'known-as-other'
  | 'contradicts'
  /** Somebody else whom the office knows is alike in everything that the document says. */
  | 'alike'
  /** Too little is kept, or it is written so that it cannot be compared. */
  | 'incomplete'
  /** All agrees, but how it was read proves nothing. */
  | 'source';

export type Judgement = { facts: ComparedFacts } & (
  | { verdict: 'same' }
  /** `ticket` only with `known-as-other`. */
  | { verdict: 'compare'; reason: CompareReason; ticket: string | null }
  /**
   * `because`: the number is known as theirs, the facts are theirs, or nothing of it is of the person at the counter
   * (then no ticket).
   */
  | { verdict: 'somebody-else'; because: 'number' | 'facts' | 'nothing-fits'; ticket: string | null }
);

/**
 * Is this document that of the person at the counter? Judged with everybody whom the office knows (`people`; the person
 * may be among them).
 *
 * 1. **Somebody else**: the number is kept of somebody else and not of this person; or this person's names or birth
 *    date contradict and
 * somebody else's names and whole birth date agree with nothing against it; or names and birth date both contradict
 * with not one word in common. Of somebody of whom names were only heard, or nothing is known, this is never said: it
 * is `compare`, with the ticket.
 * 2. **Same**: nothing that is kept contradicts, and either the number is kept of this person (of nobody else, and a
 *    name or the whole birth
 * date agrees too: numbers are typed wrongly, and a parent's is noted for a child), or all names, the whole birth date
 * and whatever else is kept agree and nobody else is alike. `proves` false (a text that anybody can print or type):
 * never.
 * 3. Everything else is **compare**.
 */
export function judge(document: Mrz, person: KnownPerson, people: readonly KnownPerson[], proves: boolean): Judgement {
  const facts = compareFacts(document, person);
  const others = people.filter(({ personId }) => personId !== person.personId);
  const mineByNumber = facts.number === 'agrees';
  const isToldApart = [facts.familyName, facts.givenNames, facts.birthDate].includes('contradicts');
  const heard = isOnlyHeard(person);

  const owner = mineByNumber ? undefined : others.find((one) => isNumberOf(document, one));
  const mayBeAnother = isToldApart || (!mineByNumber && !agreesInAll(facts));
  const named =
    owner ??
    (mayBeAnother ? bornThen(document, others).find((one) => isWhollyNamed(compareFacts(document, one))) : undefined);
  if (named && !heard && (owner || isToldApart))
    return { verdict: 'somebody-else', because: owner ? 'number' : 'facts', ticket: named.ticket, facts };
  if (!mineByNumber && nothingFits(facts) && !haveNamesInCommon(document, person))
    return { verdict: 'somebody-else', because: 'nothing-fits', ticket: null, facts };

  const compare = (reason: CompareReason): Judgement => ({
    verdict: 'compare',
    reason,
    ticket: reason === 'known-as-other' && named ? named.ticket : null,
    facts,
  });
  if (named) return compare('known-as-other');
  const second = mineByNumber && !agreesInAll(facts) ? others.find((one) => isNumberOf(document, one)) : undefined;
  if (second) return { verdict: 'compare', reason: 'known-as-other', ticket: second.ticket, facts };
  if (factKinds.some((kind) => facts[kind] === 'contradicts')) return compare('contradicts');
  const isAnybodys = ![facts.familyName, facts.givenNames, facts.birthDate].includes('agrees');
  if (mineByNumber ? isAnybodys : !agreesInAll(facts)) return compare('incomplete');
  if (!mineByNumber && bornThen(document, others).some((one) => isAlike(compareFacts(document, one))))
    return compare('alike');
  return proves ? { verdict: 'same', facts } : compare('source');
}

const bornThen = <P extends KnownPerson>(document: Mrz, people: readonly P[]): P[] =>
  people.filter((one) => couldBeBornThen(document, one));

/**
 * Whose document may this be, while nobody is at the counter? Those with its number; without such, those against whom
 * nothing speaks.
 */
export function whoseDocument<P extends KnownPerson>(document: Mrz, people: readonly P[]): P[] {
  const owners = people.filter((one) => isNumberOf(document, one));
  return owners.length > 0 ? owners : bornThen(document, people).filter((one) => isAlike(compareFacts(document, one)));
}

/** Is this document theirs for certain, however it was read? */
export const isSurelyTheirs = (document: Mrz, person: KnownPerson, people: readonly KnownPerson[]): boolean =>
  judge(document, person, people, true).verdict === 'same';

const agreesInAll = ({ familyName, givenNames, birthDate, ...rest }: ComparedFacts): boolean =>
  familyName === 'agrees' &&
  givenNames === 'agrees' &&
  birthDate === 'agrees' &&
  Object.values(rest).every((fact) => fact === 'agrees' || fact === 'not-kept');

const isWhollyNamed = (facts: ComparedFacts): boolean =>
  agreesInAll({ ...facts, nationality: evenIfOpen(facts.nationality), sex: evenIfOpen(facts.sex) });
const evenIfOpen = (fact: ComparedFacts['sex']): ComparedFacts['sex'] => (fact === 'open' ? 'not-kept' : fact);

const nothingFits = ({ familyName, givenNames, birthDate }: ComparedFacts): boolean =>
  birthDate === 'contradicts' &&
  familyName === 'contradicts' &&
  (givenNames === 'contradicts' || givenNames === 'not-kept');

/** Could be theirs as well. Another number does not speak against it: passports are renewed. */
function isAlike({ number: _number, ...facts }: ComparedFacts): boolean {
  if (Object.values(facts).includes('contradicts')) return false;
  return facts.familyName === 'agrees' || facts.birthDate === 'agrees';
}

import {
  addDays,
  audienceOf,
  howToTell,
  isIn,
  isRecordKind,
  lastMoment,
  officeDate,
  records,
  type Appointment,
  type Change,
  type Clerk,
  type RecordKind,
} from '../contract/index.ts';

/** Who is told: the version of the contract that a station knows, and whose session it is. */
export interface Hearer {
  station: number;
  sessionKind: string;
  /** Null: nobody's; of a station on which nobody signs in. */
  role: Clerk['role'] | null;
}

/** Kinds of records that are no person's. */
const ofNobody: ReadonlySet<string> = new Set<RecordKind>(['compartment']);
/** States in which nobody at a counter does anything more for somebody on a later day. */
const over: ReadonlySet<Appointment['state']> = new Set(['completed', 'cancelled', 'missed', 'scheduled']);

/** IT looks after machines. What it asks for leaves everything about people to who comes after. */
export const seesPeople = ({ role }: Hearer): boolean => role !== 'it';

const sees = (hearer: Hearer, kind: string): boolean =>
  isIn(audienceOf(hearer.sessionKind).records, kind) && (seesPeople(hearer) || ofNobody.has(kind));

/**
 * What somebody is told of changes: what is not theirs, what their station does not know, or what is of the past is held
 * back. The numbers go on all the same, so that nobody ever asks twice for what they will not get.
 * @param since the number at which they stand; who begins at 0 has nothing that would have to go
 */
export function forStation(changes: readonly Change[], hearer: Hearer, now: Date, since: number): Change[] {
  const yesterday = officeDate(addDays(now, -1));
  return changes.flatMap((change) => {
    const how = sees(hearer, change.kind) ? howToTell(change.kind, hearer.station) : 'not';
    if (how === 'not') return [];
    if (isPast(change, yesterday)) return since === 0 ? [] : [{ ...change, value: null }];
    // That something is gone is no content.
    return how === 'whole' || change.value === null
      ? [change]
      : [{ seq: change.seq, kind: change.kind, id: change.id }];
  });
}

/** Kinds of which nobody with such a session is told anything: they need not be read for them. */
export const notFor = (hearer: Hearer): RecordKind[] =>
  Object.keys(records).filter((kind): kind is RecordKind => isRecordKind(kind) && !sees(hearer, kind));

/** A counter works on a day, and perhaps on what was left over the evening before; the rest stays at the backend. */
function isPast({ kind, value }: Change, yesterday: string): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (kind === 'signature') return officeDate(new Date((value as { signedAt: string }).signedAt)) < yesterday;
  if (kind !== 'appointment') return false;
  const appointment = value as Appointment;
  return over.has(appointment.state) && officeDate(new Date(lastMoment(appointment))) < yesterday;
}

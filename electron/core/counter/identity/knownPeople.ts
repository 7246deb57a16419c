import type { Appointment, DocumentItem } from '../../../../backend/contract/index.ts';
import type { Office } from '../../kernel/records/office.ts';
import type { KnownPerson } from './judge.ts';

export interface Visitor extends KnownPerson {
  appointment: Appointment;
}

export const isOver = ({ state }: Appointment): boolean => state === 'completed' || state === 'cancelled';

/** A travel document that we made is theirs from the hand-over on. */
const isInTheirHands = ({ kind, state }: DocumentItem): boolean =>
  kind === 'travel-document' && state === 'handed-over';

/** Everybody whom this counter knows, one entry a visit, those whose visit is not over first. */
export function knownPeople(office: Office): Visitor[] {
  const items = office.all('item').filter(isInTheirHands);
  return office
    .all('appointment')
    .toSorted((a, b) => Number(isOver(a)) - Number(isOver(b)))
    .map((appointment) => visitorOf(appointment, items));
}

function visitorOf(appointment: Appointment, items: readonly DocumentItem[]): Visitor {
  const { id, travelDocument, ...applicant } = appointment.applicant;
  const made = items.filter(({ applicantId }) => applicantId === id).map(({ serial }) => serial);
  return {
    ...applicant,
    numbers: [...(travelDocument === null ? [] : [travelDocument]), ...made],
    personId: id,
    ticket: appointment.ticket,
    appointment,
  };
}

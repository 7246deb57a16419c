import type { Appointment, Counter } from '../contract/index.ts';

/**
 * Who is next at a counter: of those who wait for something the counter does, the one whose turn came first.
 * A turn comes at the appointed time, or on arrival when that is later: coming early gains nothing, coming late costs
 * only oneself. Equal turns go by ticket. Being called and put back does not move anybody down the list.
 */
export function chooseNext(waiting: readonly Appointment[], counter: Counter): Appointment | undefined {
  return waiting
    .filter((appointment) => appointment.state === 'waiting' && counter.services.includes(appointment.service))
    .toSorted((a, b) => turn(a) - turn(b) || compareText(a.ticket, b.ticket) || compareText(a.id, b.id))[0];
}

function turn(appointment: Appointment): number {
  return Math.max(Date.parse(appointment.scheduledAt), Date.parse(appointment.arrivedAt ?? appointment.scheduledAt));
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

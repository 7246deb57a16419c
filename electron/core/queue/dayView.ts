import type { Appointment } from '../../../backend/contract/index.ts';
import type { DayEntry, DaySnapshot } from '../../contract/day.ts';
import type { LocalText } from '../../contract/common.ts';
import type { Office } from '../office/office.ts';

interface DayViewOptions { office: Office; counterId: string | null; counterName: (id: string) => string | null; serviceTitle: (service: string) => LocalText }

/** Today, as lists in the order in which they are shown. */
export function dayView({ office, counterId, counterName, serviceTitle }: DayViewOptions): Pick<DaySnapshot, 'waiting' | 'parked' | 'all'> {
  const entry = (appointment: Appointment): DayEntry => ({
    appointmentId: appointment.id,
    ticket: appointment.ticket,
    name: `${appointment.applicant.familyName}, ${appointment.applicant.givenNames}`,
    serviceTitle: serviceTitle(appointment.service),
    language: appointment.applicant.language,
    state: appointment.state,
    scheduledAt: appointment.scheduledAt,
    arrivedAt: appointment.arrivedAt,
    parkedReason: appointment.parkedReason,
    parkedAt: appointment.parkedAt,
    counterName: appointment.counterId ? counterName(appointment.counterId) : null,
    mine: appointment.counterId !== null && appointment.counterId === counterId,
    pending: office.isPending(appointment.id),
  });
  const all = office.all('appointment').toSorted((a, b) => a.scheduledAt.localeCompare(b.scheduledAt) || a.ticket.localeCompare(b.ticket));
  // The order in which the backend calls: the appointed time, or arrival when that is later.
  const turn = ({ scheduledAt, arrivedAt }: Appointment): number => Math.max(Date.parse(scheduledAt), Date.parse(arrivedAt ?? scheduledAt));
  return {
    waiting: all.filter(({ state }) => state === 'waiting').toSorted((a, b) => turn(a) - turn(b) || a.ticket.localeCompare(b.ticket)).map(entry),
    parked: all.filter(({ state }) => state === 'parked').toSorted((a, b) => (a.parkedAt ?? '').localeCompare(b.parkedAt ?? '')).map(entry),
    all: all.map(entry),
  };
}

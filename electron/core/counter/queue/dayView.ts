import {
  inOrder,
  isBeside,
  isLeftOver,
  standing,
  type Appointment,
  type OfficeRules,
} from '../../../../backend/contract/index.ts';
import type { DayEntry, DaySnapshot } from '../../../contract/day.ts';
import type { ErrorCode } from '../../../contract/errors.ts';
import type { LocalText } from '../../../contract/common.ts';
import { nameOf } from '../../kernel/records/appointments.ts';
import type { Office } from '../../kernel/records/office.ts';

interface DayViewOptions {
  office: Office;
  counterId: string | null;
  /** By the office's clock. */
  now: Date;
  rules: OfficeRules;
  connected: boolean;
  isLead: boolean;
  counter: (id: string | null) => { name: string; room: string } | null;
  serviceTitle: (service: string) => LocalText;
}

/** For a window at which nobody is signed in. */
export const emptyDay: DaySnapshot = {
  waiting: [],
  parked: [],
  leftOver: [],
  all: [],
  ahead: { count: 0, until: null },
  visitNext: null,
  services: [],
  undo: null,
  calling: false,
};

/** Today, as lists in the order in which they are shown. */
export function dayView(
  options: DayViewOptions,
): Pick<DaySnapshot, 'waiting' | 'parked' | 'leftOver' | 'all' | 'ahead' | 'visitNext'> {
  const { office, counterId, rules } = options;
  const now = options.now.toISOString();
  const all = office
    .all('appointment')
    .toSorted((a, b) => a.scheduledAt.localeCompare(b.scheduledAt) || a.ticket.localeCompare(b.ticket));
  const inLine = inOrder(
    all.filter(({ state }) => state === 'waiting'),
    rules,
  ).filter((one) => standing(one, now)?.kind !== 'visit');
  const waiting = inLine.filter((one) => !isLeftOver(one, options.now));
  const parked = all
    .filter(({ state }) => state === 'parked')
    .toSorted((a, b) => (a.parkedAt ?? '').localeCompare(b.parkedAt ?? ''));
  const entry = (appointment: Appointment): DayEntry => dayEntry(appointment, options, now);
  const ahead = waiting
    .map((one) => standing(one, now))
    .filter((held) => held?.counterId === counterId && held.kind === 'ahead');
  const beside = counterId ? all.filter((one) => isBeside(one, counterId)) : [];
  const isFree = !all.some((one) => one.counterId === counterId && (one.state === 'called' || one.state === 'serving'));
  return {
    waiting: firstOfEachVisit(waiting).map(entry),
    parked: firstOfEachVisit(parked).map(entry),
    leftOver: firstOfEachVisit(inLine.filter((one) => isLeftOver(one, options.now))).map(entry),
    all: all.map(entry),
    ahead: { count: ahead.length, until: ahead[0]?.until ?? null },
    visitNext:
      beside[0] && isFree
        ? {
            appointmentId: beside[0].id,
            ticket: beside[0].ticket,
            name: nameOf(beside[0].applicant),
            others: beside.length - 1,
          }
        : null,
  };
}

/** A family is one entry. */
function firstOfEachVisit(list: Appointment[]): Appointment[] {
  return list.filter(
    (one, index) => one.visitId === null || list.findIndex(({ visitId }) => visitId === one.visitId) === index,
  );
}

function dayEntry(appointment: Appointment, options: DayViewOptions, now: string): DayEntry {
  const { office, counterId, counter, serviceTitle } = options;
  const held = appointment.state === 'waiting' ? standing(appointment, now) : null;
  const { redirect } = appointment;
  return {
    appointmentId: appointment.id,
    ticket: appointment.ticket,
    name: nameOf(appointment.applicant),
    service: appointment.service,
    serviceTitle: serviceTitle(appointment.service),
    language: appointment.applicant.language,
    state: appointment.state,
    scheduledAt: appointment.scheduledAt,
    arrivedAt: appointment.arrivedAt,
    parkedReason: appointment.parkedReason,
    parkedAt: appointment.parkedAt,
    endedEarly: appointment.outcome === 'incomplete' ? (appointment.endReason ?? '') : null,
    counterName: counter(appointment.counterId)?.name ?? null,
    room: counter(appointment.counterId)?.room ?? null,
    mine: appointment.counterId !== null && appointment.counterId === counterId,
    walkIn: appointment.walkIn,
    priorityReason: appointment.priority?.reason ?? null,
    redirect: redirect && { from: counter(redirect.fromCounterId)?.name ?? null, reason: redirect.reason },
    reservedFor: held && {
      counterName: counter(held.counterId)?.name ?? null,
      mine: held.counterId === counterId,
      kind: held.kind,
      until: held.until,
    },
    awaySince: appointment.awaySince,
    takenOff: appointment.takenOff?.why ?? null,
    calls: appointment.calls,
    companions: office
      .othersOfVisit(appointment)
      .map(({ id, ticket, applicant, state }) => ({ appointmentId: id, ticket, name: nameOf(applicant), state })),
    hindrance: hindranceOf(appointment, options, now),
    pending: office.isPending(appointment.id),
  };
}

/** Said before it is tried; the backend decides all the same. */
function hindranceOf(
  appointment: Appointment,
  { counterId, connected, isLead, rules }: DayViewOptions,
  now: string,
): ErrorCode | null {
  const held = standing(appointment, now);
  switch (appointment.state) {
    case 'waiting':
      if (held && held.counterId !== counterId && !(isLead && held.kind === 'redirect')) return 'reserved';
      return connected || held ? null : 'offline';
    case 'called':
    case 'serving':
      if (appointment.counterId === counterId || appointment.awaySince === null) return 'owner-present';
      if (!isLead && Date.parse(now) - Date.parse(appointment.awaySince) < rules.takeOverAfterMinutes * 60_000)
        return 'lead-only';
      return connected ? null : 'offline';
    default:
      return connected ? null : 'offline';
  }
}

import { hasName, type Appointment, type OfficeRules } from '../../../../backend/contract/index.ts';
import type { CaseSnapshot } from '../../../contract/case.ts';
import { nameOf, recallAt } from '../../kernel/records/appointments.ts';
import type { Office } from '../../kernel/records/office.ts';
import type { Outbox } from '../../kernel/outbox/outbox.ts';
import type { Process } from '../processes/process.ts';
import type { CaseAtHand } from './caseAtHand.ts';
import type { DocumentInHand } from './documentInHand.ts';
import { officeDay } from './officeDay.ts';
import type { Representatives } from './representatives.ts';
import { missingSteps, otherVersion, stepViews } from './steps.ts';
import { choicesFor, hereForOf, seenAgeOf, whoMayAct } from './whoActs.ts';

export interface CaseViewParts {
  office: Office;
  outbox: Outbox;
  atHand: CaseAtHand;
  process: (service: string) => Process | undefined;
  inHand: DocumentInHand;
  representatives: Representatives;
  /** By the office's clock. */
  now: () => Date;
  rules: () => OfficeRules;
  counterName: (id: string) => string | null;
  /** Shown after finishing until the next one is called. */
  finishedId: string | null;
  signatureView: (appointmentId: string) => NonNullable<CaseSnapshot>['signature'];
  depositView: (appointmentId: string) => NonNullable<CaseSnapshot>['deposit'];
}

/** The person at the counter as the clerk is shown them, or the one who was just finished. */
export function caseView(parts: CaseViewParts): CaseSnapshot {
  const { atHand, office, outbox, inHand, representatives } = parts;
  const finished = parts.finishedId ? office.get('appointment', parts.finishedId) : undefined;
  const appointment = atHand.appointment ?? (finished?.state === 'completed' ? finished : null);
  if (
    !appointment ||
    (appointment.state !== 'called' && appointment.state !== 'serving' && appointment.state !== 'completed')
  )
    return null;
  const process = parts.process(appointment.service);
  const { applicant } = appointment;
  const hereFor = hereForOf(process, appointment);
  const today = officeDay(parts.now());
  const refusedEntry = outbox.refusedFor(appointment.id);
  return {
    appointmentId: appointment.id,
    ticket: appointment.ticket,
    state: appointment.state,
    endedEarly: appointment.outcome === 'incomplete' ? (appointment.endReason ?? '') : null,
    familyName: applicant.familyName,
    givenNames: applicant.givenNames,
    birthDate: applicant.birthDate,
    nationality: applicant.nationality,
    language: applicant.language,
    lowCompartment: applicant.lowCompartment,
    note: appointment.note,
    serviceTitle: process?.title ?? { de: appointment.service },
    usualMinutes: process?.usualMinutes ?? 0,
    calledAt: appointment.calledAt,
    servingSince: appointment.appearedAt,
    steps: process
      ? stepViews(process, appointment, {
          compartmentLabel: (id) => office.get('compartment', id)?.label ?? null,
          acting: (step) => whoMayAct(step, applicant, hereFor, today, seenAgeOf(process, appointment)),
        })
      : [],
    items: atHand.items(appointment).map(({ id, kind, serial, title, validUntil, state }) => ({
      itemId: id,
      kind,
      serial,
      title,
      validUntil,
      state,
    })),
    nameless: !hasName(applicant),
    shownName: hasName(applicant) ? null : representatives.shownName(appointment),
    hereForRelative:
      office
        .othersOfVisit(appointment)
        .map((one) => hereForOf(parts.process(one.service), one)?.name ?? null)
        .find((name) => name !== null) ?? null,
    hereFor,
    representativeChoices: choicesFor(applicant, today),
    inHand: inHand.itemId,
    inHandProved: inHand.proved,
    signature: parts.signatureView(appointment.id),
    deposit: parts.depositView(appointment.id),
    stop: atHand.stop,
    comparison: atHand.comparison?.view ?? null,
    missingSteps: process ? missingSteps(process, appointment) : [],
    otherVersion: process ? otherVersion(process, appointment) : null,
    calls: appointment.calls,
    recallAt: appointment.state === 'called' ? recallAt(appointment, parts.rules()) : null,
    priorityReason: appointment.priority?.reason ?? null,
    redirect: appointment.redirect && {
      from: parts.counterName(appointment.redirect.fromCounterId),
      reason: appointment.redirect.reason,
    },
    service: appointment.service,
    visit: visitOf(appointment, parts),
    pending: office.isPending(appointment.id),
    problem: refusedEntry ? outbox.problemOf(refusedEntry) : process ? null : { code: 'process-file-broken' },
  };
}

/** Everybody of this visit with what is still to be done; empty when nobody else belongs to it. */
function visitOf(
  appointment: Appointment,
  { office, atHand, process }: CaseViewParts,
): NonNullable<CaseSnapshot>['visit'] {
  const others = office.othersOfVisit(appointment);
  if (others.length === 0) return [];
  return [appointment, ...others]
    .toSorted((a, b) => (a.ticket < b.ticket ? -1 : 1))
    .map((one) => ({
      appointmentId: one.id,
      ticket: one.ticket,
      name: nameOf(one.applicant),
      state: one.state,
      serviceTitle: process(one.service)?.title ?? { de: one.service },
      canSwitch: atHand.beside.some(({ id }) => id === one.id),
    }));
}

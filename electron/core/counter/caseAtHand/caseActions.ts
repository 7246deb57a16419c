import type { z } from 'zod';
import type { OfficeRules } from '../../../../backend/contract/index.ts';
import type { NameApplicant } from '../../../contract/acting.ts';
import type { CaseSnapshot, Finish } from '../../../contract/case.ts';
import { fail, type Result } from '../../../contract/errors.ts';
import type { Office } from '../../kernel/records/office.ts';
import type { Outbox } from '../../kernel/outbox/outbox.ts';
import type { Process } from '../processes/process.ts';
import type { WorkAtCounter } from '../work/counterWork.ts';
import type { CaseAtHand } from './caseAtHand.ts';
import { CaseSteps } from './caseSteps.ts';
import { caseView, type CaseViewParts } from './caseView.ts';
import type { Deeds } from './deeds.ts';
import { DocumentInHand } from './documentInHand.ts';
import { officeDay } from './officeDay.ts';
import { Representatives } from './representatives.ts';
import { missingSteps } from './steps.ts';

type NameApplicantInput = z.infer<typeof NameApplicant>;

interface CaseActionsOptions extends Pick<CaseViewParts, 'counterName' | 'signatureView' | 'depositView'> {
  office: Office;
  outbox: Outbox;
  atHand: CaseAtHand;
  deeds: Deeds;
  works: WorkAtCounter;
  /** By the office's clock. */
  now: () => Date;
  rules: () => OfficeRules;
  process: (service: string) => Process | undefined;
  onChange: () => void;
}

/** How people come to this counter and go from it, and what is known and shown of the one who is here. */
export class CaseActions {
  readonly #options: CaseActionsOptions;
  /** Shown after finishing until the next one is called. */
  #finishedId: string | null = null;
  readonly inHand: DocumentInHand;
  readonly representatives: Representatives;
  readonly steps: CaseSteps;

  constructor(options: CaseActionsOptions) {
    this.#options = options;
    const { atHand, deeds, office, process, works, now, onChange } = options;
    const appear = () => this.appear();
    this.inHand = new DocumentInHand({ atHand, process, onChange });
    this.representatives = new Representatives({
      atHand,
      office,
      process,
      onChange,
      today: () => officeDay(now()),
      appear,
      hindrance: () => deeds.hindrance(),
      record: (stepId, step) => this.steps.record(stepId, step),
    });
    this.steps = new CaseSteps({
      atHand,
      deeds,
      office,
      process,
      works,
      now,
      appear,
      inHand: this.inHand,
      representatives: this.representatives,
    });
  }

  /**
   * The backend has called somebody to this counter; perhaps long after anybody waited for its answer, or after a
   * restart.
   */
  called(appointmentId: string, commandId: string): void {
    this.#finishedId = null;
    this.#options.deeds.remember({ appointmentId, commandId });
    this.#options.onChange();
  }

  /** Whoever works here next need not see who was here last. */
  forgetFinished(): void {
    this.#finishedId = null;
    this.#options.onChange();
  }

  /** What was scanned of somebody who is not here any more. */
  forgetShown(): void {
    this.representatives.forget();
    this.inHand.drop();
  }

  checkIn(appointmentId: string): Result<null> {
    return this.#options.deeds.do({ kind: 'check-in', appointmentId });
  }

  /**
   * Calls one of those whom this counter holds: counts from now on, and is told to the backend when it can be reached.
   */
  callReserved(appointmentId: string): Result<null> {
    const called = this.#options.deeds.do({ kind: 'call-reserved', appointmentId });
    if (called.ok) this.#finishedId = null;
    return called;
  }

  /**
   * The backend has confirmed that somebody was sent on. Who has come to the counter since keeps all that was begun for
   * them.
   */
  sentOn(appointmentId: string, commandId: string): void {
    const { atHand, deeds, onChange } = this.#options;
    deeds.remember({ appointmentId, commandId });
    if (!atHand.appointment) deeds.personLeft();
    onChange();
  }

  appear(): Result<null> {
    return this.#options.deeds.doOnMine((appointmentId) => ({
      kind: 'appear',
      appointmentId,
      processVersion: this.versionHere(appointmentId),
    }));
  }

  /** Which version of its process this counter has: a case that begins here begins with it. */
  versionHere(appointmentId: string): number | undefined {
    const service = this.#options.office.get('appointment', appointmentId)?.service;
    return service === undefined ? undefined : this.#options.process(service)?.version;
  }

  miss(): Result<null> {
    return this.#options.deeds.leave((appointmentId) => ({ kind: 'miss', appointmentId }));
  }

  park(reason: string): Result<null> {
    return this.#options.deeds.leave((appointmentId) => ({ kind: 'park', appointmentId, reason: reason.trim() }));
  }

  /** To somebody else of the same visit; a stop that is about this very person is thereby noted. */
  switchTo(appointmentId: string): Result<null> {
    const { atHand, deeds } = this.#options;
    if (!atHand.beside.some(({ id }) => id === appointmentId)) return fail('not-in-this-visit');
    if (atHand.stop && atHand.stop.sameVisit !== appointmentId) return fail('wrong-person');
    if (atHand.appointment?.state === 'called') return fail('wrong-state');
    const hindered = deeds.hindrance();
    if (!hindered.ok) return hindered;
    const { stop } = atHand;
    const switched = deeds.do({ kind: 'switch', appointmentId, processVersion: this.versionHere(appointmentId) });
    if (!switched.ok) return switched;
    if (stop) atHand.acknowledgeStop(stop.at);
    this.#finishedId = null;
    deeds.personLeft();
    return switched;
  }

  finish(how: Finish): Result<null> {
    const { atHand, deeds } = this.#options;
    const { outcome } = how;
    const serving = atHand.serving();
    if (!serving.ok) return serving;
    const process = this.#options.process(serving.value.service);
    if (!process)
      return outcome === 'completed'
        ? fail('process-file-broken')
        : deeds.leave((appointmentId) => ({ kind: 'finish', appointmentId, ...how }));
    const missing = missingSteps(process, serving.value);
    if (outcome === 'completed' && missing.length > 0) return fail('steps-missing', { count: missing.length });
    const finished = deeds.leave((appointmentId) => ({ kind: 'finish', appointmentId, ...how }));
    if (finished.ok) this.#finishedId = serving.value.id;
    return finished;
  }

  undo(): Result<null> {
    const { atHand, deeds } = this.#options;
    const last = deeds.undoable;
    if (!last) return fail('cannot-undo');
    if (atHand.stop) return fail('wrong-person');
    const hindered = deeds.hindrance();
    if (!hindered.ok) return hindered;
    const before = atHand.appointment?.id;
    const done = deeds.do({ kind: 'undo', appointmentId: last.appointmentId, commandId: last.commandId });
    if (!done.ok) return done;
    this.#finishedId = null;
    // Taking back a call sends the person away, too; taking back a switch brings another one.
    if (atHand.appointment?.id !== before) deeds.personLeft();
    return done;
  }

  /**
   * The name of somebody who came without it being known. Not under a signature that is being given: the pad shows the
   * old one.
   */
  nameApplicant({ familyName, givenNames, birthDate }: NameApplicantInput): Result<null> {
    const { deeds } = this.#options;
    const hindered = deeds.hindrance();
    if (!hindered.ok) return hindered;
    return deeds.doOnMine((appointmentId) => ({
      kind: 'name-applicant',
      appointmentId,
      familyName,
      givenNames,
      ...(birthDate === null ? {} : { birthDate }),
    }));
  }

  view(): CaseSnapshot {
    return caseView({
      ...this.#options,
      inHand: this.inHand,
      representatives: this.representatives,
      finishedId: this.#finishedId,
    });
  }
}

import { z } from 'zod';
import {
  groundOf,
  hasName,
  type Action,
  type Appointment,
  type OfficeRules,
  type StepRecord,
} from '../../../../backend/contract/index.ts';
import type { HandOver, NameApplicant } from '../../../contract/acting.ts';
import type { CaseSnapshot } from '../../../contract/case.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { Store } from '../../kernel/database/store.ts';
import type { Office } from '../../kernel/records/office.ts';
import type { Outbox } from '../../kernel/outbox/outbox.ts';
import { nameOf, recallAt } from '../../kernel/records/appointments.ts';
import { kindOf, type Process } from '../processes/process.ts';
import type { WorkAtCounter } from '../work/counterWork.ts';
import type { ProcessStep, StepKindName } from '../../../../backend/contract/processes.ts';
import type { CaseAtHand } from './caseAtHand.ts';
import { DocumentInHand } from './documentInHand.ts';
import { officeDay } from './officeDay.ts';
import { Representatives } from './representatives.ts';
import { isSettled, missingSteps, otherVersion, stepFor, stepViews } from './steps.ts';
import { actingPerson, choicesFor, factsOfHereFor, hereForOf, seenAgeOf, whoMayAct, type HereFor } from './whoActs.ts';

/** With whose it was: nobody takes back what somebody else did here before. */
const LastAction = z.object({
  appointmentId: z.string(),
  commandId: z.string(),
  clerkId: z.string(),
  counterId: z.string(),
});

type HandOverInput = z.infer<typeof HandOver>;
type NameApplicantInput = z.infer<typeof NameApplicant>;

interface CaseActionsOptions {
  office: Office;
  store: Store;
  outbox: Outbox;
  atHand: CaseAtHand;
  counterId: () => string | null;
  clerkId: () => string | null;
  /** By the office's clock. */
  now: () => Date;
  rules: () => OfficeRules;
  counterName: (id: string) => string | null;
  process: (service: string) => Process | undefined;
  /** What is under way here; told when the person leaves the counter. */
  works: WorkAtCounter;
  signatureView: (appointmentId: string) => NonNullable<CaseSnapshot>['signature'];
  depositView: (appointmentId: string) => NonNullable<CaseSnapshot>['deposit'];
  onChange: () => void;
  onLeft: () => void;
}

/** What a clerk does with the queue and with the person at the counter. */
export class CaseActions {
  readonly #options: CaseActionsOptions;
  /** The last thing that can be taken back; kept on the disk, because undo is also for after a restart. */
  #last: z.infer<typeof LastAction> | null;
  /** Shown after finishing until the next one is called. */
  #finishedId: string | null = null;
  readonly inHand: DocumentInHand;
  readonly representatives: Representatives;

  constructor(options: CaseActionsOptions) {
    this.#options = options;
    const last = LastAction.safeParse(options.store.meta('lastAction'));
    this.#last = last.success ? last.data : null;
    const { atHand, office, process, onChange } = options;
    this.inHand = new DocumentInHand({ atHand, process, onChange });
    this.representatives = new Representatives({
      atHand,
      office,
      process,
      onChange,
      today: () => this.#today(),
      appear: () => this.appear(),
      hindrance: () => this.hindrance(),
      record: (stepId, step) => this.#record(stepId, step),
    });
  }

  // ---- queue

  /**
   * The backend has called somebody to this counter; perhaps long after anybody waited for its answer, or after a
   * restart.
   */
  called(appointmentId: string, commandId: string): void {
    this.#finishedId = null;
    this.#remember({ appointmentId, commandId });
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
    return this.#do({ kind: 'check-in', appointmentId });
  }

  /**
   * Calls one of those whom this counter holds: counts from now on, and is told to the backend when it can be reached.
   */
  callReserved(appointmentId: string): Result<null> {
    const called = this.#do({ kind: 'call-reserved', appointmentId });
    if (called.ok) this.#finishedId = null;
    return called;
  }

  /** The person at the counter was sent on and the backend has confirmed it. */
  sentOn(appointmentId: string, commandId: string): void {
    this.#remember({ appointmentId, commandId });
    if (!this.#options.atHand.appointment) this.#nobodyLeft();
    this.#options.onChange();
  }

  // ---- the person at the counter

  appear(): Result<null> {
    return this.#forMine((appointmentId) => ({
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
    return this.#leave((appointmentId) => ({ kind: 'miss', appointmentId }));
  }

  park(reason: string): Result<null> {
    return this.#leave((appointmentId) => ({ kind: 'park', appointmentId, reason: reason.trim() }));
  }

  /** To somebody else of the same visit; a stop that is about this very person is thereby noted. */
  switchTo(appointmentId: string): Result<null> {
    const { atHand } = this.#options;
    if (!atHand.beside.some(({ id }) => id === appointmentId)) return fail('not-in-this-visit');
    if (atHand.stop && atHand.stop.sameVisit !== appointmentId) return fail('wrong-person');
    if (atHand.appointment?.state === 'called') return fail('wrong-state');
    const hindered = this.hindrance();
    if (!hindered.ok) return hindered;
    const { stop } = atHand;
    const switched = this.#do({ kind: 'switch', appointmentId, processVersion: this.versionHere(appointmentId) });
    if (!switched.ok) return switched;
    if (stop) atHand.acknowledgeStop(stop.at);
    this.#finishedId = null;
    this.#nobodyLeft();
    return switched;
  }

  finish(outcome: 'completed' | 'incomplete'): Result<null> {
    const serving = this.#options.atHand.serving();
    if (!serving.ok) return serving;
    const process = this.#options.process(serving.value.service);
    if (!process)
      return outcome === 'completed'
        ? fail('process-file-broken')
        : this.#leave((appointmentId) => ({ kind: 'finish', appointmentId, outcome }));
    const missing = missingSteps(process, serving.value);
    if (outcome === 'completed' && missing.length > 0) return fail('steps-missing', { count: missing.length });
    const finished = this.#leave((appointmentId) => ({ kind: 'finish', appointmentId, outcome }));
    if (finished.ok) this.#finishedId = serving.value.id;
    return finished;
  }

  undo(): Result<null> {
    const last = this.#last;
    if (!last || !this.undoable) return fail('cannot-undo');
    if (this.#options.atHand.stop) return fail('wrong-person');
    const hindered = this.hindrance();
    if (!hindered.ok) return hindered;
    const before = this.#options.atHand.appointment?.id;
    const done = this.#do({ kind: 'undo', appointmentId: last.appointmentId, commandId: last.commandId });
    if (!done.ok) return done;
    this.#finishedId = null;
    // Taking back a call sends the person away, too; taking back a switch brings another one.
    if (this.#options.atHand.appointment?.id !== before) this.#nobodyLeft();
    return done;
  }

  /** What Undo would take back. */
  get undoable(): { kind: string; ticket: string } | null {
    const last = this.#last;
    if (!last || last.clerkId !== this.#options.clerkId() || last.counterId !== this.#options.counterId()) return null;
    const appointment = this.#options.office.get('appointment', last.appointmentId);
    if (appointment?.undo?.commandId !== last.commandId) return null;
    return { kind: appointment.undo.kind, ticket: appointment.ticket };
  }

  // ---- steps

  /** The machine readable zone of this person's document was read and fits; `evidence` says how. */
  identityByMrz(evidence: StepRecord['evidence'], expired: boolean): void {
    const step = this.#openIdentity();
    // An expired document is a question for the clerk, not a proof.
    const hereFor = this.#hereForFacts();
    if (step && !expired)
      this.#record(step.id, { state: 'done', evidence: { ...hereFor, method: 'mrz', ...evidence } });
    else if (step)
      this.#record(step.id, { state: 'open', evidence: { ...hereFor, method: 'mrz', ...evidence, expired: true } });
  }

  confirmIdentity(stepId: string, shown: string): Result<null> {
    const confirmed = this.#onStep(stepId, 'identity', (_step, record) => {
      const hereFor = factsOfHereFor(record);
      // Whose document was looked at?
      if ('hereFor' in hereFor && !('representative' in hereFor)) return fail('representative-unnamed');
      return this.#record(stepId, { state: 'done', evidence: { ...hereFor, method: 'eye', shown } });
    });
    if (confirmed.ok) this.#options.atHand.endComparison();
    return confirmed;
  }

  /**
   * The clerk has compared document and person: it is this person, or the document is laid aside.
   * @param at names the comparison that was looked at
   */
  settleComparison(at: string, same: boolean): Result<null> {
    const { atHand } = this.#options;
    const comparison = atHand.comparison;
    if (comparison?.view.at !== at) return fail('wrong-state');
    if (same) {
      if (atHand.appointment?.state === 'called') {
        const appeared = this.appear();
        if (!appeared.ok) return appeared;
      }
      const step = this.#openIdentity();
      const recorded = step
        ? this.#record(step.id, { state: 'done', evidence: { ...this.#hereForFacts(), ...comparison.evidence } })
        : ok(null);
      if (!recorded.ok) return recorded;
    } else this.representatives.layAside();
    atHand.endComparison();
    return ok(null);
  }

  /** Whether it is still to be settled who the person at the counter is. */
  get asksWhoItIs(): boolean {
    return this.#openIdentity() !== undefined;
  }

  #openIdentity(): ProcessStep | undefined {
    const appointment = this.#options.atHand.appointment;
    return appointment
      ? this.#options
          .process(appointment.service)
          ?.steps.find(({ kind, id }) => kind === 'identity' && !isSettled(appointment.steps[id]))
      : undefined;
  }

  /** Who is here in the applicant's place, as it stands in the open identity step: it stays there. */
  #hereForFacts(): StepRecord['evidence'] {
    const step = this.#openIdentity();
    return (step && factsOfHereFor(this.#options.atHand.appointment?.steps[step.id])) ?? {};
  }

  tickDocument(stepId: string, documentId: string, present: boolean): Result<null> {
    return this.#onStep(stepId, null, (step, record) => {
      if (!('documents' in step)) return fail('not-possible-in-this-step');
      if (!step.documents.some(({ id }) => id === documentId)) return fail('step-unknown');
      return this.#record(stepId, { state: 'open', evidence: { ...record?.evidence, [documentId]: present } });
    });
  }

  completeStep(stepId: string): Result<null> {
    return this.#onStep(stepId, null, (step, record, { process, appointment }) => {
      const evidence = kindOf(process, step).complete(step, record, appointment);
      return evidence.ok ? this.#record(stepId, { state: 'done', evidence: evidence.value }) : evidence;
    });
  }

  overrideStep(stepId: string, reason: string): Result<null> {
    return this.#onStep(stepId, null, (_step, record) => {
      const hindered = this.#options.works.hindrance('settle-step');
      if (!hindered.ok) return hindered;
      return this.#record(stepId, { state: 'overridden', reason, evidence: record?.evidence ?? {} });
    });
  }

  cannotSign(stepId: string, reason: string): Result<null> {
    return this.#onStep(stepId, 'signature', () => {
      this.#options.works.stepSettled(stepId);
      return this.#record(stepId, { state: 'overridden', reason, evidence: { cannotSign: true } });
    });
  }

  /** A step done too early is opened again; what was signed or has left the office cannot be. */
  reopenStep(stepId: string): Result<null> {
    const serving = this.#options.atHand.serving();
    if (!serving.ok) return serving;
    // Who signs or receives, and whether it is known who they are, does not change while they do.
    const hindered = this.hindrance();
    if (!hindered.ok) return hindered;
    const record = serving.value.steps[stepId];
    const process = this.#options.process(serving.value.service);
    const step = process?.steps.find(({ id }) => id === stepId);
    if (!process || !step || !record) return fail('step-unknown');
    const { binds, keepsEvidence } = kindOf(process, step);
    if (record.state === 'done' && binds) return fail('not-possible-in-this-step');
    return this.#record(stepId, { state: 'open', evidence: keepsEvidence ? record.evidence : {} });
  }

  /** The document was scanned, or somebody looked at it and says why; who receives it is a person with a role. */
  handOver({ stepId, itemId, receiver, byEye }: HandOverInput): Result<null> {
    return this.#onStep(stepId, 'output', (step) => {
      if (step.kind !== 'output' || !step.ways.includes('hand-over')) return fail('not-possible-in-this-step');
      const { atHand, office } = this.#options;
      const item = office.get('item', itemId);
      const mine = atHand.appointment;
      if (!item || !mine) return fail('document-unknown');
      if (item.applicantId !== mine.applicant.id) {
        atHand.raiseStop(
          'document',
          office.all('appointment').find(({ applicant }) => applicant.id === item.applicantId)?.ticket ?? null,
        );
        return fail('wrong-person');
      }
      if (!step.itemKinds.includes(item.kind)) return fail('not-possible-in-this-step');
      if (item.state !== 'ready') return fail('item-not-ready', { itemState: item.state });
      const hindered = this.#options.works.hindrance('settle-step');
      if (!hindered.ok) return hindered;
      if (byEye === null && !this.inHand.isProved(stepId, itemId)) return fail('document-not-scanned');
      const person = actingPerson(
        step,
        mine.applicant,
        this.#hereFor(mine),
        this.#today(),
        receiver,
        this.#seenAge(mine),
      );
      if (!person.ok) return person;
      const done = this.#do({
        kind: 'hand-over',
        appointmentId: mine.id,
        stepId,
        itemId,
        recipient: groundOf(person.value),
        receiver: person.value,
        proof: byEye === null ? { by: 'scan' } : { by: 'eye', reason: byEye },
      });
      if (!done.ok) return done;
      this.inHand.drop();
      this.#options.works.stepSettled(stepId);
      return done;
    });
  }

  // ---- who the person is, and who is here for them

  /**
   * The name of somebody who came without it being known. Not under a signature that is being given: the pad shows the
   * old one.
   */
  nameApplicant({ familyName, givenNames, birthDate }: NameApplicantInput): Result<null> {
    const hindered = this.hindrance();
    if (!hindered.ok) return hindered;
    return this.#forMine((appointmentId) => ({
      kind: 'name-applicant',
      appointmentId,
      familyName,
      givenNames,
      ...(birthDate === null ? {} : { birthDate }),
    }));
  }

  #hereFor(appointment: Appointment): HereFor | null {
    return hereForOf(this.#options.process(appointment.service), appointment);
  }

  #seenAge(appointment: Appointment): number {
    return seenAgeOf(this.#options.process(appointment.service), appointment);
  }

  #today(): string {
    return officeDay(this.#options.now());
  }

  // ---- what is shown

  view(): CaseSnapshot {
    const { atHand, office, outbox } = this.#options;
    const finished = this.#finishedId ? office.get('appointment', this.#finishedId) : undefined;
    const appointment = atHand.appointment ?? (finished?.state === 'completed' ? finished : null);
    if (
      !appointment ||
      (appointment.state !== 'called' && appointment.state !== 'serving' && appointment.state !== 'completed')
    )
      return null;
    const process = this.#options.process(appointment.service);
    const { applicant } = appointment;
    const hereFor = this.#hereFor(appointment);
    const today = this.#today();
    const refusedEntry = outbox.refusedFor(appointment.id);
    return {
      appointmentId: appointment.id,
      ticket: appointment.ticket,
      state: appointment.state,
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
            acting: (step) => whoMayAct(step, applicant, hereFor, today, this.#seenAge(appointment)),
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
      shownName: hasName(applicant) ? null : this.representatives.shownName(appointment),
      hereForRelative:
        office
          .othersOfVisit(appointment)
          .map((one) => this.#hereFor(one)?.name ?? null)
          .find((name) => name !== null) ?? null,
      hereFor,
      representativeChoices: choicesFor(applicant, today),
      inHand: this.inHand.itemId,
      inHandProved: this.inHand.proved,
      signature: this.#options.signatureView(appointment.id),
      deposit: this.#options.depositView(appointment.id),
      stop: atHand.stop,
      comparison: atHand.comparison?.view ?? null,
      missingSteps: process ? missingSteps(process, appointment) : [],
      otherVersion: process ? otherVersion(process, appointment) : null,
      calls: appointment.calls,
      recallAt: appointment.state === 'called' ? recallAt(appointment, this.#options.rules()) : null,
      priorityReason: appointment.priority?.reason ?? null,
      redirect: appointment.redirect && {
        from: this.#options.counterName(appointment.redirect.fromCounterId),
        reason: appointment.redirect.reason,
      },
      service: appointment.service,
      visit: this.#visit(appointment),
      pending: office.isPending(appointment.id),
      problem: refusedEntry ? outbox.problemOf(refusedEntry) : process ? null : { code: 'process-file-broken' },
    };
  }

  /** Everybody of this visit with what is still to be done; empty when nobody else belongs to it. */
  #visit(appointment: Appointment): NonNullable<CaseSnapshot>['visit'] {
    const { office, atHand } = this.#options;
    const others = office.othersOfVisit(appointment);
    if (others.length === 0) return [];
    return [appointment, ...others]
      .toSorted((a, b) => (a.ticket < b.ticket ? -1 : 1))
      .map((one) => ({
        appointmentId: one.id,
        ticket: one.ticket,
        name: nameOf(one.applicant),
        state: one.state,
        serviceTitle: this.#options.process(one.service)?.title ?? { de: one.service },
        canSwitch: atHand.beside.some(({ id }) => id === one.id),
      }));
  }

  // ---- how things are done

  #forMine(action: (appointmentId: string) => Action): Result<null> {
    const { atHand } = this.#options;
    if (atHand.stop) return fail('wrong-person');
    return atHand.appointment ? this.#do(action(atHand.appointment.id)) : fail('nobody-at-counter');
  }

  /** Somebody goes: nothing of theirs may stay on the pad, in a door, or on the screen. */
  #leave(action: (appointmentId: string) => Action): Result<null> {
    const hindered = this.hindrance();
    if (!hindered.ok) return hindered;
    const left = this.#forMine(action);
    if (!left.ok) return left;
    this.#nobodyLeft();
    return left;
  }

  /** A door, a slip or a signature of this person that must come to its end first. */
  hindrance(): Result<null> {
    return this.#options.works.hindrance('leave-person');
  }

  #nobodyLeft(): void {
    this.#options.works.leave();
    this.forgetShown();
    this.#options.onLeft();
  }

  /** @param kind what the step must be; null: any */
  #onStep(
    stepId: string,
    kind: StepKindName | null,
    act: (
      step: ProcessStep,
      record: StepRecord | undefined,
      of: { process: Process; appointment: Appointment },
    ) => Result<null>,
  ): Result<null> {
    const serving = this.#options.atHand.serving();
    if (!serving.ok) return serving;
    const appointment = serving.value;
    const process = this.#options.process(appointment.service);
    const step = stepFor(process, appointment, stepId);
    if (!step.ok) return step;
    if (!process || (kind !== null && step.value.kind !== kind)) return fail('not-possible-in-this-step');
    return act(step.value, appointment.steps[stepId], { process, appointment });
  }

  #record(stepId: string, step: Omit<StepRecord, 'at'>): Result<null> {
    return this.#forMine((appointmentId) => ({
      kind: 'record-step',
      appointmentId,
      stepId,
      step: { ...step, at: this.#options.now().toISOString() },
    }));
  }

  #do(action: Action): Result<null> {
    const counterId = this.#options.counterId();
    if (!counterId) return fail('not-signed-in');
    const lastBefore = this.#last;
    const added = this.#options.outbox.add(counterId, action, (commandId) => {
      if ('appointmentId' in action)
        this.#remember(action.kind === 'undo' ? null : { appointmentId: action.appointmentId, commandId });
    });
    if (added.ok) return ok(null);
    this.#last = lastBefore;
    return added;
  }

  #remember(last: Pick<z.infer<typeof LastAction>, 'appointmentId' | 'commandId'> | null): void {
    const { clerkId, counterId, store } = this.#options;
    this.#last = last && { ...last, clerkId: clerkId() ?? '', counterId: counterId() ?? '' };
    store.setMeta('lastAction', this.#last);
  }
}

import type { z } from 'zod';
import { groundOf, type Appointment, type StepRecord } from '../../../../backend/contract/index.ts';
import type { ProcessStep, StepKindName } from '../../../../backend/contract/processes.ts';
import type { HandOver } from '../../../contract/acting.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { Office } from '../../kernel/records/office.ts';
import { kindOf, type Process } from '../processes/process.ts';
import type { WorkAtCounter } from '../work/counterWork.ts';
import type { CaseAtHand } from './caseAtHand.ts';
import type { Deeds } from './deeds.ts';
import type { DocumentInHand } from './documentInHand.ts';
import { officeDay } from './officeDay.ts';
import type { Representatives } from './representatives.ts';
import { isSettled, stepFor } from './steps.ts';
import { actingPerson, factsOfHereFor, hereForOf, seenAgeOf } from './whoActs.ts';

type HandOverInput = z.infer<typeof HandOver>;

interface CaseStepsOptions {
  office: Office;
  atHand: CaseAtHand;
  deeds: Deeds;
  works: WorkAtCounter;
  process: (service: string) => Process | undefined;
  inHand: DocumentInHand;
  representatives: Representatives;
  /** By the office's clock. */
  now: () => Date;
  /** The person who was called is here. */
  appear: () => Result<null>;
}

/** The steps of the person at the counter: proved, ticked, settled in another way, opened again, handed over. */
export class CaseSteps {
  readonly #options: CaseStepsOptions;

  constructor(options: CaseStepsOptions) {
    this.#options = options;
  }

  /** The machine readable zone of this person's document was read and fits; `evidence` says how. */
  identityByMrz(evidence: StepRecord['evidence'], expired: boolean): void {
    const step = this.#openIdentity();
    // An expired document is a question for the clerk, not a proof.
    const hereFor = this.#hereForFacts();
    if (step && !expired) this.record(step.id, { state: 'done', evidence: { ...hereFor, method: 'mrz', ...evidence } });
    else if (step)
      this.record(step.id, { state: 'open', evidence: { ...hereFor, method: 'mrz', ...evidence, expired: true } });
  }

  confirmIdentity(stepId: string, shown: string): Result<null> {
    const confirmed = this.#onStep(stepId, 'identity', (_step, record) => {
      const hereFor = factsOfHereFor(record);
      // Whose document was looked at?
      if ('hereFor' in hereFor && !('representative' in hereFor)) return fail('representative-unnamed');
      return this.record(stepId, { state: 'done', evidence: { ...hereFor, method: 'eye', shown } });
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
        const appeared = this.#options.appear();
        if (!appeared.ok) return appeared;
      }
      const step = this.#openIdentity();
      const recorded = step
        ? this.record(step.id, { state: 'done', evidence: { ...this.#hereForFacts(), ...comparison.evidence } })
        : ok(null);
      if (!recorded.ok) return recorded;
    } else this.#options.representatives.layAside();
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
      return this.record(stepId, { state: 'open', evidence: { ...record?.evidence, [documentId]: present } });
    });
  }

  completeStep(stepId: string): Result<null> {
    return this.#onStep(stepId, null, (step, record, { process, appointment }) => {
      const evidence = kindOf(process, step).complete(step, record, appointment);
      return evidence.ok ? this.record(stepId, { state: 'done', evidence: evidence.value }) : evidence;
    });
  }

  overrideStep(stepId: string, reason: string): Result<null> {
    return this.#onStep(stepId, null, (_step, record) => {
      const hindered = this.#options.works.hindrance('settle-step');
      if (!hindered.ok) return hindered;
      return this.record(stepId, { state: 'overridden', reason, evidence: record?.evidence ?? {} });
    });
  }

  cannotSign(stepId: string, reason: string): Result<null> {
    return this.#onStep(stepId, 'signature', () => {
      this.#options.works.stepSettled(stepId);
      return this.record(stepId, { state: 'overridden', reason, evidence: { cannotSign: true } });
    });
  }

  /** A step done too early is opened again; what was signed or has left the office cannot be. */
  reopenStep(stepId: string): Result<null> {
    const serving = this.#options.atHand.serving();
    if (!serving.ok) return serving;
    // Who signs or receives, and whether it is known who they are, does not change while they do.
    const hindered = this.#options.deeds.hindrance();
    if (!hindered.ok) return hindered;
    const record = serving.value.steps[stepId];
    const process = this.#options.process(serving.value.service);
    const step = process?.steps.find(({ id }) => id === stepId);
    if (!process || !step || !record) return fail('step-unknown');
    const { binds, keepsEvidence } = kindOf(process, step);
    if (record.state === 'done' && binds) return fail('not-possible-in-this-step');
    return this.record(stepId, { state: 'open', evidence: keepsEvidence ? record.evidence : {} });
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
      if (byEye === null && !this.#options.inHand.isProved(stepId, itemId)) return fail('document-not-scanned');
      const person = actingPerson(
        step,
        mine.applicant,
        hereForOf(this.#options.process(mine.service), mine),
        officeDay(this.#options.now()),
        receiver,
        seenAgeOf(this.#options.process(mine.service), mine),
      );
      if (!person.ok) return person;
      const done = this.#options.deeds.do({
        kind: 'hand-over',
        appointmentId: mine.id,
        stepId,
        itemId,
        recipient: groundOf(person.value),
        receiver: person.value,
        proof: byEye === null ? { by: 'scan' } : { by: 'eye', reason: byEye },
      });
      if (!done.ok) return done;
      this.#options.inHand.drop();
      this.#options.works.stepSettled(stepId);
      return done;
    });
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

  /** Writes a step of the person at the counter as it stands now. */
  record(stepId: string, step: Omit<StepRecord, 'at'>): Result<null> {
    return this.#options.deeds.doOnMine((appointmentId) => ({
      kind: 'record-step',
      appointmentId,
      stepId,
      step: { ...step, at: this.#options.now().toISOString() },
    }));
  }
}

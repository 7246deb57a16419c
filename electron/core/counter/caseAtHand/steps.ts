import type { Appointment, StepRecord } from '../../../../backend/contract/index.ts';
import type { StepView } from '../../../contract/case.ts';
import type { ActingView } from '../../../contract/acting.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { ProcessDefinition, ProcessStep, StepOf } from '../../../../backend/contract/processes.ts';

/** The steps of a process as they stand for one appointment. Pure. */

export const isSettled = (record: StepRecord | undefined): boolean =>
  record?.state === 'done' || record?.state === 'overridden';

/** Titles of what still blocks finishing. */
export function missingSteps(process: ProcessDefinition, appointment: Appointment): string[] {
  return process.steps.filter((step) => step.required && !isSettled(appointment.steps[step.id])).map(({ id }) => id);
}

/**
 * A step as it may be worked on now. Signing and handing out bind the office, so they wait for everything required that
 * stands before them; the rest may be done in any order.
 */
export function stepFor(
  process: ProcessDefinition | undefined,
  appointment: Appointment,
  stepId: string,
): Result<ProcessStep> {
  const index = process?.steps.findIndex(({ id }) => id === stepId) ?? -1;
  const step = process?.steps[index];
  if (!process || !step) return fail('step-unknown');
  if (isSettled(appointment.steps[stepId])) return fail('wrong-state');
  if (step.kind === 'signature' || step.kind === 'output') {
    const open = process.steps
      .slice(0, index)
      .some((earlier) => earlier.required && !isSettled(appointment.steps[earlier.id]));
    if (open) return fail('step-locked');
  }
  return ok(step);
}

/** @param acting who can sign or receive in a step */
export function stepViews(
  process: ProcessDefinition,
  appointment: Appointment,
  compartmentLabel: (id: string) => string | null,
  acting: (step: StepOf<'signature'> | StepOf<'output'>) => ActingView,
): StepView[] {
  const currentId = process.steps.find((step) => !isSettled(appointment.steps[step.id]))?.id;
  return process.steps.map((step): StepView => {
    const record = appointment.steps[step.id];
    const documents = step.kind === 'documents' || step.kind === 'confirm' ? step.documents : [];
    return {
      id: step.id,
      kind: step.kind,
      title: step.title,
      text: step.text,
      hint: step.hint ?? null,
      legalBasis: step.legalBasis ?? null,
      required: step.required,
      state: record?.state ?? 'open',
      current: step.id === currentId,
      doneAt: isSettled(record) ? (record?.at ?? null) : null,
      overrideReason: record?.reason ?? null,
      facts: factsOf(step, record, compartmentLabel),
      documents: documents.map(({ id, title, required }) => ({
        id,
        title,
        required,
        present: record?.evidence[id] === true,
      })),
      ways: step.kind === 'output' ? [...step.ways] : [],
      ...(step.kind === 'signature' || step.kind === 'output' ? { acting: acting(step) } : {}),
    };
  });
}

function factsOf(
  step: ProcessStep,
  record: StepRecord | undefined,
  compartmentLabel: (id: string) => string | null,
): StepView['facts'] {
  if (!record) return {};
  if (step.kind === 'documents' || step.kind === 'confirm')
    return {
      present: step.documents.filter(({ id }) => record.evidence[id] === true).length,
      of: step.documents.length,
    };
  if (step.kind === 'output') {
    const compartmentId = record.evidence['compartmentId'];
    if (typeof compartmentId === 'string') return { way: 'box', compartment: compartmentLabel(compartmentId) ?? '' };
    const { itemId: _item, ...facts } = record.evidence;
    return 'recipient' in facts ? { way: 'hand-over', ...facts } : {};
  }
  const { signatureId: _internal, ...facts } = record.evidence;
  return facts;
}

/** Everything that must be ticked is ticked. */
export function allTicked(
  step: Extract<ProcessStep, { kind: 'documents' | 'confirm' }>,
  record: StepRecord | undefined,
): boolean {
  return step.documents.every(({ id, required }) => !required || record?.evidence[id] === true);
}

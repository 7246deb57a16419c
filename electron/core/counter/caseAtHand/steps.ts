import type { Appointment, StepRecord } from '../../../../backend/contract/index.ts';
import type { StepView } from '../../../contract/steps.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { ProcessDefinition, ProcessStep } from '../../../../backend/contract/processes.ts';
import { kindOf, type Process } from '../processes/process.ts';
import type { Look } from '../steps/stepKind.ts';

/** The steps of a process as they stand for one appointment. Pure. */

export const isSettled = (record: StepRecord | undefined): boolean =>
  record?.state === 'done' || record?.state === 'overridden';

/** Titles of what still blocks finishing. */
export function missingSteps(process: ProcessDefinition, appointment: Appointment): string[] {
  return process.steps.filter((step) => step.required && !isSettled(appointment.steps[step.id])).map(({ id }) => id);
}

/** With which version a case began where this counter has another one; null: with this one, or nobody said it. */
export function otherVersion(
  { version }: ProcessDefinition,
  { processVersion }: Appointment,
): { begun: number; here: number } | null {
  return processVersion === null || processVersion === version ? null : { begun: processVersion, here: version };
}

/**
 * A step as it may be worked on now. What binds the office waits for everything required that stands before it; the
 * rest may be done in any order.
 */
export function stepFor(process: Process | undefined, appointment: Appointment, stepId: string): Result<ProcessStep> {
  const index = process?.steps.findIndex(({ id }) => id === stepId) ?? -1;
  const step = process?.steps[index];
  if (!process || !step) return fail('step-unknown');
  if (isSettled(appointment.steps[stepId])) return fail('wrong-state');
  if (kindOf(process, step).binds) {
    const open = process.steps
      .slice(0, index)
      .some((earlier) => earlier.required && !isSettled(appointment.steps[earlier.id]));
    if (open) return fail('step-locked');
  }
  return ok(step);
}

export function stepViews(process: Process, appointment: Appointment, look: Look): StepView[] {
  const currentId = process.steps.find((step) => !isSettled(appointment.steps[step.id]))?.id;
  return process.steps.map((step) => {
    const record = appointment.steps[step.id];
    const kind = kindOf(process, step);
    // What is its own belongs to its kind, which the compiler cannot see here.
    return {
      id: step.id,
      kind: step.kind,
      title: step.title,
      text: step.text,
      hint: step.hint ?? null,
      legalBasis: step.legalBasis ?? null,
      required: step.required,
      binds: kind.binds,
      state: record?.state ?? 'open',
      current: step.id === currentId,
      doneAt: isSettled(record) ? (record?.at ?? null) : null,
      overrideReason: record?.reason ?? null,
      facts: record ? kind.facts(step, record, look) : {},
      ...kind.view(step, record, look),
    } as StepView;
  });
}

import type { ActingStep, ProcessDefinition, ProcessStep } from '../../../../backend/contract/processes.ts';
import type { StepKind, StepKinds } from '../steps/stepKind.ts';

/** A process as a counter works by it: what its file says, and what is done in steps of such kinds. */
export interface Process extends ProcessDefinition {
  readonly kinds: StepKinds;
}

export const kindOf = ({ kinds }: Process, step: ProcessStep): StepKind => kinds[step.kind];

/** Somebody signs or receives in this step. */
export const isActing = (process: Process, step: ProcessStep): step is ActingStep => kindOf(process, step).acts;

import { hasName } from '../../../../backend/contract/index.ts';
import { stepSchemas, type StepOf } from '../../../../backend/contract/processes.ts';
import { fail } from '../../../contract/errors.ts';
import type { StepPart } from '../../../contract/steps.ts';
import type { StepKind } from './stepKind.ts';
import { allTicked, ticksCounted, ticksShown } from './ticks.ts';

/** Statements of the clerk, all of which are needed. */
export const confirm: StepKind<StepOf<'confirm'>, StepPart<'confirm'>> = {
  schema: stepSchemas.confirm,
  binds: false,
  acts: false,
  keepsEvidence: true,
  view: ticksShown,
  facts: ticksCounted,
  // What is confirmed is confirmed of somebody.
  complete: (step, record, { applicant }) => (hasName(applicant) ? allTicked(step, record) : fail('name-missing')),
};

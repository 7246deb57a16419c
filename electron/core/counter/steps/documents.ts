import { stepSchemas, type StepOf } from '../../../../backend/contract/processes.ts';
import type { StepPart } from '../../../contract/steps.ts';
import type { StepKind } from './stepKind.ts';
import { allTicked, ticksCounted, ticksShown } from './ticks.ts';

/** What the person has to bring, or to leave here. */
export const documents: StepKind<StepOf<'documents'>, StepPart<'documents'>> = {
  schema: stepSchemas.documents,
  binds: false,
  acts: false,
  keepsEvidence: true,
  view: ticksShown,
  facts: ticksCounted,
  complete: allTicked,
};

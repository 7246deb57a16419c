import { stepSchemas, type StepOf } from '../../../../backend/contract/processes.ts';
import type { StepPart } from '../../../contract/steps.ts';
import { notByWord, type StepKind } from './stepKind.ts';

/** Who the person is: a document that was read, or looked at. */
export const identity: StepKind<StepOf<'identity'>, StepPart<'identity'>> = {
  schema: stepSchemas.identity,
  binds: false,
  acts: false,
  // Opened again, it is open who is here, too.
  keepsEvidence: false,
  view: () => ({}),
  facts: (_step, { evidence }) => evidence,
  complete: notByWord,
};

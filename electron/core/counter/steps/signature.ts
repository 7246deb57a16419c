import { stepSchemas, type StepOf } from '../../../../backend/contract/processes.ts';
import type { StepPart } from '../../../contract/steps.ts';
import { notByWord, type StepKind } from './stepKind.ts';

/** Something to sign. What is done with pad and pen stands in `subjects/signing`. */
export const signature: StepKind<StepOf<'signature'>, StepPart<'signature'>> = {
  schema: stepSchemas.signature,
  binds: true,
  acts: true,
  keepsEvidence: true,
  view: (step, _record, look) => ({ acting: look.acting(step) }),
  facts(_step, { evidence }) {
    const { signatureId: _internal, ...facts } = evidence;
    return facts;
  },
  complete: notByWord,
};

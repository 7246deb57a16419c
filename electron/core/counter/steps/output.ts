import { stepSchemas, type StepOf } from '../../../../backend/contract/processes.ts';
import type { StepPart, StepView } from '../../../contract/steps.ts';
import { notByWord, type StepKind } from './stepKind.ts';

/** A document goes into the hand or into the box. What is done with the box stands in `subjects/box`. */
export const output: StepKind<StepOf<'output'>, StepPart<'output'>> = {
  schema: stepSchemas.output,
  binds: true,
  acts: true,
  keepsEvidence: true,
  view: (step, _record, look) => ({ ways: [...step.ways], acting: look.acting(step) }),
  facts(_step, { evidence }, look): StepView['facts'] {
    const compartmentId = evidence['compartmentId'];
    if (typeof compartmentId === 'string')
      return { way: 'box', compartment: look.compartmentLabel(compartmentId) ?? '' };
    const { itemId: _item, ...facts } = evidence;
    return 'recipient' in facts ? { way: 'hand-over', ...facts } : {};
  },
  complete: notByWord,
};

import type { StepKindName, StepOf } from '../../../../backend/contract/processes.ts';
import type { StepPart } from '../../../contract/steps.ts';
import { confirm } from './confirm.ts';
import { documents } from './documents.ts';
import { identity } from './identity.ts';
import { output } from './output.ts';
import { signature } from './signature.ts';
import type { StepKind } from './stepKind.ts';

/** Every kind of step; one that is forgotten does not compile. */
export const stepKinds: Readonly<{ [K in StepKindName]: StepKind<StepOf<K>, StepPart<K>> }> = {
  identity,
  documents,
  confirm,
  signature,
  output,
};

import type { CaseSnapshot, StepView } from '../../../electron/contract/index.ts';
import { confirm } from './confirm.tsx';
import { documents } from './documents.tsx';
import { identity } from './identity.tsx';
import { output } from './output.tsx';
import { signature } from './signature.tsx';
import type { StepKind, StepKinds } from './stepKind.ts';

/** Every kind of step; one that is forgotten does not compile. */
export const stepKinds: StepKinds = { identity, documents, confirm, signature, output };

/** The kind of a step. That it takes this very step stands in the table's type, which the compiler cannot follow. */
export const kindOf = ({ kind }: StepView): StepKind => stepKinds[kind] as StepKind;

export const underWay = (step: StepView, person: NonNullable<CaseSnapshot>): ReturnType<StepKind['underWay']> =>
  kindOf(step).underWay(step, person);

import type { StepViewOf } from '../../../electron/contract/index.ts';
import { neverUnderWay, type StepKind } from './stepKind.ts';
import { Ticks, tickWords } from './Ticks.tsx';

export const documents: StepKind<StepViewOf<'documents'>> = {
  Work: ({ step }) => <Ticks step={step} words="documents" />,
  underWay: neverUnderWay,
  words: tickWords,
};

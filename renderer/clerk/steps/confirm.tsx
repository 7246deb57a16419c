import type { StepViewOf } from '../../../electron/contract/index.ts';
import { neverUnderWay, type StepKind } from './stepKind.ts';
import { Ticks, tickWords } from './Ticks.tsx';

export const confirm: StepKind<StepViewOf<'confirm'>> = {
  Work: ({ step }) => <Ticks step={step} words="confirm" />,
  underWay: neverUnderWay,
  words: tickWords,
};

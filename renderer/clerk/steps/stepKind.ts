import type { ComponentType, ReactNode } from 'react';
import type { CaseSnapshot, StepKindName, StepView, StepViewOf } from '../../../electron/contract/index.ts';

type Person = NonNullable<CaseSnapshot>;

/** A text key with what is filled in. */
export interface Words {
  key: string;
  values: Record<string, string | number>;
}
export const say = (fact: string, values: Words['values'] = {}): Words => ({ key: `facts.${fact}`, values });

/** What a clerk sees and does in the steps of one kind. */
export interface StepKind<View extends StepView = StepView> {
  /** What is to be done, when it is the step's turn. */
  Work: ComponentType<{ step: View; person: Person }>;
  /** What is going on in the step and says itself what to do; `phase` changes with it. Null: nothing. */
  underWay(step: View, person: Person): { phase: string; panel: ReactNode } | null;
  /** What is known about a step that is done; facts without words are left out. */
  words(facts: View['facts']): Words[];
}

/** The kinds that a list of steps may have. */
export type StepKinds = Readonly<{ [K in StepKindName]: StepKind<StepViewOf<K>> }>;

export const neverUnderWay = (): null => null;

import type { Appointment, StepRecord } from '../../../../backend/contract/index.ts';
import type { ActingStep, ProcessStep, StepKindName, StepSchema } from '../../../../backend/contract/processes.ts';
import type { ActingView } from '../../../contract/acting.ts';
import { fail, type Result } from '../../../contract/errors.ts';
import type { StepView } from '../../../contract/steps.ts';

/** What a step's view may look at beside its own record. */
export interface Look {
  /** What stands on a compartment's door; null: there is no such compartment. */
  compartmentLabel(id: string): string | null;
  /** Who can sign or receive in the step. */
  acting(step: ActingStep): ActingView;
}

/** Everything that is different from one kind of step to another; `Part` is what its view alone has. */
export interface StepKind<Step extends object = ProcessStep, Part extends object = object> {
  /** How it is written in a process file. */
  schema: StepSchema<Step>;
  /** It binds the office: it waits for everything required before it, and once done it is not opened again. */
  binds: boolean;
  /** Somebody signs or receives in it: the applicant, or who is here in their place. */
  acts: boolean;
  /** What was seen stays when the step is opened again. */
  keepsEvidence: boolean;
  view(step: Step, record: StepRecord | undefined, look: Look): Part;
  /** What is known about the step, in a form that may be seen: no ids of records. */
  facts(step: Step, record: StepRecord, look: Look): StepView['facts'];
  /** With what the step is done when the clerk says that it is, or why it is not yet. */
  complete(step: Step, record: StepRecord | undefined, appointment: Appointment): Result<StepRecord['evidence']>;
}

/** The kinds that a process may be made of. */
export type StepKinds = Readonly<Record<StepKindName, StepKind>>;

/** Of a step that is done by something else than the clerk's word: a document, a signature. */
export const notByWord = (): Result<StepRecord['evidence']> => fail('not-possible-in-this-step');

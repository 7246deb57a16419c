import type { ActionOf, Appointment, StepRecord } from '../contract/index.ts';

/**
 * What a counter never says, but a small program with a clerk's session could. The contract's form lets it through,
 * because counters of before must be understood; the backend refuses it.
 */

/** Facts of one step, steps of one case, and characters of all of it together. */
const most = { facts: 32, steps: 64, characters: 64_000 };
/** Set by what was signed, deposited or handed over, and by nothing else. */
const setByDeeds = ['signatureId', 'depositId', 'compartmentId', 'itemId', 'recipient', 'proof', 'proofReason'];
const hashForm = /^scrypt\$\d{1,8}\$\d{1,3}\$\d{1,3}\$[\w-]{8,100}\$[\w-]{20,100}$/;

export const isCodeHash = ({ codeHash }: ActionOf<'deposit'>): boolean => hashForm.test(codeHash);

/** @param appointment as it is before the step is recorded */
export function isPlausible({ step, stepId }: ActionOf<'record-step'>, appointment: Appointment | undefined): boolean {
  if (step === null || appointment === undefined) return true;
  const isReasoned = step.state !== 'overridden' || (step.reason ?? '').trim().length >= 3;
  return isReasoned && claimsNoDeed(step, appointment.steps[stepId]) && isOfUsualSize(step, stepId, appointment);
}

/** A step that is written again keeps what was done in it. */
const claimsNoDeed = (step: StepRecord, before: StepRecord | undefined): boolean =>
  setByDeeds.every((fact) => step.evidence[fact] === undefined || step.evidence[fact] === before?.evidence[fact]);

function isOfUsualSize(step: StepRecord, stepId: string, { steps }: Appointment): boolean {
  const after = { ...steps, [stepId]: step };
  return (
    Object.keys(step.evidence).length <= most.facts &&
    Object.keys(after).length <= most.steps &&
    JSON.stringify(after).length <= most.characters
  );
}

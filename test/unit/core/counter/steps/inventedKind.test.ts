import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stepSchemas } from '../../../../../backend/contract/processes.ts';
import { makeOfficeDay } from '../../../../../backend/seed/officeDay.ts';
import { fail, ok } from '../../../../../electron/contract/errors.ts';
import type { CaseActions } from '../../../../../electron/core/counter/caseAtHand/caseActions.ts';
import { loadProcesses } from '../../../../../electron/core/counter/processes/loadProcesses.ts';
import { stepKinds } from '../../../../../electron/core/counter/steps/index.ts';
import type { StepKind } from '../../../../../electron/core/counter/steps/stepKind.ts';
import { counterId, partsOfCounter } from '../../../../support/partsOfCounter.ts';

/** A kind of step that nobody ships is one value: a case with it goes its whole way, and no other file knows of it. */

const { accepts: _accepts, kind: _kind, ...everyStep } = stepSchemas.identity.shape;
const Payment = z.strictObject({ ...everyStep, kind: z.literal('payment'), cents: z.int().min(1) });
type Payment = z.infer<typeof Payment>;

const payment: StepKind<Payment, { cents: number }> = {
  schema: Payment,
  binds: true,
  acts: false,
  keepsEvidence: true,
  view: ({ cents }) => ({ cents }),
  facts: (_step, { evidence }) => ({ paid: evidence['cents'] ?? 0 }),
  complete: ({ cents }, _record, { applicant }) =>
    applicant.familyName === '' ? fail('name-missing') : ok({ cents, receiptNumber: 'Q-1' }),
};
// To the compiler every step is of a kind that is shipped.
const kinds = { ...stepKinds, payment: payment as unknown as StepKind };

const file = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../../assets/processes/eat-collect.json'), 'utf8'),
) as { steps: { kind: string }[] };
const words = { de: 'Gebühr zahlen', en: 'Pay the fee' };
const fee = { id: 'fee', kind: 'payment', title: words, text: words, required: true, cents: 10_000 };

let folder: string;
let counter: ReturnType<typeof partsOfCounter>;
let actions: CaseActions;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schalterwerk-invented-kind-'));
  write([file.steps.find(({ kind }) => kind === 'identity')!, fee]);
  const processes = loadProcesses(folder, kinds);
  counter = partsOfCounter((service) => processes.definitions.get(service));
  ({ actions } = counter);
  const person = makeOfficeDay(new Date()).appointments.find(({ service }) => service === 'eat-collect')!;
  counter.tell({ appointment: { ...person, state: 'called', counterId, steps: {} } });
});
afterEach(() => {
  counter.close();
  rmSync(folder, { recursive: true, force: true });
});

const write = (steps: object[]): void => writeFileSync(join(folder, 'pay.json'), JSON.stringify({ ...file, steps }));
const stepShown = () => actions.view()!.steps.find(({ id }) => id === 'fee');

describe('an invented kind of step', () => {
  it('is no process where it is not known', () => {
    const [broken] = loadProcesses(folder).broken;
    expect(broken?.sentence).toContain('steps.1.kind');
    expect(loadProcesses(folder, kinds).broken).toEqual([]);
  });

  it('is checked as its schema says', () => {
    write([{ ...fee, cents: 'free' }]);
    expect(loadProcesses(folder, kinds).broken[0]?.sentence).toContain('steps.0.cents');
  });

  it('is shown, waits as one that binds, is settled by its own rule, and the case is finished', () => {
    expect(actions.appear()).toEqual(ok(null));
    expect(stepShown()).toMatchObject({ kind: 'payment', state: 'open', binds: true, cents: 10_000, facts: {} });
    expect(actions.view()!.missingSteps).toEqual(['identity', 'fee']);

    expect(actions.steps.completeStep('fee')).toEqual(fail('step-locked'));
    expect(actions.steps.confirmIdentity('fee', 'passport')).toEqual(fail('step-locked'));
    expect(actions.steps.confirmIdentity('identity', 'passport')).toEqual(ok(null));
    expect(actions.steps.confirmIdentity('fee', 'passport')).toEqual(fail('not-possible-in-this-step'));
    expect(actions.steps.tickDocument('fee', 'anything', true)).toEqual(fail('not-possible-in-this-step'));
    expect(actions.representatives.seenOldEnough('fee')).toEqual(fail('not-possible-in-this-step'));
    expect(actions.finish({ outcome: 'completed' })).toEqual(fail('steps-missing', { count: 1 }));

    expect(actions.steps.completeStep('fee')).toEqual(ok(null));
    expect(stepShown()).toMatchObject({ state: 'done', facts: { paid: 10_000 } });
    expect(JSON.stringify(stepShown())).not.toContain('Q-1');
    expect(actions.steps.reopenStep('fee')).toEqual(fail('not-possible-in-this-step'));
    expect(actions.steps.reopenStep('identity')).toEqual(ok(null));
    expect(actions.steps.confirmIdentity('identity', 'passport')).toEqual(ok(null));

    expect(actions.finish({ outcome: 'completed' })).toEqual(ok(null));
    expect(actions.view()).toMatchObject({ state: 'completed', missingSteps: [] });
  });

  it('can be passed over with a reason, as every other', () => {
    actions.appear();
    actions.steps.confirmIdentity('identity', 'passport');
    expect(actions.steps.overrideStep('fee', 'Gebühr ist erlassen')).toEqual(ok(null));
    expect(stepShown()).toMatchObject({ state: 'overridden', overrideReason: 'Gebühr ist erlassen' });
    expect(actions.finish({ outcome: 'completed' })).toEqual(ok(null));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choicesFor,
  depositStep,
  isUnderWay,
  newDeposit,
  readyToComplete,
  type DepositInput,
  type DepositState,
} from '../../../../../electron/core/subjects/box/depositFlow.ts';

const now = '2026-11-22T09:00:00.000Z';
/** Decisions of a person: only these may let a lock fire. */
const decisions = new Set<DepositInput['kind']>(['item-scanned', 'open-again', 'other-compartment']);

let operation = 0;
const commanding = fc.constantFrom('item-scanned', 'open-again', 'other-compartment').map((kind): DepositInput => {
  operation += 1;
  const operationId = `operation-${operation}`;
  if (kind === 'item-scanned') return { kind, itemId: 'item-1', compartmentId: 'c1', operationId, now };
  return kind === 'open-again'
    ? { kind, operationId, now }
    : { kind: 'other-compartment', compartmentId: `c${operation % 5}`, operationId, now };
});
const telling = fc.constantFrom<DepositInput>(
  { kind: 'pulse-not-sent', code: 'box-missing' },
  { kind: 'outcome-unknown' },
  { kind: 'not-opened-in-time' },
  { kind: 'door', door: 'open', now },
  { kind: 'door', door: 'closed', now },
  { kind: 'content-confirmed' },
  { kind: 'item-is-with-me' },
  { kind: 'open-too-long' },
  { kind: 'completed', pickupCode: '12345678' },
  { kind: 'slip-given' },
);
const inputs = fc.array(fc.oneof({ weight: 2, arbitrary: commanding }, { weight: 5, arbitrary: telling }), {
  maxLength: 40,
});

describe('a deposit, whatever happens in whatever order', () => {
  it('is commanded only by decisions of a person, each at most once', () => {
    fc.assert(
      fc.property(inputs, (sequence) => {
        let state = newDeposit('d', 'a', 's');
        for (const input of sequence) {
          const next = depositStep(state, input);
          if (next.operationId !== state.operationId && next.operationId !== null) {
            expect(decisions.has(input.kind)).toBe(true);
            expect(next.phase).toBe('opening');
          }
          if (next.phase === 'opening' && state.phase !== 'opening')
            expect(next.operationId).not.toBe(state.operationId);
          state = next;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is done only with the content confirmed, and a door seen shut or the word of a person who was asked', () => {
    fc.assert(
      fc.property(inputs, (sequence) => {
        let state = newDeposit('d', 'a', 's');
        let shut = false;
        for (const input of sequence) {
          const next = depositStep(state, input);
          if (next.phase === 'opening' || next.phase === 'open') shut = false;
          if (input.kind === 'door' && input.door === 'closed') shut = true;
          if (next.phase === 'done' && state.phase !== 'done') {
            expect(readyToComplete(state)).toBe(true);
            expect(state.contentConfirmed).toBe(true);
            expect(state.itemId).not.toBeNull();
            expect(shut || state.phase === 'unknown' || state.phase === 'closed-unconfirmed').toBe(true);
          }
          state = next;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('never forgets the document while it may lie in a compartment', () => {
    fc.assert(
      fc.property(inputs, (sequence) => {
        let state = newDeposit('d', 'a', 's');
        let mayBeInside = false;
        for (const input of sequence) {
          const next = depositStep(state, input);
          if (next.phase === 'open' || next.phase === 'unknown') mayBeInside = true;
          // A person says that it is not inside, or takes another compartment with it in the hand.
          if (next !== state && (input.kind === 'item-is-with-me' || input.kind === 'other-compartment'))
            mayBeInside = false;
          if (mayBeInside) {
            expect(next.itemId).toBe('item-1');
            expect(next.compartmentId).not.toBeNull();
            if (next.phase !== 'done') expect(isUnderWay(next)).toBe(true);
          }
          state = next;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('always has a way on: a question has answers, everything else waits for something that can come', () => {
    const waits: Record<DepositState['phase'], boolean> = {
      'awaiting-item': true,
      opening: true,
      open: true,
      'closed-unconfirmed': false,
      jammed: false,
      unknown: false,
      done: true,
    };
    fc.assert(
      fc.property(inputs, (sequence) => {
        const state = sequence.reduce(depositStep, newDeposit('d', 'a', 's'));
        if (!waits[state.phase]) expect(choicesFor(state)).toContain('item-is-with-me');
        if (state.mayBeInside && !waits[state.phase]) expect(choicesFor(state)).toContain('item-is-inside');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a door that was open and is to be opened once more', () => {
  const shutWithSomethingInside = (): DepositState =>
    [
      { kind: 'item-scanned', itemId: 'item-1', compartmentId: 'c1', operationId: 'first', now },
      { kind: 'door', door: 'open', now },
      { kind: 'door', door: 'closed', now },
      { kind: 'open-again', operationId: 'second', now },
    ].reduce((state, input) => depositStep(state, input as DepositInput), newDeposit('d', 'a', 's'));

  it('but the pulse cannot be sent: the question remains where the document is', () => {
    const state = depositStep(shutWithSomethingInside(), { kind: 'pulse-not-sent', code: 'box-missing' });
    expect(state).toMatchObject({
      phase: 'closed-unconfirmed',
      itemId: 'item-1',
      compartmentId: 'c1',
      problem: { code: 'box-missing' },
    });
  });

  it('but it jams: the document may be behind it, and that can be said', () => {
    const state = depositStep(shutWithSomethingInside(), { kind: 'not-opened-in-time' });
    expect(state).toMatchObject({ phase: 'closed-unconfirmed', problem: { code: 'door-jammed' } });
    expect(choicesFor(state)).toContain('item-is-inside');
  });
});

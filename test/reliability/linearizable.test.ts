import { describe, expect, it } from 'vitest';
import { checkHistory, type Operation } from './linearizable.ts';
import { queueModel, type Answer, type Deed } from './queueModel.ts';

/** A proof is worth what its checker is worth: histories with a known verdict. */

const waiting = (...ids: string[]) => queueModel(Object.fromEntries(ids.map((id) => [id, { state: 'waiting', owner: null, held: null, last: null }])));
const at = (called: number, answered: number, input: Deed, output: Answer | undefined): Operation<Deed, Answer> => ({ called, answered, input, output });
const callNext = (counter: string, commandId = `${counter}-next`): Deed => ({ deed: 'call-next', counter, commandId });
const on = (deed: 'appear' | 'miss' | 'finish' | 'call', counter: string, person: string): Deed => ({ deed, counter, commandId: `${counter}-${deed}-${person}`, person });
const verdict = (specification: ReturnType<typeof waiting>, ...history: Operation<Deed, Answer>[]): boolean => checkHistory(history, specification).linearizable;

describe('the checker of histories', () => {
  it('finds the order in which two counters were served at the same time', () => {
    expect(verdict(waiting('A', 'B'), at(0, 10, callNext('one'), { applied: 'B' }), at(0, 10, callNext('two'), { applied: 'A' }))).toBe(true);
  });
  it('sees one person called by two counters', () => {
    expect(verdict(waiting('A'), at(0, 10, callNext('one'), { applied: 'A' }), at(0, 10, callNext('two'), { applied: 'A' }))).toBe(false);
  });
  it('sees somebody who was told to be nobody', () => {
    expect(verdict(waiting('A', 'B'), at(0, 10, callNext('one'), { applied: 'A' }), at(0, 10, callNext('two'), { applied: null }))).toBe(false);
  });
  it('does not let an answer change what was finished before it was asked', () => {
    const missThenCall = [at(0, 5, on('call', 'one', 'A'), { applied: 'A' }), at(20, 25, on('miss', 'one', 'A'), { applied: 'A' })];
    expect(verdict(waiting('A'), ...missThenCall, at(21, 30, on('call', 'two', 'A'), { applied: 'A' }))).toBe(true);
    expect(verdict(waiting('A'), ...missThenCall, at(6, 15, on('call', 'two', 'A'), { applied: 'A' }))).toBe(false);
  });
  it('sees a counter that has two people', () => {
    expect(verdict(waiting('A', 'B'), at(0, 1, callNext('one', 'x'), { applied: 'A' }), at(2, 3, callNext('one', 'y'), { applied: 'B' }))).toBe(false);
  });
  it('sees a refusal for which there was no reason', () => {
    expect(verdict(waiting('A'), at(0, 1, callNext('one'), { applied: 'A' }), at(2, 3, on('appear', 'one', 'A'), { refused: 'not-yours' }))).toBe(false);
  });
  it('lets a command without an answer have happened, or not', () => {
    const called = at(0, Number.POSITIVE_INFINITY, callNext('one'), undefined);
    const seen = (state: string, owner: string | null) => at(50, 50, { deed: 'read' }, { seen: { A: { state, owner, held: null } } });
    expect(verdict(waiting('A'), called, seen('called', 'one'))).toBe(true);
    expect(verdict(waiting('A'), called, seen('waiting', null))).toBe(true);
    expect(verdict(waiting('A'), called, seen('missed', null))).toBe(false);
  });
  it('sees somebody who got lost', () => {
    expect(verdict(waiting('A', 'B'), at(50, 50, { deed: 'read' }, { seen: { A: { state: 'waiting', owner: null, held: null } } }))).toBe(false);
  });
});

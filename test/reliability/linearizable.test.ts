import { describe, expect, it } from 'vitest';
import { checkHistory, type Operation } from './linearizable.ts';
import { queueModel, type Answer, type Place } from './queueModel.ts';
import type { Deed, Person, Single } from './queueRules.ts';

/** A proof is worth what its checker is worth: histories with a known verdict. */

const person: Person = {
  state: 'waiting',
  owner: null,
  held: null,
  service: 'a',
  priority: false,
  calledAt: null,
  arrivedAt: null,
  visit: null,
  away: null,
  last: null,
};
const place = (more: Partial<Place> = {}): Place => ({
  state: 'waiting',
  owner: null,
  held: null,
  service: 'a',
  priority: false,
  ...more,
});
const leaseMs = 90_000;
const office = (people: Record<string, Partial<Person>>, forgotten: string[] = []) =>
  queueModel(
    {
      people: Object.fromEntries(Object.entries(people).map(([id, more]) => [id, { ...person, ...more }])),
      leases: { one: leaseMs, two: leaseMs },
      fates: {},
    },
    {
      counters: { one: { services: ['a'], lead: false }, two: { services: ['a'], lead: true } },
      isSteered: true,
      forgotten: new Set(forgotten),
    },
  );
const waiting = (...ids: string[]) => office(Object.fromEntries(ids.map((id) => [id, {}])));
const at = (called: number, answered: number, input: Deed, output: Answer | undefined): Operation<Deed, Answer> => ({
  called,
  answered,
  input,
  output,
});
const callNext = (counter: string, commandId = `${counter}-next`): Deed => ({
  deed: 'call-next',
  counter,
  commandId,
  nows: [0],
});
const on = (
  deed: 'appear' | 'miss' | 'finish' | 'call' | 'take-over' | 'switch',
  counter: string,
  whom: string,
  now = 0,
): Deed => ({ deed, counter, commandId: `${counter}-${deed}-${whom}`, person: whom, nows: [now] });
const forget = (counter: string, forgets: string): Deed => ({
  deed: 'forget-call',
  counter,
  commandId: `${counter}-forgets`,
  forgets,
  nows: [0],
});
const read = (moment: number, seen: Record<string, Place>): Operation<Deed, Answer> =>
  at(moment, moment, { deed: 'read' }, { seen });
const verdict = (
  specification: ReturnType<typeof office>,
  ...history: Operation<Deed, Answer>[]
): boolean | 'unknown' => checkHistory(history, specification).linearizable;

describe('the checker of histories', () => {
  it('finds the order in which two counters were served at the same time', () => {
    expect(
      verdict(
        waiting('A', 'B'),
        at(0, 10, callNext('one'), { applied: 'B' }),
        at(0, 10, callNext('two'), { applied: 'A' }),
      ),
    ).toBe(true);
  });
  it('sees one person called by two counters', () => {
    expect(
      verdict(waiting('A'), at(0, 10, callNext('one'), { applied: 'A' }), at(0, 10, callNext('two'), { applied: 'A' })),
    ).toBe(false);
  });
  it('sees somebody who was told to be nobody', () => {
    expect(
      verdict(
        waiting('A', 'B'),
        at(0, 10, callNext('one'), { applied: 'A' }),
        at(0, 10, callNext('two'), { applied: null }),
      ),
    ).toBe(false);
  });
  it('does not let an answer change what was finished before it was asked', () => {
    const missThenCall = [
      at(0, 5, on('call', 'one', 'A'), { applied: 'A' }),
      at(20, 25, on('miss', 'one', 'A'), { applied: 'A' }),
    ];
    expect(verdict(waiting('A'), ...missThenCall, at(21, 30, on('call', 'two', 'A'), { applied: 'A' }))).toBe(true);
    expect(verdict(waiting('A'), ...missThenCall, at(6, 15, on('call', 'two', 'A'), { applied: 'A' }))).toBe(false);
  });
  it('sees a counter that has two people', () => {
    expect(
      verdict(
        waiting('A', 'B'),
        at(0, 1, callNext('one', 'x'), { applied: 'A' }),
        at(2, 3, callNext('one', 'y'), { applied: 'B' }),
      ),
    ).toBe(false);
  });
  it('sees a refusal for which there was no reason', () => {
    expect(
      verdict(
        waiting('A'),
        at(0, 1, callNext('one'), { applied: 'A' }),
        at(2, 3, on('appear', 'one', 'A'), { refused: 'not-yours' }),
      ),
    ).toBe(false);
  });
  it('lets a command without an answer have happened, or not', () => {
    const called = at(0, Number.POSITIVE_INFINITY, callNext('one'), undefined);
    const seen = (state: string, owner: string | null) => read(50, { A: place({ state, owner }) });
    expect(verdict(waiting('A'), called, seen('called', 'one'))).toBe(true);
    expect(verdict(waiting('A'), called, seen('waiting', null))).toBe(true);
    expect(verdict(waiting('A'), called, seen('missed', null))).toBe(false);
  });
  it('sees somebody who got lost', () => {
    expect(verdict(waiting('A', 'B'), read(50, { A: place() }))).toBe(false);
  });
  it('sees half a family at a counter', () => {
    const family = office({ A: { visit: 'v' }, B: { visit: 'v' } });
    const call = at(0, 1, on('call', 'one', 'A'), { applied: 'A' });
    const called = place({ state: 'called', owner: 'one' });
    expect(verdict(family, call, read(5, { A: called, B: place({ held: { counter: 'one', kind: 'visit' } }) }))).toBe(
      true,
    );
    expect(verdict(family, call, read(5, { A: called, B: place() }))).toBe(false);
  });
  it('sees a call that was given up and took place all the same, or stayed', () => {
    const given = office({ A: {} }, ['one-next']);
    const forgotten = at(0, 5, forget('one', 'one-next'), { applied: null });
    const sentBack = at(3, 5, forget('one', 'one-next'), { applied: 'A' });
    expect(verdict(given, forgotten, read(20, { A: place() }))).toBe(true);
    expect(
      verdict(
        given,
        forgotten,
        at(6, 9, callNext('one'), { applied: 'A' }),
        read(20, { A: place({ state: 'called', owner: 'one' }) }),
      ),
    ).toBe(false);
    expect(verdict(given, at(0, 2, callNext('one'), { applied: 'A' }), sentBack, read(20, { A: place() }))).toBe(true);
    expect(
      verdict(
        given,
        at(0, 2, callNext('one'), { applied: 'A' }),
        sentBack,
        read(20, { A: place({ state: 'called', owner: 'one' }) }),
      ),
    ).toBe(false);
  });
  it('sees a counter from which somebody was taken although it was there', () => {
    const called = at(0, 1, callNext('one'), { applied: 'A' });
    const taken = (now: number, answer: Answer) => at(10, 11, on('take-over', 'two', 'A', now), answer);
    const alive = at(5, 6, { deed: 'sign-of-life', counter: 'one', nows: [2 * leaseMs] }, { applied: null });
    expect(verdict(waiting('A'), called, taken(0, { applied: 'A' }))).toBe(false);
    expect(verdict(waiting('A'), called, taken(2 * leaseMs, { applied: 'A' }))).toBe(true);
    expect(verdict(waiting('A'), called, alive, taken(2 * leaseMs, { applied: 'A' }))).toBe(false);
    expect(verdict(waiting('A'), called, alive, taken(2 * leaseMs, { refused: 'owner-present' }))).toBe(true);
  });
  it('lets something that changes nothing now happen later, where it matters', () => {
    const family = office({ A: { service: 'b' }, B: {} });
    const call = (called: number, commandId: string, answer: Answer) =>
      at(called, called + 1, { deed: 'call-reserved', counter: 'one', commandId, person: 'B', nows: [0] }, answer);
    const hold = at(
      0,
      9,
      { deed: 'reserve', counter: 'one', commandId: 'hold', all: true, nows: [0] },
      { applied: null },
    );
    const back = at(
      4,
      5,
      { deed: 'undo', counter: 'two', commandId: 'back', person: 'B', undoes: 'two-call-B', nows: [0] },
      { applied: 'B' },
    );
    expect(
      verdict(family, at(1, 2, on('call', 'two', 'B'), { applied: 'B' }), back, hold, call(20, 'x', { applied: 'B' })),
    ).toBe(true);
    expect(
      verdict(family, at(1, 2, on('call', 'two', 'B'), { applied: 'B' }), back, call(20, 'x', { applied: 'B' })),
    ).toBe(false);
  });
  it('lets nothing come between the commands of one request', () => {
    const commands = [on('miss', 'one', 'A'), on('call', 'one', 'A')] as (Deed & Single)[];
    const called = at(0, 1, callNext('one'), { applied: 'A' });
    const batch = at(
      5,
      20,
      { deed: 'batch', counter: 'one', deeds: commands, nows: [0] },
      { answers: [{ applied: 'A' }, { applied: 'A' }] },
    );
    // Possible only for who is missed and not called.
    const prioritised = (answer: Answer) =>
      at(
        5,
        20,
        { deed: 'prioritise', counter: 'two', commandId: 'first', person: 'A', priority: true, nows: [0] },
        answer,
      );
    expect(verdict(waiting('A'), called, batch, prioritised({ refused: 'wrong-state' }))).toBe(true);
    expect(verdict(waiting('A'), called, batch, prioritised({ applied: 'A' }))).toBe(false);
  });
});

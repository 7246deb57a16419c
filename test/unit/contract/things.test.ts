import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  effect,
  type Action,
  type Appointment,
  type Compartment,
  type DocumentItem,
  type ProblemCode,
} from '../../../backend/contract/index.ts';
import { makeOfficeDay } from '../../../backend/seed/officeDay.ts';
import { readIn } from '../../support/effects.ts';

const day = makeOfficeDay(new Date('2026-11-30T09:00:00Z'));
const item = day.items[0] as DocumentItem;
const owner = day.appointments.find(({ applicant }) => applicant.id === item.applicantId)!;
const other = day.appointments.find(({ applicant }) => applicant.id !== item.applicantId)!;
const compartment = day.compartments[0] as Compartment;

const deposit = {
  kind: 'deposit',
  appointmentId: owner.id,
  stepId: 'output',
  depositId: 'deposit-1',
  itemId: item.id,
  compartmentId: compartment.id,
  codeHash: 'scrypt$1$1$1$a$b',
} satisfies Action;
const handOver = {
  kind: 'hand-over',
  appointmentId: owner.id,
  stepId: 'output',
  itemId: item.id,
  recipient: 'applicant',
} satisfies Action;

interface Things {
  item: DocumentItem;
  compartment: Compartment;
}
/** What becomes of the two: each as it is afterwards, and the first refusal. */
function onThings(
  action: Action,
  whose: Appointment,
  things: Things,
): { changed: Partial<Things>; code: ProblemCode | null } {
  // The action names the owner; whoever that is here.
  const named = { ...whose, id: owner.id };
  const known = readIn({ appointment: [named], item: [things.item], compartment: [things.compartment] });
  const at = { commandId: 'c1', counterId: 'counter-1', now: '2026-11-30T09:00:00.000Z' };
  const outcomes = effect(action, known, at).filter(({ kind }) => kind === 'item' || kind === 'compartment');
  const refusal = outcomes.find((outcome) => !outcome.ok);
  return {
    changed: Object.fromEntries(outcomes.flatMap((outcome) => (outcome.ok ? [[outcome.kind, outcome.value]] : []))),
    code: refusal && !refusal.ok ? refusal.code : null,
  };
}

const anyItem = fc
  .constantFrom<DocumentItem['state'][]>('ordered', 'ready', 'deposited', 'handed-over', 'returned')
  .map((state): DocumentItem => ({ ...item, state }));
const anyCompartment = fc
  .constantFrom<Compartment['state'][]>('free', 'occupied', 'blocked')
  .map((state): Compartment => ({ ...compartment, state }));

describe('what an action does to documents and compartments', () => {
  it('is done once: what it changed does not take it a second time', () => {
    fc.assert(
      fc.property(anyItem, anyCompartment, fc.constantFrom<Action[]>(deposit, handOver), (one, door, action) => {
        const first = onThings(action, owner, { item: one, compartment: door });
        if (first.code !== null) return;
        const after = { item: first.changed.item ?? one, compartment: first.changed.compartment ?? door };
        expect(onThings(action, owner, after)).toMatchObject({ changed: {}, code: expect.any(String) });
      }),
    );
  });

  it('takes only what is ready, its owner’s, and a free compartment', () => {
    fc.assert(
      fc.property(anyItem, anyCompartment, fc.boolean(), (one, door, mine) => {
        const { code } = onThings(deposit, mine ? owner : other, { item: one, compartment: door });
        expect(code === null).toBe(mine && one.state === 'ready' && door.state === 'free');
        if (!mine) expect(code).toBe('item-of-another-person');
      }),
    );
  });

  it('changes nothing it was given', () => {
    const things = Object.freeze({
      item: Object.freeze({ ...item, state: 'ready' as const }),
      compartment: Object.freeze({ ...compartment, state: 'free' as const }),
    });
    expect(onThings(deposit, owner, things)).toMatchObject({
      code: null,
      changed: { item: { state: 'deposited' }, compartment: { state: 'occupied', depositId: 'deposit-1' } },
    });
    expect(things.item.state).toBe('ready');
  });

  it('gives a blocked compartment free only with what is noted of it, and no other one', () => {
    fc.assert(
      fc.property(
        anyCompartment,
        fc.boolean(),
        fc.constantFrom('empty' as const, 'document' as const),
        (one, noted, found) => {
          const door = { ...one, depositId: noted ? 'deposit-1' : null };
          const { code, changed } = onThings({ kind: 'unblock-compartment', compartmentId: door.id, found }, owner, {
            item,
            compartment: door,
          });
          const fits = (found === 'document') === noted;
          expect(code).toBe(door.state !== 'blocked' ? 'wrong-state' : fits ? null : 'content-not-as-noted');
          if (code !== null) return;
          const { blockedReason: _none, ...rest } = door;
          expect(changed.compartment).toEqual({ ...rest, state: noted ? 'occupied' : 'free' });
        },
      ),
    );
  });

  it('blocks a door in any state, and says why', () => {
    fc.assert(
      fc.property(anyCompartment, (door) => {
        const block: Action = { kind: 'block-compartment', compartmentId: door.id, reason: 'Schloss klemmt' };
        expect(onThings(block, owner, { item, compartment: door })).toMatchObject({
          code: null,
          changed: { compartment: { state: 'blocked', blockedReason: 'Schloss klemmt' } },
        });
      }),
    );
  });
});

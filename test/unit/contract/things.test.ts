import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyToThings, type Action, type Compartment, type DocumentItem } from '../../../backend/contract/index.ts';
import { makeOfficeDay } from '../../../backend/seed/officeDay.ts';

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
        const first = applyToThings(action, owner, { item: one, compartment: door });
        if (!first.ok) return;
        const after = { item: first.changed.item ?? one, compartment: first.changed.compartment ?? door };
        expect(applyToThings(action, owner, after).ok).toBe(false);
      }),
    );
  });

  it('takes only what is ready, its owner’s, and a free compartment', () => {
    fc.assert(
      fc.property(anyItem, anyCompartment, fc.boolean(), (one, door, mine) => {
        const result = applyToThings(deposit, mine ? owner : other, { item: one, compartment: door });
        expect(result.ok).toBe(mine && one.state === 'ready' && door.state === 'free');
        if (!mine) expect(result).toMatchObject({ code: 'item-of-another-person' });
      }),
    );
  });

  it('changes nothing it was given', () => {
    const things = Object.freeze({
      item: Object.freeze({ ...item, state: 'ready' as const }),
      compartment: Object.freeze({ ...compartment, state: 'free' as const }),
    });
    expect(applyToThings(deposit, owner, things)).toMatchObject({
      ok: true,
      changed: { item: { state: 'deposited' }, compartment: { state: 'occupied', depositId: 'deposit-1' } },
    });
    expect(things.item.state).toBe('ready');
  });

  it('blocks a door in any state, and says why', () => {
    fc.assert(
      fc.property(anyCompartment, (door) => {
        const block: Action = { kind: 'block-compartment', compartmentId: door.id, reason: 'Schloss klemmt' };
        expect(applyToThings(block, null, { item: undefined, compartment: door })).toMatchObject({
          ok: true,
          changed: { compartment: { state: 'blocked', blockedReason: 'Schloss klemmt' } },
        });
      }),
    );
  });
});

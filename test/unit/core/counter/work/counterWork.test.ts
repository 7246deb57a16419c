import { describe, expect, it } from 'vitest';
import type { DocumentItem } from '../../../../../backend/contract/index.ts';
import { WorkAtCounter, type CounterWork, type Goal } from '../../../../../electron/core/counter/work/counterWork.ts';
import { ok } from '../../../../../electron/contract/errors.ts';

const document = { id: 'item-1', serial: 'T0000001' } as DocumentItem;

/** A payment that is on its way at a terminal: nothing in the product knows of it. */
function payment(): CounterWork & { underWay: boolean; ended: number; settled: string[] } {
  return {
    underWay: true,
    ended: 0,
    settled: [],
    get about() {
      return this.underWay ? 'appointment-1' : null;
    },
    get holdsDevices() {
      return this.underWay;
    },
    hinders(goal: Goal) {
      return this.underWay && goal !== 'settle-step' ? 'wrong-state' : null;
    },
    leave() {
      this.ended += 1;
    },
    stepSettled(stepId) {
      this.settled.push(stepId);
    },
  };
}
const nothing: CounterWork = { about: null, holdsDevices: false, hinders: () => null, leave: () => undefined };

describe('work at a counter', () => {
  it('of a new kind joins with one entry: it hinders, holds devices, keeps its person, and is told', () => {
    const works = new WorkAtCounter();
    const mine = payment();
    works.add(nothing, mine);
    expect(works.hindrance('leave-person')).toEqual({ ok: false, error: { code: 'wrong-state' } });
    expect(works.hindrance('sign-out').ok).toBe(false);
    expect(works.hindrance('settle-step').ok).toBe(true);
    expect(works.holdsDevices).toBe(true);
    expect(works.appointments).toEqual(['appointment-1']);
    works.leave();
    works.stepSettled('fee');
    expect(mine).toMatchObject({ ended: 1, settled: ['fee'] });
    mine.underWay = false;
    expect(works.hindrance('leave-person').ok).toBe(true);
    expect(works.holdsDevices).toBe(false);
    expect(works.appointments).toEqual([]);
  });

  it('tells the hindrance of whatever was added first', () => {
    const works = new WorkAtCounter();
    works.add({ ...nothing, hinders: () => 'deposit-running' }, { ...nothing, hinders: () => 'signature-running' });
    expect(works.hindrance('leave-person')).toMatchObject({ error: { code: 'deposit-running' } });
  });

  it('gives a scanned document to the one that waits for it, and to nobody where none does', () => {
    const works = new WorkAtCounter();
    works.add({ ...nothing, takesDocument: () => null }, nothing);
    expect(works.takesDocument(document, true)).toBeNull();
    works.add(
      { ...nothing, takesDocument: () => ok('confirmed') },
      { ...nothing, takesDocument: () => ok('recognised') },
    );
    expect(works.takesDocument(document, true)).toEqual({ ok: true, value: 'confirmed' });
    expect(works.takesLabel('FACH31', true)).toBeNull();
  });
});

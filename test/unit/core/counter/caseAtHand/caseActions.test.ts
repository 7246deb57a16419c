import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Appointment } from '../../../../../backend/contract/index.ts';
import { makeOfficeDay } from '../../../../../backend/seed/officeDay.ts';
import { fail, ok } from '../../../../../electron/contract/errors.ts';
import type { CounterWork } from '../../../../../electron/core/counter/work/counterWork.ts';
import { counterId, partsOfCounter } from '../../../../support/partsOfCounter.ts';

/** Coming and going at a counter alone: no devices, no network, no windows. */

const day = makeOfficeDay(new Date());
const [one, another] = day.appointments.filter(({ service }) => service === 'eat-collect') as [
  Appointment,
  Appointment,
];
const called = (person: Appointment): Appointment => ({ ...person, state: 'called', counterId, steps: {} });

let counter: ReturnType<typeof partsOfCounter>;
let ended: string[];
const begun: CounterWork = {
  leave: () => void ended.push('left'),
  stepSettled: (stepId) => void ended.push(stepId),
};
beforeEach(() => {
  counter = partsOfCounter();
  ended = [];
  counter.works.add(begun);
});
afterEach(() => counter.close());

describe('the person at the counter', () => {
  it('goes once, and what was begun for them ends', () => {
    counter.tell({ appointment: called(one) });
    expect(counter.actions.appear()).toEqual(ok(null));
    expect(counter.actions.park('wartet auf Unterlagen')).toEqual(ok(null));
    expect(ended).toEqual(['left']);
    expect(counter.timesLeft()).toBe(1);
    expect(counter.actions.park('noch einmal')).toEqual(fail('nobody-at-counter'));
    expect(counter.done()).toEqual(['appear', 'park']);
  });

  it('stays while work that must come to its end is under way, and nothing of it ends', () => {
    counter.works.add({ hinders: (goal) => (goal === 'leave-person' ? 'signature-running' : null) });
    counter.tell({ appointment: called(one) });
    expect(counter.actions.miss()).toEqual(fail('signature-running'));
    expect(ended).toEqual([]);
    expect(counter.done()).toEqual([]);
  });

  it('keeps what was begun for them when the backend confirms late that somebody else was sent on', () => {
    counter.tell({ appointment: called(another) });
    counter.actions.sentOn(one.id, 'command-1');
    expect(ended).toEqual([]);
    expect(counter.timesLeft()).toBe(0);
  });

  it('takes back what this clerk did here, and nothing of another clerk', () => {
    counter.tell({ appointment: called(one) });
    counter.actions.appear();
    counter.here.clerkId = 'clerk-2';
    expect(counter.actions.undo()).toEqual(fail('cannot-undo'));
    counter.here.clerkId = 'clerk-1';
    expect(counter.deeds.undoable).toMatchObject({ kind: 'appear', ticket: one.ticket });
    expect(counter.actions.undo()).toEqual(ok(null));
    expect(counter.done()).toEqual(['appear', 'undo']);
    expect(ended).toEqual([]);
  });

  it('who cannot sign ends the signature of that step, and of no other', () => {
    counter.tell({ appointment: called(one) });
    counter.actions.appear();
    const { steps } = counter.process(one.service)!;
    const signature = steps.find(({ kind }) => kind === 'signature')!;
    for (const step of steps.slice(0, steps.indexOf(signature))) {
      expect(counter.actions.steps.overrideStep(step.id, 'Geprüft am Tresen')).toEqual(ok(null));
    }
    expect(counter.actions.steps.cannotSign(signature.id, 'Hand verletzt')).toEqual(ok(null));
    expect(ended).toEqual([signature.id]);
  });
});

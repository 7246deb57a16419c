import { describe, expect, it } from 'vitest';
import { Action, Appointment } from '../../backend/contract/index.ts';
import { makeOfficeDay } from '../../backend/seed/officeDay.ts';
import { applyToVisit } from '../support/effects.ts';

/** A case remembers the version of the process with which it began. */

const [erika] = makeOfficeDay(new Date('2026-12-01T10:00:00Z')).appointments;
const id = erika!.id;
const now = '2026-12-01T10:00:00.000Z';
const called: Appointment = { ...erika!, state: 'called', counterId: 'counter-1', calledAt: now };
let commands = 0;
/** The appointment after actions of a counter, each of which must be possible. */
const after = (start: Appointment, ...actions: Action[]): Appointment =>
  actions.reduce((appointment, action) => {
    const at = { commandId: `c${(commands += 1)}`, counterId: 'counter-1', now };
    const done = applyToVisit(appointment, [], action, at);
    if (!done.ok) throw new Error(`${action.kind}: ${done.code}`);
    return done.appointments[0];
  }, start);

const appear = (processVersion?: number): Action => ({ kind: 'appear', appointmentId: id, processVersion });
const resume = (processVersion?: number): Action => ({ kind: 'resume', appointmentId: id, processVersion });
const park: Action = { kind: 'park', appointmentId: id, reason: '' };
const tick: Action = {
  kind: 'record-step',
  appointmentId: id,
  stepId: 'documents',
  step: { state: 'open', at: now, evidence: { passport: true } },
};
const sendTo = (to: { counterId: string } | { service: string }): Action => ({
  kind: 'redirect',
  appointmentId: id,
  to,
  reason: '',
});
const call: Action = { kind: 'call', appointmentId: id };
const undo = ({ undo: last }: Appointment): Action => ({
  kind: 'undo',
  appointmentId: id,
  commandId: last!.commandId,
});

describe('the version with which a case began', () => {
  it('is unknown in records and actions of before', () => {
    const { processVersion: _added, ...before } = erika!;
    expect(Appointment.parse(before).processVersion).toBeNull();
    expect(Action.safeParse({ kind: 'appear', appointmentId: id }).success).toBe(true);
    expect(after(called, appear()).processVersion).toBeNull();
  });

  it('is that of the counter where the person appears, and none again when that is taken back', () => {
    const served = after(called, appear(3));
    expect(served.processVersion).toBe(3);
    expect(after(served, undo(served)).processVersion).toBeNull();
  });

  it('is said as well where a case begins by another way into the room', () => {
    const parked = after(called, park);
    expect(after(parked, resume(3)).processVersion).toBe(3);
    const beside: Appointment = {
      ...called,
      state: 'waiting',
      counterId: null,
      reservation: { counterId: 'counter-1', kind: 'visit', until: null },
    };
    expect(after(beside, { kind: 'switch', appointmentId: id, processVersion: 3 }).processVersion).toBe(3);
  });

  it('stays whatever version whoever goes on has', () => {
    const parked = after(called, appear(3), park);
    expect(after(parked, resume(4)).processVersion).toBe(3);
    const sentBack = after(called, appear(3), sendTo({ counterId: 'counter-1' }), call, appear(4));
    expect(sentBack.processVersion).toBe(3);
    const sameService = after(called, appear(3), sendTo({ service: called.service }), call, appear(4));
    expect(sameService.processVersion).toBe(3);
  });

  it('ends with the service, and comes back when the sending on is taken back', () => {
    const sent = after(called, appear(3), sendTo({ service: 'extend-title' }));
    expect(sent.processVersion).toBeNull();
    expect(after(sent, undo(sent)).processVersion).toBe(3);
    expect(after(sent, call, appear(7)).processVersion).toBe(7);
  });

  it('is not made up for a case that was begun without saying it', () => {
    expect(after(called, appear(), tick, park, resume(4)).processVersion).toBeNull();
  });
});

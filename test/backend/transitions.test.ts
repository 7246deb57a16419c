import { describe, expect, it } from 'vitest';
import { AppointmentState, type Action, type Appointment } from '../../backend/contract/index.ts';
import { makeOfficeDay } from '../../backend/seed/officeDay.ts';
import { applyToAppointment } from '../support/effects.ts';

const [erika] = makeOfficeDay(new Date('2026-11-22T10:00:00Z')).appointments;
const appointment = (more: Partial<Appointment>): Appointment => ({ ...erika!, ...more });
const at = { commandId: 'c1', counterId: 'counter-1', now: '2026-11-22T10:00:00.000Z' };
const id = erika!.id;

const cases: { action: Action; from: AppointmentState[]; to: AppointmentState }[] = [
  { action: { kind: 'check-in', appointmentId: id }, from: ['scheduled', 'missed'], to: 'waiting' },
  { action: { kind: 'call-next' }, from: ['waiting'], to: 'called' },
  { action: { kind: 'call', appointmentId: id }, from: ['waiting', 'missed'], to: 'called' },
  { action: { kind: 'appear', appointmentId: id }, from: ['called'], to: 'serving' },
  { action: { kind: 'miss', appointmentId: id }, from: ['called'], to: 'missed' },
  { action: { kind: 'park', appointmentId: id, reason: 'Kopie' }, from: ['called', 'serving'], to: 'parked' },
  { action: { kind: 'resume', appointmentId: id }, from: ['parked'], to: 'serving' },
  { action: { kind: 'finish', appointmentId: id, outcome: 'completed' }, from: ['serving'], to: 'completed' },
];
const ownerOf = (state: AppointmentState): string | null =>
  ['called', 'serving', 'completed'].includes(state) ? 'counter-1' : null;

describe('what an action does to its appointment', () => {
  it.each(cases)('$action.kind leads to $to from its states and is refused from all others', ({ action, from, to }) => {
    for (const state of AppointmentState.options) {
      const result = applyToAppointment(appointment({ state, counterId: ownerOf(state) }), action, at);
      if (from.includes(state)) expect(result).toMatchObject({ ok: true, appointment: { state: to, version: 1 } });
      else expect(result).toEqual({ ok: false, code: 'wrong-state' });
    }
  });

  it('lets only the owner go on with a called or served person', () => {
    for (const kind of ['appear', 'miss', 'finish'] as const) {
      const action: Action =
        kind === 'finish' ? { kind, appointmentId: id, outcome: 'completed' } : { kind, appointmentId: id };
      const state = kind === 'finish' ? 'serving' : 'called';
      expect(applyToAppointment(appointment({ state, counterId: 'counter-2' }), action, at)).toEqual({
        ok: false,
        code: 'not-yours',
      });
    }
  });

  it.each(cases)('undo of $action.kind brings everything back but the version', ({ action, from }) => {
    const before = appointment({ state: from[0]!, counterId: ownerOf(from[0]!) });
    const done = applyToAppointment(before, action, at);
    if (!done.ok) throw new Error(done.code);
    const undone = applyToAppointment(
      done.appointment,
      { kind: 'undo', appointmentId: id, commandId: 'c1' },
      { ...at, commandId: 'c2' },
    );
    expect(undone).toEqual({ ok: true, appointment: { ...before, version: 2 } });
  });

  it('does not change its input', () => {
    const before = Object.freeze(
      appointment({ state: 'serving', counterId: 'counter-1', steps: Object.freeze({}) as Appointment['steps'] }),
    );
    const step = { state: 'done' as const, at: at.now, evidence: {} };
    const done = applyToAppointment(before, { kind: 'record-step', appointmentId: id, stepId: 'identity', step }, at);
    expect(done).toMatchObject({ ok: true, appointment: { steps: { identity: step } } });
    expect(before.steps).toEqual({});
  });

  it('clears a step with null and can take that back', () => {
    const step = { state: 'done' as const, at: at.now, evidence: {} };
    const cleared = applyToAppointment(
      appointment({ state: 'serving', counterId: 'counter-1', steps: { identity: step } }),
      { kind: 'record-step', appointmentId: id, stepId: 'identity', step: null },
      at,
    );
    if (!cleared.ok) throw new Error(cleared.code);
    expect(cleared.appointment.steps).toEqual({});
    expect(
      applyToAppointment(cleared.appointment, { kind: 'undo', appointmentId: id, commandId: 'c1' }, at),
    ).toMatchObject({ appointment: { steps: { identity: step } } });
  });

  it('keeps the time at which a step was done without the network, but believes no clock that is before the call or ahead', () => {
    const calledAt = '2026-11-22T09:00:00.000Z';
    for (const [told, kept] of [
      ['2026-11-22T09:30:00.000Z', '2026-11-22T09:30:00.000Z'],
      ['2031-01-01T00:00:00.000Z', at.now],
      ['2020-01-01T00:00:00.000Z', calledAt],
    ] as const) {
      const done = applyToAppointment(
        appointment({ state: 'serving', counterId: 'counter-1', calledAt }),
        { kind: 'record-step', appointmentId: id, stepId: 'identity', step: { state: 'done', at: told, evidence: {} } },
        at,
      );
      expect(done).toMatchObject({ appointment: { steps: { identity: { at: kept } } } });
    }
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action, Appointment, Command } from '../../../../../backend/contract/index.ts';
import { makeOfficeDay } from '../../../../../backend/seed/officeDay.ts';
import { openStore } from '../../../../../electron/core/kernel/database/store.ts';
import { Office } from '../../../../../electron/core/kernel/records/office.ts';
import { Outbox } from '../../../../../electron/core/kernel/outbox/outbox.ts';
import { testKey } from '../../../../support/keys.ts';
import { applyToAppointment } from '../../../../support/effects.ts';

const counterId = 'counter-1';
const start = makeOfficeDay(new Date()).appointments.find(({ ticket }) => ticket === 'A017')!;
const id = start.id;
const step = (state: 'open' | 'done') => ({ state, at: '2026-11-22T09:00:00.000Z', evidence: {} });

type Move =
  | { do: Action | 'undo-last' }
  | { backend: 'takes-next' | 'takes-next-unheard' | 'refuses-next' }
  | { backend: 'tells' }
  | { restart: true };
const actions: (Action | 'undo-last')[] = [
  { kind: 'miss', appointmentId: id },
  { kind: 'appear', appointmentId: id },
  { kind: 'park', appointmentId: id, reason: 'r' },
  { kind: 'record-step', appointmentId: id, stepId: 'identity', step: step('done') },
  { kind: 'record-step', appointmentId: id, stepId: 'identity', step: step('open') },
  { kind: 'record-step', appointmentId: id, stepId: 'documents', step: step('done') },
  { kind: 'finish', appointmentId: id, outcome: 'completed' },
  'undo-last',
];
const moves = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...actions).map((action): Move => ({ do: action })) },
    {
      weight: 4,
      arbitrary: fc.constantFrom<Move>(
        { backend: 'takes-next' },
        { backend: 'takes-next-unheard' },
        { backend: 'tells' },
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom<Move>({ backend: 'refuses-next' }, { restart: true }) },
  ),
  { maxLength: 30 },
);

const without = ({ version: _version, ...rest }: Appointment): unknown =>
  JSON.parse(JSON.stringify(rest, (key, value) => (/At$|^at$/.test(key) ? null : value)));

/** What is shown must be what the backend told, and then, in order, what was done here and is not part of that yet. */
describe('what is shown', () => {
  it('is always the told record with the pending deeds on top; and once all is told, it is the backend’s truth', () => {
    fc.assert(
      fc.property(moves, (sequence) => {
        const dir = mkdtempSync(join(tmpdir(), 'schalterwerk-outbox-'));
        const openIt = () => {
          const result = openStore(dir, testKey, () => {});
          if (!result.ok) throw new Error(result.detail);
          const office = new Office(result.store);
          return { store: result.store, office, outbox: new Outbox(result.store, office) };
        };
        let it = openIt();
        let truth: Appointment = applyToAppointment(
          start,
          { kind: 'call', appointmentId: id },
          { commandId: 'call', counterId, now: '2026-11-22T08:59:00.000Z' },
        ) as never;
        truth = (truth as unknown as { appointment: Appointment }).appointment;
        let cursor = 0;
        const tell = (): void => {
          const before = it.outbox.appliedNow();
          cursor += 1;
          it.office.take([{ seq: cursor, kind: 'appointment', id, value: truth }], false, cursor);
          it.outbox.settle(before);
        };
        tell();
        let told = truth;
        const taken = new Set<string>();
        const backendDoes = (command: Command): boolean => {
          if (taken.has(command.id)) return true;
          const result = applyToAppointment(truth, command.action, {
            commandId: command.id,
            counterId,
            now: '2026-11-22T10:00:00.000Z',
          });
          if (!result.ok) return false;
          taken.add(command.id);
          truth = result.appointment;
          return true;
        };
        const nobody: ReadonlySet<string> = new Set();
        for (const move of sequence) {
          if ('do' in move) {
            const last = it.office.get('appointment', id)!.undo;
            const action: Action | null =
              move.do !== 'undo-last'
                ? move.do
                : last
                  ? { kind: 'undo', appointmentId: id, commandId: last.commandId }
                  : null;
            if (action) it.outbox.add(counterId, action);
          } else if ('restart' in move) {
            it.store.close();
            it = openIt();
          } else {
            const [next] = it.outbox.next(nobody);
            if (move.backend === 'tells') {
              tell();
              told = truth;
            } else if (next && move.backend === 'refuses-next') it.outbox.refused(next, 'wrong-state');
            else if (next && backendDoes(next.command)) {
              if (move.backend === 'takes-next') it.outbox.applied(next);
            } else if (next) it.outbox.refused(next, 'wrong-state');
          }
          // The model: told, then every pending command that still fits and is not yet contained.
          let expected = told;
          for (const { command, state } of it.store.commands()) {
            if (state !== 'waiting' && state !== 'applied') continue;
            if (expected.undo?.commandId === command.id) continue;
            const result = applyToAppointment(expected, command.action, {
              commandId: command.id,
              counterId,
              now: command.at,
            });
            if (result.ok) expected = result.appointment;
          }
          expect(without(it.office.get('appointment', id)!)).toEqual(without(expected));
        }
        for (let [next] = it.outbox.next(nobody); next; [next] = it.outbox.next(nobody)) {
          if (backendDoes(next.command)) it.outbox.applied(next);
          else it.outbox.refused(next, 'wrong-state');
        }
        tell();
        expect(it.office.get('appointment', id)).toEqual(truth);
        expect(it.outbox.counts().waiting).toBe(0);
        it.store.close();
        rmSync(dir, { recursive: true, force: true });
      }),
      { numRuns: 60 },
    );
  });
});

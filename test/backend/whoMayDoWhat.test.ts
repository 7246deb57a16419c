import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Action } from '../../backend/contract/index.ts';
import { startTestBackend } from '../support/backend.ts';
import { Desk, outcome, signature } from './api.ts';

/** What somebody with a session of their own, and a small program instead of a counter, cannot do. */

let backend: Awaited<ReturnType<typeof startTestBackend>>;
beforeEach(async () => {
  backend = await startTestBackend();
});
afterEach(() => backend.stop());

describe('who has left a counter', () => {
  it('does nothing more to the people whom somebody else has there since', async () => {
    const gone = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    await gone.choose('counter-2');
    const here = await Desk.open(backend.url, 'clerk-2', 'counter-1');
    const appointmentId = await here.serveNext();
    const at = { counterId: 'counter-1' };
    const attacks: Action[] = [
      signature(appointmentId),
      { kind: 'hand-over', appointmentId, stepId: 'output', itemId: 'item-A017', recipient: 'applicant' },
      {
        kind: 'record-step',
        appointmentId,
        stepId: 'identity',
        step: { state: 'overridden', at: '2026-11-22T09:00:00Z', reason: 'Foto fehlt', evidence: {} },
      },
      { kind: 'park', appointmentId, reason: '' },
      { kind: 'finish', appointmentId, outcome: 'completed' },
      { kind: 'undo', appointmentId, commandId: (await here.one('appointment', appointmentId)).undo!.commandId },
    ];
    const before = await here.changes(0);
    for (const action of attacks) {
      const command = gone.command(action, at);
      expect(outcome(await gone.send(command)), action.kind).toBe('not-yours');
      // For good: the same command is not taken by asking again.
      expect(outcome(await gone.void(command.id))).toBe('not-yours');
    }
    expect(await here.changes(0)).toEqual(before);
    expect(await here.do({ kind: 'finish', appointmentId, outcome: 'completed' })).toBe('applied');
  });

  it('still delivers what was done there for their own people, the last word being theirs', async () => {
    const mine = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const appointmentId = await mine.serveNext();
    await mine.choose('counter-2');
    const late = mine.command({ kind: 'finish', appointmentId, outcome: 'completed' }, { counterId: 'counter-1' });
    expect(outcome(await mine.send(late))).toBe('applied');
  });
});

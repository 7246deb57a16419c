import { expect, it } from 'vitest';
import type { Store } from '../../../../../electron/core/kernel/database/store.ts';
import type { BackendClient } from '../../../../../electron/core/kernel/outbox/backendClient.ts';
import { Session } from '../../../../../electron/core/counter/session/session.ts';

const clerk = { id: 'clerk-1', name: 'Sabine Beispiel', role: 'lead' as const };
const own = { token: 'token-1', clerk, counterId: 'counter-1', expiresAt: '2026-12-01T20:00:00.000Z' };
const counters = [{ id: 'counter-1', name: 'Schalter 1', room: '2.11', services: [] }];
const welcome = { office: { name: 'Musterstadt', training: true }, clerks: [clerk], counters };

/** A counter that remembers a session, at a backend that now says this of it. */
function remembering(answer: unknown) {
  const kept = new Map<string, unknown>([['session', { session: own, welcome }]]);
  const store = {
    meta: (name: string) => kept.get(name),
    setMeta: (name: string, value: unknown) => kept.set(name, value),
    transaction: (work: () => void) => work(),
  } as unknown as Store;
  const client = { call: async () => ({ kind: 'ok', value: answer }) } as unknown as BackendClient;
  return { session: new Session(store, client, () => undefined), kept };
}

it('a session that is still the same changes nothing', async () => {
  const { session } = remembering(own);
  await session.check();
  expect(session.snapshot).toMatchObject({ phase: 'ready', clerk: { name: 'Sabine Beispiel' }, problem: null });
});

it('a counter at whose session there is no clerk shows nobody and lets nobody change settings', async () => {
  const { session, kept } = remembering({ ...own, clerk: null });
  expect(session.mayChangeSettings).toBe(true);
  await session.check();
  expect(session.snapshot).toMatchObject({
    phase: 'signed-out',
    clerk: null,
    counter: null,
    mayEndSessions: false,
    seesPeople: false,
    problem: { code: 'not-signed-in' },
  });
  expect([session.mayChangeSettings, session.isLead, session.clerkId, session.token]).toEqual([
    false,
    false,
    null,
    null,
  ]);
  expect(kept.get('session')).toBeNull();
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spawnBackend, startTestBackend } from '../support/backend.ts';
import { Desk, depositOf, outcome } from './api.ts';

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let desk: Desk;
beforeEach(async () => {
  backend = await startTestBackend();
  desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
});
afterEach(() => backend.stop());

describe('a command id', () => {
  it('is applied once and answers the same for ever', async () => {
    const call = desk.command({ kind: 'call-next' });
    const first = await desk.send(call);
    const cursor = (await desk.changes(0)).cursor;
    const again = await Promise.all([desk.send(call), desk.send(call), desk.send(call)]);
    for (const answer of again) expect(answer).toEqual(first);
    expect((await desk.changes(0)).cursor).toBe(cursor);
    expect((await desk.one('appointment', 'appointment-A017')).version).toBe(1);
  });

  it('is applied once when the same command arrives many times at once', async () => {
    const call = desk.command({ kind: 'call-next' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => desk.send(call)));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect((await desk.all('appointment')).filter(({ state }) => state === 'called')).toHaveLength(1);
  });

  it('repeats a refusal too, even when the command would be possible by now', async () => {
    const appear = desk.command({ kind: 'appear', appointmentId: 'appointment-A017' });
    expect(outcome(await desk.send(appear))).toBe('wrong-state');
    await desk.do({ kind: 'call-next' });
    expect(outcome(await desk.send(appear))).toBe('wrong-state');
    expect((await desk.one('appointment', 'appointment-A017')).state).toBe('called');
  });

  it('cannot carry another content later', async () => {
    const call = desk.command({ kind: 'call', appointmentId: 'appointment-A017' });
    await desk.send(call);
    expect(outcome(await desk.send({ ...call, action: { kind: 'call', appointmentId: 'appointment-A018' } }))).toBe(
      'id-reused',
    );
    expect(outcome(await desk.send(call))).toBe('applied');
  });

  it('is the same content whatever the order of its fields', async () => {
    const { id, counterId, at, action } = desk.command({
      kind: 'park',
      appointmentId: await desk.serveNext(),
      reason: 'Kopie',
    });
    expect(outcome(await desk.send({ id, counterId, at, action }))).toBe('applied');
    const turned = Object.fromEntries(Object.entries(action).reverse()) as typeof action;
    expect(outcome(await desk.send({ action: turned, at, counterId, id }))).toBe('applied');
  });

  it('that was withdrawn before its command arrived is never applied', async () => {
    const call = desk.command({ kind: 'call-next' });
    expect(outcome(await desk.void(call.id))).toBe('voided');
    expect(outcome(await desk.send(call))).toBe('voided');
    expect(outcome(await desk.void(call.id))).toBe('voided');
    expect((await desk.all('appointment')).filter(({ state }) => state === 'called')).toEqual([]);
  });

  it('that is withdrawn after its command arrived tells what was done', async () => {
    const call = desk.command({ kind: 'call-next' });
    const applied = await desk.send(call);
    expect(await desk.void(call.id)).toEqual(applied);
    const again = desk.command({ kind: 'call-next' });
    await desk.send(again);
    expect(outcome(await desk.void(again.id))).toBe('counter-busy');
  });

  it('that was not understood may be sent again, mended', async () => {
    const call = desk.command({ kind: 'call-next' });
    expect(outcome(await desk.send({ ...call, at: 'yesterday' }))).toBe('invalid-request');
    expect(outcome(await desk.send(call))).toBe('applied');
  });
});

describe('a kill in the middle', () => {
  it('leaves every command done once or not at all, and its answer there after the restart', async () => {
    const first = await spawnBackend();
    const before = await Desk.open(first.url, 'clerk-1', 'counter-1');
    const appointmentId = await before.serveNext();
    const deposit = before.command(depositOf(appointmentId, 'item-A017', 'foyer-1'));
    const sent = before.send(deposit).catch(() => undefined);
    await first.kill();
    await sent;

    const second = await spawnBackend({ dataDir: first.dataDir });
    try {
      // The session outlives the process, and with it the counter.
      const after = new Desk(second.url, before.token, 'counter-1');
      expect(outcome(await after.send(deposit))).toBe('applied');
      expect(outcome(await after.send(deposit))).toBe('applied');
      expect((await after.all('deposit')).filter((record) => record.appointmentId === appointmentId)).toHaveLength(1);
    } finally {
      await second.stop();
    }
  });
});

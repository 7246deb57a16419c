import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { saveClerk } from '../../backend/store/officeStore.ts';
import { Desk } from '../backend/api.ts';
import { appliedKinds, identifyAndTick, serveNext, stepOf } from '../support/appointment.ts';
import { startTestBackend } from '../support/backend.ts';
import { confirmed, scan, signInAgain, signInAt, startCounter, type TestCounter } from '../support/counter.ts';

/** Who works at a counter changes, or is put out; the work at the counter stands. */

let hours: number;
let backend: Awaited<ReturnType<typeof startTestBackend>>;
let counter: TestCounter;

beforeEach(async () => {
  hours = 0;
  backend = await startTestBackend({ clock: () => new Date(Date.now() + hours * 3_600_000) });
  counter = await startCounter({ backendUrl: backend.url });
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

describe('signing in', () => {
  it('says that the PIN is wrong, and after too many attempts that one has to wait', async () => {
    await counter.until('the backend to be heard', (now) => now.session.phase === 'signed-out');
    const codes: string[] = [];
    for (let i = 0; i < 8; i += 1) {
      const answer = await counter.ask('session.signIn', { clerkId: 'clerk-1', pin: '9999' });
      codes.push(answer.ok ? 'ok' : answer.error.code);
    }
    expect(codes[0]).toBe('wrong-pin');
    expect(codes.at(-1)).toBe('too-many-attempts');
    expect(counter.now().session.phase).toBe('signed-out');
    expect(counter.now().case).toBeNull();
  });

  it('without a backend says that it is not there', async () => {
    const alone = await startCounter({ backendUrl: null });
    await alone.until('the word', (now) => now.session.problem?.code === 'offline');
    expect(alone.now().session.phase).toBe('starting');
    expect(await alone.ask('session.signIn', { clerkId: 'clerk-1', pin: '1111' })).toMatchObject({
      ok: false,
      error: { code: 'offline' },
    });
    expect(await alone.ask('queue.checkIn', { appointmentId: 'appointment-A022' })).toMatchObject({
      ok: false,
      error: { code: 'not-signed-in' },
    });
    await alone.stop();
  });
});

describe('a session that ends at the backend', () => {
  it('asks to sign in again, and the work stands where it stood', async () => {
    await signInAt(counter);
    await serveNext(counter);
    await confirmed(counter);
    hours = 13;
    await counter.must('case.confirmIdentity', { stepId: stepOf(counter, 'identity').id, shown: 'passport' });
    await counter.until('the end of the session', (now) => now.session.phase === 'signed-out');
    expect(counter.now()).toMatchObject({
      session: { problem: { code: 'not-signed-in' } },
      case: null,
      outbox: { waiting: 1, refused: 0 },
    });
    await signInAgain(counter, 'clerk-1', '1111');
    await confirmed(counter);
    expect(counter.now().case).toMatchObject({ ticket: 'A017', state: 'serving' });
    expect(stepOf(counter, 'identity').state).toBe('done');
    expect(appliedKinds(backend.dataDir)).toEqual(['call-next', 'appear', 'record-step']);
  });

  it('lets everybody sign in who may by then', async () => {
    await signInAt(counter);
    await backend.database.transaction((sql) =>
      saveClerk(sql, { id: 'clerk-9', name: 'Max Mustermann', role: 'clerk', pinHash: 'scrypt$1$1$1$AA$AA' }),
    );
    hours = 13;
    await counter.until('the end of the session', (now) => now.session.phase === 'signed-out');
    await counter.until('the new colleague', (now) => now.session.clerks.some(({ id }) => id === 'clerk-9'));
  });
});

describe('a counter that somebody takes over', () => {
  it('is lost with a plain word; what was done meanwhile is delivered once the counter is chosen again', async () => {
    await signInAt(counter);
    await serveNext(counter);
    await confirmed(counter);
    const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    counter.setBackendUrl(null);
    expect((await other.choose('counter-1', true)).status).toBe(200);
    await counter.must('case.confirmIdentity', { stepId: stepOf(counter, 'identity').id, shown: 'passport' });
    counter.setBackendUrl(backend.url);
    await counter.until('the loss', (now) => now.session.phase === 'choose-counter');
    expect(counter.now()).toMatchObject({
      session: { problem: { code: 'counter-taken' } },
      outbox: { waiting: 1, refused: 0 },
    });
    expect(await counter.ask('session.chooseCounter', { counterId: 'counter-1', takeOver: false })).toMatchObject({
      ok: false,
      error: { code: 'counter-taken' },
    });
    await counter.must('session.chooseCounter', { counterId: 'counter-1', takeOver: true });
    await confirmed(counter);
    expect(appliedKinds(backend.dataDir)).toEqual(['call-next', 'appear', 'record-step']);
    expect(stepOf(counter, 'identity').state).toBe('done');
  });
});

describe('signing out', () => {
  it('shows nobody any more; the next clerk at this counter goes on with the person', async () => {
    await signInAt(counter);
    await serveNext(counter);
    await scan(counter, 'mrz', { mine: true });
    await confirmed(counter);
    await counter.must('session.signOut', { leaveOpen: true });
    expect(counter.now()).toMatchObject({
      session: { phase: 'signed-out', clerk: null },
      case: null,
      scans: { recent: [] },
    });
    await signInAgain(counter, 'clerk-2', '2222');
    await confirmed(counter);
    expect(counter.now().case).toMatchObject({ ticket: 'A017', state: 'serving' });
    expect(stepOf(counter, 'identity').state).toBe('done');
  });

  it('forgets the person who was finished last, and offers nobody else to take that back', async () => {
    await signInAt(counter);
    await serveNext(counter);
    await counter.must('case.finish', { outcome: 'incomplete', reason: 'Unterlagen fehlen' });
    await confirmed(counter);
    expect(counter.now().case).toMatchObject({ state: 'completed' });
    await counter.must('session.signOut', { leaveOpen: true });
    await signInAgain(counter, 'clerk-2', '2222');
    expect(counter.now()).toMatchObject({ case: null, day: { undo: null } });
    expect(await counter.ask('case.undo', null)).toMatchObject({ ok: false, error: { code: 'cannot-undo' } });
  });

  it('without the network frees the counter as soon as the backend is heard again, also after a restart', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'schalterwerk-signed-out-'));
    let own = await startCounter({ backendUrl: backend.url, dataDir, keep: true });
    await signInAt(own);
    own.setBackendUrl(null);
    await own.must('session.signOut', { leaveOpen: true });
    await own.stop();
    own = await startCounter({ backendUrl: null, dataDir });
    await own.until('the word', (now) => now.session.problem?.code === 'offline');
    const colleague = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    expect((await colleague.choose('counter-1')).body['code']).toBe('counter-taken');
    own.setBackendUrl(backend.url);
    await expect.poll(async () => (await colleague.choose('counter-1')).status, { timeout: 10_000 }).toBe(200);
    await own.stop();
  });

  it('leaves what could not be delivered to a clerk of that counter, and holds up nobody at another one', async () => {
    await signInAt(counter);
    await confirmed(counter);
    counter.setBackendUrl(null);
    await counter.must('queue.checkIn', { appointmentId: 'appointment-A022' });
    await counter.must('session.signOut', { leaveOpen: true });
    counter.setBackendUrl(backend.url);
    await counter.must('session.signIn', { clerkId: 'clerk-2', pin: '2222' });
    await counter.must('session.chooseCounter', { counterId: 'counter-2', takeOver: false });
    await counter.must('queue.checkIn', { appointmentId: 'appointment-A023' });
    await counter.until('the second one to arrive', () => appliedKinds(backend.dataDir).length === 1);
    await counter.until('its confirmation', (now) => now.outbox.waiting === 1);
    expect(counter.now().outbox).toMatchObject({ waiting: 1, refused: 0, entries: [{ ticket: 'A022' }] });
    await counter.must('session.signOut', { leaveOpen: true });
    await signInAgain(counter, 'clerk-1', '1111');
    await confirmed(counter);
    expect(appliedKinds(backend.dataDir)).toEqual(['check-in', 'check-in']);
  });
});

describe('undo', () => {
  it('of a call sends the person away: nothing of them stays on the screen', async () => {
    await signInAt(counter);
    await counter.must('queue.callNext', null);
    await scan(counter, 'document-serial', { mine: true });
    expect(counter.now().scans.recent).toHaveLength(1);
    await counter.must('case.undo', null);
    expect(counter.now()).toMatchObject({ case: null, scans: { recent: [] }, day: { undo: null } });
    await confirmed(counter);
    expect(counter.now().day.waiting[0]!.ticket).toBe('A017');
  });

  it('takes back the last thing only, also after a restart', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'schalterwerk-undo-'));
    let own = await startCounter({ backendUrl: backend.url, dataDir, keep: true });
    await signInAt(own, 1);
    await serveNext(own);
    await identifyAndTick(own);
    await own.must('case.park', { reason: 'holt etwas' });
    await own.stop();
    own = await startCounter({ backendUrl: backend.url, dataDir });
    expect(own.now().day.undo).toEqual({ kind: 'park', ticket: 'A017' });
    await own.must('case.undo', null);
    expect(own.now().case).toMatchObject({ ticket: 'A017', state: 'serving' });
    expect(await own.ask('case.undo', null)).toMatchObject({ ok: false, error: { code: 'cannot-undo' } });
    await own.until('everything to be confirmed', (now) => now.outbox.waiting === 0 && now.outbox.refused === 0);
    await own.stop();
  });
});

describe('the end of the program', () => {
  it('waits for no answer of a backend that gives none, and writes nothing afterwards', async () => {
    await signInAt(counter);
    const dead = await startCounter({ backendUrl: 'http://127.0.0.1:9' });
    const began = Date.now();
    await dead.stop();
    expect(Date.now() - began).toBeLessThan(5000);
    const own = await startCounter({ backendUrl: backend.url });
    await signInAt(own, 2);
    own.setBackendUrl(null);
    const call = own.ask('queue.callNext', null);
    await own.stop();
    expect((await call).ok).toBe(false);
  });
});

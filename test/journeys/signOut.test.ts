import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appliedKinds, identifyAndTick, serveNext, startSignature, stepOf } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { confirmed, signInAgain, signInAt, startCounter, type TestCounter } from '../support/counter.ts';

/** Whoever signs out in the middle is told first what is open; all of it stays. */

let backend: TestBackend;
let counter: TestCounter;

beforeEach(async () => {
  backend = await startTestBackend();
  counter = await startCounter({ backendUrl: backend.url });
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

describe('signing out with something open', () => {
  it('asks first while somebody is called or served, and nothing happens until the clerk has said so', async () => {
    await signInAt(counter);
    await counter.must('queue.callNext', null);
    expect(await counter.must('session.signOut', { leaveOpen: false })).toEqual({
      person: { ticket: 'A017', state: 'called' },
      beside: [],
      signing: false,
      unsent: 0,
      othersAfterMinutes: 10,
    });
    await counter.must('case.appear', null);
    expect(await counter.must('session.signOut', { leaveOpen: false })).toMatchObject({
      person: { ticket: 'A017', state: 'serving' },
      unsent: 0,
    });
    expect(counter.now()).toMatchObject({ session: { phase: 'ready' }, case: { ticket: 'A017', state: 'serving' } });
    await counter.must('case.park', { reason: '' });
    expect(await counter.must('session.signOut', { leaveOpen: false })).toBeNull();
    expect(counter.now().session.phase).toBe('signed-out');
    expect(appliedKinds(backend.dataDir)).toEqual(['call-next', 'appear', 'park']);
  });

  it('names the rest of a family, also when nobody of it is served', async () => {
    await signInAt(counter);
    await counter.must('queue.call', { appointmentId: 'appointment-A025' });
    await counter.must('case.appear', null);
    expect(await counter.must('session.signOut', { leaveOpen: false })).toMatchObject({
      person: { ticket: 'A025' },
      beside: ['A026', 'A027'],
    });
    await counter.must('case.finish', { outcome: 'incomplete', reason: 'Unterlagen fehlen' });
    expect(await counter.must('session.signOut', { leaveOpen: false })).toMatchObject({
      person: null,
      beside: ['A026', 'A027'],
    });
  });

  it('tells a signature that is being given; when the clerk goes all the same, nothing of it is kept', async () => {
    await signInAt(counter);
    await serveNext(counter);
    await identifyAndTick(counter);
    await startSignature(counter);
    expect(await counter.must('session.signOut', { leaveOpen: false })).toMatchObject({
      person: { ticket: 'A017' },
      signing: true,
    });
    expect(counter.now().case?.signature).not.toBeNull();
    expect(await counter.must('session.signOut', { leaveOpen: true })).toBeNull();
    await signInAgain(counter, 'clerk-2', '2222');
    await confirmed(counter);
    expect(counter.now().case).toMatchObject({ ticket: 'A017', signature: null });
    expect(stepOf(counter, 'signature').state).toBe('open');
  });

  it('tells how much has not arrived; it is delivered after the next sign-in here', async () => {
    await signInAt(counter);
    await confirmed(counter);
    counter.setBackendUrl(null);
    await counter.must('queue.checkIn', { appointmentId: 'appointment-A022' });
    await counter.must('queue.checkIn', { appointmentId: 'appointment-A023' });
    await counter.until('the loss of the connection', (now) => now.connection.state !== 'connected');
    expect(await counter.must('session.signOut', { leaveOpen: false })).toMatchObject({
      person: null,
      beside: [],
      unsent: 2,
    });
    expect(await counter.must('session.signOut', { leaveOpen: true })).toBeNull();
    counter.setBackendUrl(backend.url);
    await signInAgain(counter, 'clerk-1', '1111');
    await confirmed(counter);
    expect(appliedKinds(backend.dataDir)).toEqual(['check-in', 'check-in']);
  });

  it('stays one press for what only another counter can deliver, and for what was done a moment ago', async () => {
    await signInAt(counter);
    await confirmed(counter);
    counter.setBackendUrl(null);
    await counter.must('queue.checkIn', { appointmentId: 'appointment-A022' });
    expect(await counter.must('session.signOut', { leaveOpen: true })).toBeNull();
    counter.setBackendUrl(backend.url);
    await counter.must('session.signIn', { clerkId: 'clerk-2', pin: '2222' });
    await counter.must('session.chooseCounter', { counterId: 'counter-2', takeOver: false });
    await counter.must('queue.checkIn', { appointmentId: 'appointment-A023' });
    expect(await counter.must('session.signOut', { leaveOpen: false })).toBeNull();
    expect(appliedKinds(backend.dataDir)).toEqual(['check-in']);
    expect(counter.now().outbox.waiting).toBe(1);
  });
});

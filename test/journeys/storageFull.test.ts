import { mkdtempSync } from 'node:fs';
import { labelCode } from '../../electron/core/codes/labels.ts';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, Desk } from '../backend/api.ts';
import {
  identifyAndTick,
  openDoor,
  openings,
  putInAndShut,
  serveNext,
  startSignature,
  stepOf,
  upToTheOutput,
} from '../support/appointment.ts';
import { spawnBackend, type SpawnedBackend } from '../support/backend.ts';
import { scan, signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { spoilDisk } from '../support/spoilDisk.ts';

/** No room on the disk: SQLite says so at the first write; the backend is another process with room enough. */

let backend: SpawnedBackend;
let counter: TestCounter;
let full = false;
spoilDisk(() => (full ? 'full' : 'well'));

beforeEach(async () => {
  full = false;
  backend = await spawnBackend();
  counter = await startCounter({ backendUrl: backend.url });
  await signInAt(counter);
});
afterEach(async () => {
  full = false;
  await counter.stop();
  await backend.stop();
});

const refusedForRoom = { ok: false, error: { code: 'storage-full' } };

describe('a full disk', () => {
  it('refuses each action with that word, changes nothing, and everything works once there is room', async () => {
    await serveNext(counter);
    await counter.until('everything to be confirmed', (now) => now.outbox.waiting === 0);
    const before = counter.now();
    const identity = stepOf(counter, 'identity').id;
    full = true;
    expect(await counter.ask('case.confirmIdentity', { stepId: identity, shown: 'passport' })).toMatchObject(
      refusedForRoom,
    );
    expect(await counter.ask('case.park', { reason: '' })).toMatchObject(refusedForRoom);
    expect(
      await counter.ask('signatures.cannotSign', { stepId: stepOf(counter, 'signature').id, reason: 'Arm im Gips' }),
    ).toMatchObject({ ok: false, error: { code: 'step-locked' } });
    expect(counter.now().case).toEqual(before.case);
    expect(counter.now().day.undo).toEqual(before.day.undo);
    expect(counter.now().outbox).toMatchObject({ waiting: 0, refused: 0 });
    full = false;
    await identifyAndTick(counter);
    await counter.until('everything to be confirmed', (now) => now.outbox.waiting === 0 && now.outbox.refused === 0);
  });

  it('never lets a door open that was not written down before', async () => {
    await upToTheOutput(counter);
    await counter.must('deposits.start', { stepId: stepOf(counter, 'output').id });
    full = true;
    await counter.must('simulation.play', {
      deed: 'scan',
      text: counter.now().simulation!.codes.find(({ what, mine }) => what === 'document-serial' && mine)!.text,
    });
    await counter.until('the word', () => counter.notices.some(({ code }) => code === 'storage-full'));
    expect(counter.now().case!.deposit!.state).toBe('awaiting-item');
    expect(counter.now().simulation!.doors.every(({ openings }) => openings === 0)).toBe(true);
  });

  it('while a door stands open: nothing is forgotten, and the deposit is completed once there is room', async () => {
    await upToTheOutput(counter);
    const at = await openDoor(counter);
    await putInAndShut(counter, at);
    await counter.until('the door to be shut', (now) => now.case?.deposit?.state === 'closed-unconfirmed');
    full = true;
    await counter.must('simulation.play', {
      deed: 'scan',
      text: labelCode('compartment-label', counter.now().case!.deposit!.compartment!.label),
    });
    await counter.until('the word', () => counter.notices.some(({ code }) => code === 'storage-full'));
    expect(counter.now().case!.deposit!.state).toBe('closed-unconfirmed');
    full = false;
    await new Promise((resolve) => setTimeout(resolve, 750));
    await scan(counter, 'compartment-label', { mine: true });
    await counter.until('the deposit to be done', (now) => now.case?.deposit?.state === 'done');
    await counter.until('everything to be confirmed', (now) => now.outbox.waiting === 0 && now.outbox.refused === 0);
  });

  it('while a door moves: what it did is looked up once there is room', async () => {
    await upToTheOutput(counter);
    const at = await openDoor(counter);
    full = true;
    await putInAndShut(counter, at);
    await counter.until('the word', () => counter.notices.some(({ code }) => code === 'storage-full'));
    expect(counter.now().case!.deposit!.state).toBe('open');
    full = false;
    await counter.until('the door to be seen shut', (now) => now.case?.deposit?.state === 'closed-unconfirmed');
    expect(openings(counter)).toBe(1);
  });

  it('while a door is waited for: the program goes on, and the jam is told once there is room', async () => {
    await upToTheOutput(counter);
    await counter.must('deposits.start', { stepId: stepOf(counter, 'output').id });
    for (const { board, lock } of counter.now().simulation!.doors)
      await counter.must('simulation.play', { deed: 'jam', board, lock, jammed: true });
    await scan(counter, 'document-serial', { mine: true });
    await counter.until('the pulse', () => counter.log.some((line) => line.includes('opens board')));
    full = true;
    await counter.until('the trouble in the log', () =>
      counter.log.some((line) => line.includes('how a deposit stands')),
    );
    full = false;
    await counter.until('the jam', (now) => now.case?.deposit?.state === 'jammed');
  });

  it('tells the clerk why a signature was not taken that was finished on the pad, and takes it once there is room', async () => {
    await serveNext(counter);
    await identifyAndTick(counter);
    await startSignature(counter);
    full = true;
    await counter.must('simulation.play', { deed: 'sign', style: 'signature', press: 'ok' });
    await counter.until('the word', (now) => now.case?.signature?.problem?.code === 'storage-full');
    expect(counter.now().case!.signature!.points).toBeGreaterThan(10);
    full = false;
    await counter.must('signatures.accept', null);
    await counter.until('everything to be confirmed', (now) => now.outbox.waiting === 0 && now.outbox.refused === 0);
    expect(stepOf(counter, 'signature').state).toBe('done');
  });

  it('does not end the program when an answer of the backend cannot be noted', async () => {
    await serveNext(counter);
    counter.setBackendUrl(null);
    await counter.must('case.confirmIdentity', { stepId: stepOf(counter, 'identity').id, shown: 'passport' });
    full = true;
    counter.setBackendUrl(backend.url);
    await counter.must('outbox.retry', null);
    await counter.until('the trouble in the log', () =>
      counter.log.some((line) => line.includes('sending was interrupted') || line.includes('could not be kept')),
    );
    full = false;
    await counter.must('outbox.retry', null);
    await counter.until(
      'everything to be confirmed',
      (now) => now.outbox.waiting === 0 && now.outbox.refused === 0 && now.connection.state === 'connected',
    );
    expect(stepOf(counter, 'identity').state).toBe('done');
  });

  it('keeps nobody signed in, and does not end the program, when a session is over', async () => {
    const lead = await Desk.open(backend.url, 'clerk-3', 'counter-3');
    await serveNext(counter);
    await identifyAndTick(counter);
    await startSignature(counter);
    await counter.until('everything to be confirmed', (now) => now.outbox.waiting === 0);
    full = true;
    const { body } = await ask(backend.url, 'GET', '/sessions', { token: lead.token });
    const session = (body['sessions'] as { id: string; counterId: string }[]).find(
      ({ counterId }) => counterId === 'counter-1',
    )!;
    await ask(backend.url, 'DELETE', `/sessions/${session.id}`, { token: lead.token });
    await counter.until('the end of the session', (now) => now.session.phase === 'signed-out');
    await counter.until('the pad to be blank', (now) => now.case === null && now.simulation?.pad?.blank === true);
  });

  it('does not keep the program from starting, signing in and signing out', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'schalterwerk-full-'));
    await (await startCounter({ backendUrl: backend.url, dataDir, keep: true })).stop();
    full = true;
    const own = await startCounter({ backendUrl: backend.url, dataDir });
    await own.until('the backend to be heard', (now) => now.session.phase === 'signed-out');
    await own.must('session.signIn', { clerkId: 'clerk-2', pin: '2222' });
    await own.must('session.signOut', { leaveOpen: true });
    expect(own.now().session.phase).toBe('signed-out');
    await own.stop();
  });

  it('leaves what is shown as old as it is, although the line lives', async () => {
    const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    const failures = (): number => counter.log.filter((line) => line.includes('could not be kept')).length;
    full = true;
    await other.do({ kind: 'check-in', appointmentId: 'appointment-A022' });
    await counter.until('the trouble in the log', () => failures() === 1);
    const { asOf } = counter.now().connection;
    await other.do({ kind: 'check-in', appointmentId: 'appointment-A023' });
    await counter.until('more of it', () => failures() > 1);
    expect(counter.now().connection.asOf).toBe(asOf);
    full = false;
    await counter.until('the news', (now) => now.day.waiting.some(({ ticket }) => ticket === 'A023'));
    expect(counter.now().connection.asOf).not.toBe(asOf);
  });
});

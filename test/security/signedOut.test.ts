import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requests, type RequestName } from '../../electron/contract/index.ts';
import { Desk } from '../backend/api.ts';
import { scan, signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { startTestBackend } from '../support/backend.ts';
import { found, personalData } from './secrets.ts';

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let counter: TestCounter;
let now: Date;
beforeEach(async () => {
  now = new Date();
  backend = await startTestBackend({ clock: () => now });
  counter = await startCounter({ backendUrl: backend.url });
  await signInAt(counter);
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

const shown = (): string => JSON.stringify(counter.now());
const tickets = (): string[] => counter.now().day.all.map(({ ticket }) => `"${ticket}"`);

/** Up to a person whose signature is being given. */
async function untilSigning(): Promise<void> {
  await counter.must('queue.callNext', null);
  await scan(counter, 'appointment-code', { mine: true });
  await scan(counter, 'mrz', { mine: true });
  const steps = counter.now().case!.steps;
  const documents = steps.find((step) => step.kind === 'documents')!;
  for (const { id } of documents.documents)
    await counter.must('case.tickDocument', { stepId: documents.id, documentId: id, present: true });
  await counter.must('case.completeStep', { stepId: documents.id });
  await counter.must('signatures.start', { stepId: steps.find(({ kind }) => kind === 'signature')!.id });
  await counter.until('the pen to be on', (all) => all.case?.signature?.state === 'signing');
}

describe('after signing out', () => {
  it('a window is shown and told nothing of anybody, and the pad is blank', async () => {
    await untilSigning();
    const people = [...personalData(backend.dataDir), ...tickets()];
    expect(found(shown(), people).length).toBeGreaterThan(10);
    await counter.must('session.signOut', { leaveOpen: true });
    expect(found(shown(), people)).toEqual([]);
    expect(counter.now()).toMatchObject({
      case: null,
      day: { waiting: [], parked: [], all: [], undo: null },
      scans: { recent: [] },
      outbox: { entries: [] },
      simulation: { codes: [] },
    });
    await counter.until('the pad to be blank', (all) => all.simulation?.pad.blank === true);
  });

  it('the list of what arrived names nobody either', async () => {
    await counter.must('queue.checkIn', {
      appointmentId: counter.now().day.all.find(({ state }) => state === 'scheduled')!.appointmentId,
    });
    await counter.until('it to have arrived', ({ outbox }) => outbox.waiting === 0);
    await counter.until('it to be listed', ({ outbox }) => outbox.done.some(({ ticket }) => ticket !== null));
    await counter.must('session.signOut', { leaveOpen: true });
    expect(counter.now().outbox).toMatchObject({ entries: [], done: [] });
  });

  it('a scan does nothing and shows nothing, then and to whoever signs in next', async () => {
    const code = counter
      .now()
      .simulation!.codes.find(
        ({ what, label }) =>
          what === 'appointment-code' &&
          counter.now().day.all.some((entry) => entry.ticket === label && entry.state === 'scheduled'),
      )!;
    await counter.must('session.signOut', { leaveOpen: true });
    const good = counter.now().devices.devices.find(({ kind }) => kind === 'scanner')!.good;
    await counter.must('simulation.play', { deed: 'scan', text: code.text });
    await counter.until('the scanner to have read', (all) =>
      all.devices.devices.some((device) => device.kind === 'scanner' && device.good > good),
    );
    expect(counter.scans).toEqual([]);
    await signInAt(counter, 1, '1111');
    expect(counter.now().scans.recent).toEqual([]);
    expect(counter.now().day.all.find(({ ticket }) => ticket === code.label)?.state).toBe('scheduled');
  });

  it('everything that is about people is refused, with whatever is asked', async () => {
    await counter.must('session.signOut', { leaveOpen: true });
    const open: RequestName[] = [
      'app.snapshots',
      'app.setLanguage',
      'app.reportProblem',
      'session.signIn',
      'session.signInWithBrowser',
      'session.openBrowserAgain',
      'session.cancelBrowser',
      'session.signOut',
      'session.chooseCounter',
      'simulation.play',
    ];
    for (const name of Object.keys(requests) as RequestName[]) {
      if (open.includes(name)) continue;
      expect([name, await counter.ask(name, null as never)]).toEqual([
        name,
        { ok: false, error: { code: 'not-signed-in' } },
      ]);
    }
  });

  it('the same holds without a counter, between signing in and choosing one', async () => {
    await counter.must('session.signOut', { leaveOpen: true });
    await counter.must('session.signIn', { clerkId: 'clerk-2', pin: '2222' });
    expect(found(shown(), personalData(backend.dataDir))).toEqual([]);
    expect(await counter.ask('scans.type', { text: 'SWT-7K2M9QXD' })).toMatchObject({
      ok: false,
      error: { code: 'not-signed-in' },
    });
  });
});

describe('the camera', () => {
  it('is for who is signed in at a counter, and only while the settings that hold now allow it', async () => {
    expect(counter.application.mayUseCamera()).toBe(true);
    await counter.must('session.signOut', { leaveOpen: true });
    expect(counter.application.mayUseCamera()).toBe(false);
    await counter.must('session.signIn', { clerkId: 'clerk-3', pin: '3333' });
    expect(counter.application.mayUseCamera()).toBe(false);
    await counter.must('session.chooseCounter', { counterId: 'counter-1', takeOver: true });
    expect(counter.application.mayUseCamera()).toBe(true);
    await counter.must('devices.changeSettings', { camera: 'off' });
    expect(counter.application.mayUseCamera()).toBe(false);
  });
});

describe('a session that the backend ended', () => {
  it('leaves nobody on the pad or the screen, although nobody signed out', async () => {
    await untilSigning();
    const people = [...personalData(backend.dataDir), ...tickets()];
    now = new Date(now.getTime() + 13 * 3_600_000);
    await counter.ask('case.reopenStep', { stepId: counter.now().case!.steps[0]!.id });
    await counter.until('the session to be over', (all) => all.session.phase === 'signed-out');
    await counter.until('the pad to be blank', (all) => all.simulation?.pad.blank === true);
    expect(found(shown(), people)).toEqual([]);
  });
});

describe('a counter that somebody took over elsewhere', () => {
  it('shows nobody within seconds, although nobody touches it', async () => {
    await untilSigning();
    const people = [...personalData(backend.dataDir), ...tickets()];
    const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    await other.choose('counter-1', true);
    await counter.until('the loss to be noticed', (all) => all.session.phase === 'choose-counter');
    expect(counter.now().session.problem).toEqual({ code: 'counter-taken' });
    expect(found(shown(), people)).toEqual([]);
    await counter.until('the pad to be blank', (all) => all.simulation?.pad.blank === true);
  });
});

describe('a role that was taken away', () => {
  it('is gone at the counter within seconds, although the session goes on', async () => {
    await counter.must('session.signOut', { leaveOpen: true });
    await signInAt(counter, 0, '3333', 2);
    expect(counter.now().devices.settings.mayChange).toBe(true);
    await backend.database.transaction((sql) => sql.run("UPDATE clerks SET role = 'clerk' WHERE id = 'clerk-3'"));
    await counter.until('the role to be gone', (all) => !all.devices.settings.mayChange);
    expect(await counter.ask('devices.changeSettings', { camera: 'off' })).toMatchObject({
      ok: false,
      error: { code: 'not-allowed' },
    });
    expect(counter.now().session.phase).toBe('ready');
  });
});

describe('signing in', () => {
  it('twice at once leaves one session, and a second one beside the first is refused', async () => {
    await counter.must('session.signOut', { leaveOpen: true });
    const answers = await Promise.all(
      [1, 2].map(() => counter.ask('session.signIn', { clerkId: 'clerk-1', pin: '1111' })),
    );
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(await counter.ask('session.signIn', { clerkId: 'clerk-2', pin: '2222' })).toMatchObject({
      ok: false,
      error: { code: 'wrong-state' },
    });
  });
});

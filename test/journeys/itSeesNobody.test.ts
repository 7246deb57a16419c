import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashPin } from '../../backend/signin/pins.ts';
import { startTestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';

/** IT at a counter where a clerk worked just before: the day is on its disk, and is shown to nobody of IT. */

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let counter: TestCounter;
beforeEach(async () => {
  backend = await startTestBackend();
  const hash = await hashPin('271828');
  await backend.database.transaction((sql) =>
    sql.run("INSERT INTO clerks (id, name, role, pin_hash) VALUES ('it-1', 'Toni Technik', 'it', ?)", hash),
  );
  counter = await startCounter({ backendUrl: backend.url });
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

describe('IT at a counter', () => {
  it('sees none of the people whom its disk knows, serves none, and reaches none with a code; devices are theirs', async () => {
    await signInAt(counter);
    await counter.until('the day', ({ day }) => day.all.length > 0);
    const { appointmentId } = counter.now().day.all[0]!;
    const { text } = counter.now().simulation!.codes.find(({ what }) => what === 'appointment-code')!;
    await counter.must('session.signOut', { leaveOpen: true });
    await counter.until('nobody', ({ session }) => session.phase === 'signed-out');
    await counter.until('IT to be known', ({ session }) => session.clerks.some(({ id }) => id === 'it-1'));
    await counter.must('session.signIn', { clerkId: 'it-1', pin: '271828' });
    await counter.must('session.chooseCounter', { counterId: 'counter-1', takeOver: true });
    await counter.until('the devices', ({ devices }) => devices.devices.length === 3);

    expect(counter.now().session.seesPeople).toBe(false);
    expect(counter.now().day).toMatchObject({ all: [], waiting: [] });
    expect(counter.now().case).toBeNull();
    for (const asked of [
      counter.ask('queue.callNext', null),
      counter.ask('queue.checkIn', { appointmentId }),
      counter.ask('case.appear', null),
      counter.ask('day.find', { sought: 'A' }),
      counter.ask('scans.type', { text }),
    ])
      expect(await asked).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
    await counter.must('simulation.play', { deed: 'scan', text });
    await counter.must('devices.testDoor', { deviceId: 'locker', board: 0, lock: 0, evenOccupied: true });
    await counter.until('the door', ({ devices }) => devices.test?.kind === 'door' && devices.test.state === 'open');
    expect(counter.scans).toEqual([]);
    expect(counter.now().outbox.waiting).toBe(0);
  });
});

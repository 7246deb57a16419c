import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshots } from '../../electron/contract/index.ts';
import { Desk } from '../backend/api.ts';
import { backendRows, identifyAndTick, handOver } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { scan, signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { startUnreliableLine, type UnreliableLine } from '../support/unreliableLine.ts';

/** The queue as a clerk uses it, with a second counter of the office beside. */

let backend: TestBackend;
let line: UnreliableLine;
let counter: TestCounter;
let other: Desk;
/** The backend's clock runs ahead of the counter's by this. */
let aheadMs = 0;

beforeEach(async () => {
  aheadMs = 0;
  backend = await startTestBackend({ clock: () => new Date(Date.now() + aheadMs) });
  line = await startUnreliableLine(backend.url);
  counter = await startCounter({ backendUrl: line.url });
  await signInAt(counter);
  other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
});
afterEach(async () => {
  await counter.stop();
  await line.stop();
  await backend.stop();
});

const entryOf = (now: Snapshots, ticket: string) => now.day.all.find((entry) => entry.ticket === ticket);
const idOf = (ticket: string): string => entryOf(counter.now(), ticket)!.appointmentId;
const cut = async (): Promise<void> => {
  line.fate = () => 'lose-request';
  await counter.until('the loss to be noticed', (now) => now.connection.state === 'offline');
};
const mend = async (): Promise<void> => {
  line.fate = () => 'pass';
  await counter.must('outbox.retry', null);
  await counter.until(
    'everything to be told',
    (now) => now.connection.state === 'connected' && now.outbox.waiting === 0,
  );
};

describe('looking for a person', () => {
  it('finds people of the day without the network, too, and leaves nothing of it in the log', async () => {
    const [name] = entryOf(counter.now(), 'A025')!.name.split(',');
    await cut();
    for (const sought of ['A025', name!, `a025 ${name}`])
      expect(await counter.must('day.find', { sought })).toContain(idOf('A025'));
    expect(await counter.must('day.find', { sought: 'Niemandsonst' })).toEqual([]);
  });
});

describe('a family is one visit', () => {
  const serveFamily = async (): Promise<void> => {
    await counter.must('queue.call', { appointmentId: idOf('A025') });
    await counter.must('case.appear', null);
  };

  it('is one entry, is called with one call, and no other counter can call half of it', async () => {
    const waiting = counter.now().day.waiting.filter(({ ticket }) => ['A025', 'A026', 'A027'].includes(ticket));
    expect(waiting).toMatchObject([{ ticket: 'A025', companions: [{ ticket: 'A026' }, { ticket: 'A027' }] }]);
    await serveFamily();
    expect(counter.now().case).toMatchObject({
      ticket: 'A025',
      visit: [{ ticket: 'A025' }, { ticket: 'A026', canSwitch: true }, { ticket: 'A027', canSwitch: true }],
    });
    expect(await other.do({ kind: 'call', appointmentId: idOf('A026') })).toBe('not-yours');
    for (let n = 0; n < 7; n += 1) {
      const answer = await other.send(other.command({ kind: 'call-next' }));
      expect(['appointment-A026', 'appointment-A027']).not.toContain(answer.body['appointmentId']);
      if (answer.body['appointmentId'])
        await other.do({ kind: 'miss', appointmentId: String(answer.body['appointmentId']) });
    }
  });

  it('is served one after the other; what belongs to the next one stops, offers the switch, and is never mixed in', async () => {
    await serveFamily();
    const seen = await scan(counter, 'mrz', { label: 'A026' });
    expect(seen).toMatchObject({ outcome: 'wrong-person' });
    expect(counter.now().case).toMatchObject({
      ticket: 'A025',
      stop: { what: 'passport', otherTicket: 'A026', sameVisit: idOf('A026') },
    });
    expect(await counter.ask('case.switch', { appointmentId: idOf('A027') })).toMatchObject({
      ok: false,
      error: { code: 'wrong-person' },
    });
    await counter.must('case.switch', { appointmentId: idOf('A026') });
    expect(counter.now().case).toMatchObject({ ticket: 'A026', state: 'serving', stop: null });
    expect(counter.now().case!.steps.every(({ state }) => state === 'open')).toBe(true);
    await identifyAndTick(counter);
    await counter.must('case.switch', { appointmentId: idOf('A025') });
    expect(counter.now().case!.steps.every(({ state }) => state === 'open')).toBe(true);
    await counter.must('case.switch', { appointmentId: idOf('A026') });
    expect(
      counter
        .now()
        .case!.steps.filter(({ state }) => state === 'done')
        .map(({ kind }) => kind),
    ).toEqual(['identity', 'documents']);
  });

  it('is over when all are finished; until then nobody else is called', async () => {
    await serveFamily();
    await counter.must('case.finish', { outcome: 'incomplete', reason: 'Unterlagen fehlen' });
    expect(counter.now().day.visitNext).toMatchObject({ ticket: 'A026', others: 1 });
    expect(await counter.ask('queue.callNext', null)).toMatchObject({ ok: false, error: { code: 'visit-not-over' } });
    for (const ticket of ['A026', 'A027']) {
      await counter.must('case.switch', { appointmentId: idOf(ticket) });
      await counter.must('case.finish', { outcome: 'incomplete', reason: 'Unterlagen fehlen' });
    }
    await counter.until('everything to be told', (now) => now.outbox.waiting === 0);
    expect(counter.now().day.visitNext).toBeNull();
    await counter.must('queue.callNext', null);
    expect(counter.now().outbox.refused).toBe(0);
  });

  it('is parked and comes back as one, and a switch can be taken back', async () => {
    await serveFamily();
    await counter.must('case.switch', { appointmentId: idOf('A027') });
    await counter.must('case.undo', null);
    expect(counter.now().case).toMatchObject({ ticket: 'A025' });
    await counter.must('case.park', { reason: 'Foto' });
    await counter.until('the parking to be told', (now) => now.outbox.waiting === 0);
    expect(counter.now().day.parked.filter(({ ticket }) => ticket.startsWith('A02'))).toMatchObject([
      { ticket: 'A025', companions: [{ state: 'parked' }, { state: 'parked' }] },
    ]);
    await counter.must('queue.resume', { appointmentId: idOf('A025') });
    expect(counter.now().case).toMatchObject({ ticket: 'A025', visit: [{}, { canSwitch: true }, { canSwitch: true }] });
  });
});

describe('calling again', () => {
  it('waits for the interval by the office’s clock, is counted, and cannot be taken back', async () => {
    await counter.must('queue.callNext', null);
    const { recallAt, calls } = counter.now().case!;
    expect(calls).toBe(1);
    expect(Date.parse(recallAt!) - Date.now()).toBeGreaterThan(20_000);
    expect(await counter.ask('queue.recall', null)).toMatchObject({ ok: false, error: { code: 'too-early' } });
    aheadMs = 31_000;
    await other.do({ kind: 'check-in', appointmentId: idOf('A022') });
    await counter.until('the office’s clock to be heard', (now) => now.connection.clockOffsetMs > 25_000);
    await counter.must('queue.recall', null);
    expect(counter.now()).toMatchObject({ case: { calls: 2 }, day: { undo: null } });
  });
});

describe('sending on', () => {
  it('to a counter keeps the place, says why, and only that counter calls', async () => {
    await counter.must('queue.callNext', null);
    await counter.must('case.appear', null);
    const before = entryOf(counter.now(), 'A017')!;
    await counter.must('queue.redirect', {
      appointmentId: before.appointmentId,
      to: { counterId: 'counter-3' },
      reason: 'Spricht die Sprache',
    });
    expect(counter.now().case).toBeNull();
    expect(counter.now().day.waiting[0]).toMatchObject({
      ticket: 'A017',
      arrivedAt: before.arrivedAt,
      reservedFor: { counterName: 'Schalter 3', mine: false, kind: 'redirect' },
      redirect: { from: 'Schalter 1', reason: 'Spricht die Sprache' },
      hindrance: 'reserved',
    });
    expect((await other.send(other.command({ kind: 'call-next' }))).body['appointmentId']).toBe('appointment-A018');
    const third = await Desk.open(backend.url, 'clerk-3', 'counter-3');
    expect((await third.send(third.command({ kind: 'call-next' }))).body['appointmentId']).toBe('appointment-A017');
  });

  it('to a counter that does not do the service is refused with words, and the person stays', async () => {
    await counter.must('queue.callNext', null);
    expect(
      await counter.ask('queue.redirect', { appointmentId: idOf('A017'), to: { counterId: 'counter-4' }, reason: '' }),
    ).toMatchObject({ ok: false, error: { code: 'counter-cannot' } });
    expect(counter.now().case).toMatchObject({ ticket: 'A017' });
  });

  it('for another service starts its steps anew, can be taken back, and is not possible once something was given out', async () => {
    await counter.must('queue.callNext', null);
    await counter.must('case.appear', null);
    await identifyAndTick(counter);
    const appointmentId = idOf('A017');
    await counter.must('queue.redirect', { appointmentId, to: { service: 'extend-title' }, reason: '' });
    expect(entryOf(counter.now(), 'A017')).toMatchObject({
      state: 'waiting',
      serviceTitle: { en: expect.stringMatching(/extend/i) },
    });
    await counter.must('case.undo', null);
    expect(counter.now().case!.steps.filter(({ state }) => state === 'done')).toHaveLength(2);
    await counter.must('signatures.cannotSign', { stepId: 'receipt', reason: 'Arm im Gips' });
    await handOver(counter);
    expect(
      await counter.ask('queue.redirect', { appointmentId, to: { service: 'extend-title' }, reason: '' }),
    ).toMatchObject({ ok: false, error: { code: 'service-begun' } });
  });
});

describe('somebody without an appointment', () => {
  it('gets a number of their own from the backend and waits behind those whose turn is earlier', async () => {
    const { ticket } = await counter.must('queue.walkIn', {
      service: 'eat-collect',
      familyName: 'Musterfrau',
      givenNames: 'Lena',
      language: 'tr',
    });
    expect(ticket).toBe('W002');
    expect(counter.now().day.waiting.at(-1)).toMatchObject({ ticket: 'W002', name: 'Musterfrau, Lena', walkIn: true });
    expect(
      await counter.must('queue.walkIn', { service: 'eat-collect', familyName: '', givenNames: '', language: 'de' }),
    ).toEqual({ ticket: 'W003', known: [] });
    const again = await other.send(
      other.command({ kind: 'walk-in', service: 'eat-collect', familyName: '', givenNames: '', language: 'de' }),
    );
    expect((await other.one('appointment', String(again.body['appointmentId']))).ticket).toBe('W004');
  });

  it('is refused without the network, in words, and nothing waits to be sent', async () => {
    await cut();
    expect(
      await counter.ask('queue.walkIn', { service: 'eat-collect', familyName: '', givenNames: '', language: 'de' }),
    ).toMatchObject({ ok: false, error: { code: 'offline' } });
    expect(counter.now().outbox.waiting).toBe(0);
  });

  it('whose ticket was made although the answer was lost is told later, so that nobody makes a second one', async () => {
    line.fate = ({ path, command }) =>
      command?.kind === 'walk-in' ? 'lose-reply' : path.includes('/void') ? 'lose-request' : 'pass';
    expect(
      await counter.ask('queue.walkIn', { service: 'eat-collect', familyName: '', givenNames: '', language: 'de' }),
    ).toMatchObject({ ok: false, error: { code: 'offline' } });
    expect(counter.notices.filter(({ code }) => code === 'ticket-after-all')).toEqual([]);
    await mend();
    await counter.until('the word', () =>
      counter.notices.some(({ code, values }) => code === 'ticket-after-all' && values['ticket'] === 'W002'),
    );
    expect(counter.now().day.waiting.filter(({ walkIn }) => walkIn)).toHaveLength(2);
  });

  it('whose name nobody knows is no wrong person when a passport is read: the clerk compares', async () => {
    const { ticket } = await counter.must('queue.walkIn', {
      service: 'extend-title',
      familyName: '',
      givenNames: '',
      language: 'en',
    });
    await counter.must('queue.call', { appointmentId: idOf(ticket!) });
    await counter.must('case.appear', null);
    expect(await scan(counter, 'mrz', { label: 'A022' })).toMatchObject({ outcome: 'warning', effect: 'to-compare' });
  });
});

describe('a priority', () => {
  it('brings somebody to the front with a reason that all counters see, and back', async () => {
    await counter.must('queue.prioritise', { appointmentId: idOf('B008'), reason: 'Kleine Kinder' });
    expect(counter.now().day.waiting[0]).toMatchObject({ ticket: 'B008', priorityReason: 'Kleine Kinder' });
    expect((await other.one('appointment', idOf('B008'))).priority).toMatchObject({ reason: 'Kleine Kinder' });
    await counter.must('queue.prioritise', { appointmentId: idOf('B008'), reason: null });
    expect(counter.now().day.waiting[0]).toMatchObject({ ticket: 'A017' });
  });
});

describe('a counter that has gone', () => {
  it('is seen to be away; the lead takes over at once, and what the former one still sends is refused and shown', async () => {
    await counter.must('queue.callNext', null);
    await counter.must('case.appear', null);
    const appointmentId = idOf('A017');
    expect(await other.do({ kind: 'take-over', appointmentId })).toBe('owner-present');
    await cut();
    aheadMs = 120_000;
    expect(await other.do({ kind: 'take-over', appointmentId })).toBe('lead-only');
    const lead = await Desk.open(backend.url, 'clerk-3', 'counter-3');
    expect(await lead.do({ kind: 'take-over', appointmentId })).toBe('applied');
    expect(await lead.one('appointment', appointmentId)).toMatchObject({
      state: 'serving',
      counterId: 'counter-3',
      takenFrom: 'counter-1',
    });
    await counter.must('case.finish', { outcome: 'incomplete', reason: 'Unterlagen fehlen' });
    await mend();
    expect(counter.now().outbox.entries).toMatchObject([
      { kind: 'finish', state: 'refused', problem: { code: 'taken-over' } },
    ]);
    expect(counter.now().case).toBeNull();
  });

  it('shows nothing more of the person who was taken over, on the pad, among the scans or as the case', async () => {
    await counter.must('queue.callNext', null);
    await counter.must('case.appear', null);
    const appointmentId = idOf('A017');
    await scan(counter, 'document-serial', { mine: true });
    await identifyAndTick(counter);
    await counter.must('signatures.start', {
      stepId: counter.now().case!.steps.find(({ kind }) => kind === 'signature')!.id,
    });
    await counter.until('the pen to be on', (now) => now.case?.signature?.state === 'signing');
    await cut();
    aheadMs = 120_000;
    const lead = await Desk.open(backend.url, 'clerk-3', 'counter-3');
    expect(await lead.do({ kind: 'take-over', appointmentId })).toBe('applied');
    await mend();
    await counter.until('nobody at the counter', (now) => now.case === null);
    await counter.until('a blank pad', (now) => now.simulation!.pad.blank && !now.simulation!.pad.inking);
    expect(counter.now().scans.recent).toEqual([]);
  });

  it('and comes back before anybody took over goes on as if nothing had been', async () => {
    await counter.must('queue.callNext', null);
    await counter.must('case.appear', null);
    await cut();
    aheadMs = 120_000;
    await counter.must('case.finish', { outcome: 'incomplete', reason: 'Unterlagen fehlen' });
    await mend();
    expect(counter.now().outbox.refused).toBe(0);
    expect(await other.one('appointment', 'appointment-A017')).toMatchObject({ state: 'completed', awaySince: null });
  });

  it('by signing out is seen at once, and lets go of those whom it held', async () => {
    await counter.must('queue.reserve', { count: 2 });
    expect(counter.now().day.ahead.count).toBe(2);
    expect((await other.send(other.command({ kind: 'call-next' }))).body['appointmentId']).toBe('appointment-A019');
    await counter.must('queue.callNext', null);
    await counter.must('session.signOut', { leaveOpen: true });
    expect(await other.one('appointment', 'appointment-A017')).toMatchObject({
      state: 'called',
      awaySince: expect.any(String),
    });
    expect(await other.one('appointment', 'appointment-A018')).toMatchObject({ reservation: null });
  });
});

describe('going on without the network', () => {
  it('calls those whom the counter holds, one after the other, and only those', async () => {
    await counter.must('queue.reserve', { count: 2 });
    await cut();
    for (const ticket of ['A017', 'A018']) {
      await counter.must('queue.callNext', null);
      expect(counter.now().case).toMatchObject({ ticket, state: 'called' });
      await counter.must('case.appear', null);
      await counter.must('case.finish', { outcome: 'incomplete', reason: 'Unterlagen fehlen' });
    }
    expect(await counter.ask('queue.callNext', null)).toMatchObject({ ok: false, error: { code: 'offline' } });
    expect(await counter.ask('queue.call', { appointmentId: idOf('A019') })).toMatchObject({
      ok: false,
      error: { code: 'offline' },
    });
    await mend();
    expect(counter.now().outbox.refused).toBe(0);
    expect(
      backendRows<{ kind: string }>(
        backend.dataDir,
        "SELECT kind FROM commands WHERE kind <> 'reserve' ORDER BY rowid",
      ).map(({ kind }) => kind),
    ).toEqual(['call-reserved', 'appear', 'finish', 'call-reserved', 'appear', 'finish']);
  });

  it.each(['lose-reply', 'lose-request'] as const)(
    'goes on when the network fails in the middle of a call (%s): whoever was called without anybody knowing waits again',
    async (fate) => {
      await counter.must('queue.reserve', { count: 2 });
      await other.do({
        kind: 'redirect',
        appointmentId: idOf('A019'),
        to: { counterId: 'counter-1' },
        reason: 'Fachfrage',
      });
      await counter.until('the one who was sent', (now) => entryOf(now, 'A019')?.reservedFor?.mine ?? false);
      let away = false;
      line.fate = ({ command }) => {
        if (away) return 'lose-request';
        if (command?.kind !== 'call') return 'pass';
        away = true;
        line.cut();
        return fate;
      };
      expect(await counter.ask('queue.call', { appointmentId: idOf('A019') })).toMatchObject({
        ok: false,
        error: { code: 'offline' },
      });
      await counter.until('the loss to be noticed', (now) => now.connection.state === 'offline');
      expect(await counter.ask('queue.callNext', null)).toMatchObject({ ok: false, error: { code: 'call-running' } });
      await counter.must('queue.forgetCall', null);
      expect(counter.now().day.calling).toBe(false);
      await counter.must('queue.callNext', null);
      expect(counter.now().case?.ticket).toBe('A017');
      await counter.must('case.appear', null);
      await counter.must('case.finish', { outcome: 'incomplete', reason: 'Unterlagen fehlen' });
      await mend();
      await counter.until(
        'nobody to be stuck',
        (now) => entryOf(now, 'A019')?.state === 'waiting' && entryOf(now, 'A017')?.state === 'completed',
      );
      expect(counter.now().outbox).toMatchObject({ refused: 0, entries: [] });
      expect(await other.one('appointment', 'appointment-A019')).toMatchObject({
        state: 'waiting',
        counterId: null,
        reservation: { counterId: 'counter-1' },
      });
    },
  );

  it('is refused and shown when the reservation ran out and somebody else called the person', async () => {
    await counter.must('queue.reserve', { count: 1 });
    await cut();
    await counter.must('queue.callNext', null);
    aheadMs = 5 * 3_600_000;
    expect(await other.do({ kind: 'call', appointmentId: 'appointment-A017' })).toBe('applied');
    await mend();
    expect(counter.now().outbox.entries).toMatchObject([
      { kind: 'call-reserved', state: 'refused', problem: { code: 'wrong-state' } },
    ]);
    expect(counter.now().case).toBeNull();
    expect(await other.one('appointment', 'appointment-A017')).toMatchObject({ counterId: 'counter-2' });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Appointment, type Applicant, type DocumentItem } from '../../backend/contract/index.ts';
import { demoCase } from '../../backend/seed/officeDay.ts';
import { putRecord } from '../../backend/store/recordStore.ts';
import { writeMrz, type MrzContent } from '../../electron/core/codes/mrz.ts';
import type { ScanView } from '../../electron/contract/index.ts';
import { Settings } from '../../electron/core/kernel/settings/settings.ts';
import { startDeviceHost, type RunningHost } from '../../native/index.ts';
import { backendRows, serveNext, stepOf } from '../support/appointment.ts';
import { startTestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';

/**
 * Who somebody is, from the scanner's bytes to what is recorded: with everybody whom the office knows, and by how it
 * was read.
 */

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let host: RunningHost;
let counter: TestCounter;
beforeEach(async () => {
  backend = await startTestBackend();
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

async function start(settings: { readMrz?: unknown; devices?: object } = {}): Promise<void> {
  host = startDeviceHost();
  // Every reading counts: these scanners are quicker than hands.
  counter = await startCounter({
    backendUrl: backend.url,
    host,
    settings: Settings.parse({ ...settings, devices: { sameCodePause: 0, ...settings.devices } }),
  });
  await signInAt(counter);
}

const ahmad: Partial<Applicant> = {
  familyName: 'Ahmad',
  givenNames: 'Mohammad',
  birthDate: '1990-01-01',
  nationality: 'Syrien',
  nationalityCode: 'SYR',
  sex: 'M',
  travelDocument: null,
};
let added = 0;

/** One more appointment of today: like A017's but for what is given. */
async function appointment(
  ticket: string,
  applicant: Partial<Applicant>,
  more: Partial<Appointment> = {},
): Promise<Appointment> {
  const template = demoCase('A017').person.applicant;
  const at = new Date().toISOString();
  const value = Appointment.parse({
    id: `appointment-${ticket}`,
    code: `SWT-0000${String((added += 1)).padStart(4, '0')}`,
    ticket,
    service: 'extend-title',
    scheduledAt: at,
    applicant: { ...template, ...ahmad, id: `applicant-${ticket}`, ...applicant },
    note: '',
    state: 'waiting',
    counterId: null,
    arrivedAt: at,
    calledAt: null,
    appearedAt: null,
    parkedAt: null,
    parkedReason: null,
    finishedAt: null,
    outcome: null,
    steps: {},
    version: 0,
    undo: null,
    ...more,
  });
  await backend.database.transaction((sql) => putRecord(sql, 'appointment', value));
  return value;
}

async function item(
  state: DocumentItem['state'],
  serial: string,
  applicantId = demoCase('A017').person.applicant.id,
): Promise<void> {
  await backend.database.transaction((sql) =>
    putRecord(sql, 'item', {
      id: `item-${serial}`,
      applicantId,
      kind: 'eat',
      serial,
      title: '§ 18b AufenthG',
      validUntil: null,
      state,
    }),
  );
}

async function serve(ticket: string): Promise<void> {
  await counter.until(`${ticket} to be on the list`, (now) => now.day.all.some((one) => one.ticket === ticket));
  await counter.must('queue.call', {
    appointmentId: counter.now().day.all.find((one) => one.ticket === ticket)!.appointmentId,
  });
  await counter.must('case.appear', null);
}

const zone = (says: Partial<MrzContent> = {}): string =>
  writeMrz({
    issuer: 'SYR',
    nationality: 'SYR',
    documentNumber: 'N1111111',
    birthDate: '1990-01-01',
    expiry: '2036-06-30',
    sex: 'M',
    familyName: 'Ahmad',
    givenNames: 'Mohammad',
    ...says,
  });
async function read(text: string, aim = ']o1'): Promise<ScanView> {
  const before = counter.scans.length;
  await host.ask('simulate', { deed: 'scan', code: Buffer.from(text), aim });
  await counter.until('the scan', () => counter.scans.length > before);
  return counter.scans.at(-1)!;
}
const identity = () => stepOf(counter, 'identity');
const recorded = async (ticket: string): Promise<Record<string, unknown>> => {
  await counter.until('everything to be sent', (now) => now.outbox.waiting === 0);
  const stored = backendRows<{ value: string }>(
    backend.dataDir,
    "SELECT value FROM records WHERE kind = 'appointment' AND id = ?",
    `appointment-${ticket}`,
  );
  return (JSON.parse(stored[0]!.value) as Appointment).steps['identity']!.evidence;
};

describe('people who are alike', () => {
  it("two namesakes with one birth date: the passport that is known as the other one's stops, and names the ticket", async () => {
    await appointment('A101', { travelDocument: 'N1111111' });
    await appointment('A102', { travelDocument: 'N2222222' });
    await start();
    await serve('A101');
    expect(await read(zone({ documentNumber: 'N2222222' }))).toMatchObject({ outcome: 'wrong-person' });
    expect(counter.now().case).toMatchObject({
      comparison: null,
      stop: { what: 'passport', otherTicket: 'A102', because: 'number', sameVisit: null },
    });
    expect(identity().state).toBe('open');
    await counter.must('case.acknowledgeStop', { at: counter.now().case!.stop!.at });
    expect(await read(zone())).toMatchObject({ outcome: 'accepted', effect: 'identity-matches' });
    expect(await recorded('A101')).toEqual({
      method: 'mrz',
      document: 'passports',
      source: 'scanner',
      symbology: 'ocr',
      from: 'zone',
      agrees: 'number familyName givenNames birthDate nationality sex',
      contradicts: '',
      notComparable: '',
    });
  });

  it("twins in one visit: the other one's passport stops and offers the switch", async () => {
    await appointment(
      'A101',
      { familyName: 'Mohammed', givenNames: 'Ali', travelDocument: 'N1111111' },
      { visitId: 'twins' },
    );
    await appointment(
      'A102',
      { familyName: 'Mohammed', givenNames: 'Reza', travelDocument: 'N2222222' },
      { visitId: 'twins' },
    );
    await start();
    await serve('A101');
    expect(await read(zone({ documentNumber: 'N2222222', familyName: 'Mohammed', givenNames: 'Reza' }))).toMatchObject({
      outcome: 'wrong-person',
    });
    expect(counter.now().case!.stop).toMatchObject({
      otherTicket: 'A102',
      because: 'number',
      sameVisit: 'appointment-A102',
    });
  });

  it('a doubt is settled by the clerk with one press, and is recorded as such; nothing of the document is', async () => {
    await appointment('A101', { givenNames: 'Mohammed Ali', travelDocument: 'N7777777' });
    await start();
    await serve('A101');
    expect(await read(zone({ givenNames: 'Mohammed Reza' }))).toMatchObject({
      outcome: 'warning',
      effect: 'to-compare',
    });
    expect(counter.now().case!.comparison).toMatchObject({
      reason: 'contradicts',
      ticket: null,
      source: 'scanner',
      symbology: 'ocr',
      expired: false,
    });
    expect(counter.now().case!.comparison!.facts.find(({ kind }) => kind === 'number')).toEqual({
      kind: 'number',
      agreement: 'contradicts',
      kept: '',
      read: '',
    });
    expect(identity().state).toBe('open');
    const { at } = counter.now().case!.comparison!;
    await counter.must('case.settleComparison', { at, same: true });
    expect(counter.now().case!.comparison).toBeNull();
    const evidence = await recorded('A101');
    expect(evidence).toEqual({
      method: 'compare',
      settledBy: 'eye',
      document: 'passports',
      source: 'scanner',
      symbology: 'ocr',
      from: 'zone',
      agrees: 'familyName birthDate nationality sex',
      contradicts: 'number givenNames',
      notComparable: '',
      reason: 'contradicts',
    });
    expect(JSON.stringify(evidence)).not.toMatch(/ahmad|mohammed|reza|1990|N1111111|N7777777/i);
    expect(await counter.ask('case.settleComparison', { at, same: true })).toMatchObject({
      ok: false,
      error: { code: 'wrong-state' },
    });
  });

  it('the answer is about the document that was on the screen: one that was read meanwhile is neither settled nor laid aside', async () => {
    await appointment('A101', { givenNames: 'Mohammed Ali', travelDocument: 'N7777777' });
    await start();
    await serve('A101');
    await read(zone({ givenNames: 'Mohammed Reza' }));
    const { at } = counter.now().case!.comparison!;
    await read(zone({ givenNames: 'Mohammed Karim', documentNumber: 'N3333333' }));
    for (const same of [true, false])
      expect(await counter.ask('case.settleComparison', { at, same })).toMatchObject({
        ok: false,
        error: { code: 'wrong-state' },
      });
    expect(
      await counter.ask('case.hereFor', { role: 'authorised', paper: 'power-of-attorney', name: '', settles: at }),
    ).toMatchObject({ ok: false, error: { code: 'wrong-state' } });
    expect(identity().state).toBe('open');
    expect(counter.now().case).toMatchObject({
      hereFor: null,
      comparison: { facts: expect.arrayContaining([expect.objectContaining({ read: 'MOHAMMED KARIM' })]) },
    });
  });

  it('a document that the clerk lays aside records nothing, and goes with the person', async () => {
    await appointment('A101', { travelDocument: 'N7777777' });
    await start();
    await serve('A101');
    await read(zone());
    await counter.must('case.settleComparison', { at: counter.now().case!.comparison!.at, same: false });
    expect(counter.now().case).toMatchObject({ comparison: null });
    expect(identity().state).toBe('open');
    await read(zone());
    await counter.must('case.park', { reason: '' });
    await serveNext(counter);
    expect(counter.now().case).toMatchObject({ ticket: 'A017', comparison: null });
    // It was about the paper that lay here then.
    await counter.must('case.park', { reason: '' });
    await counter.must('queue.resume', { appointmentId: 'appointment-A101' });
    expect(counter.now().case).toMatchObject({ ticket: 'A101', comparison: null });
  });

  it('a person who was only called is here when the comparison says so', async () => {
    await appointment('A101', {});
    await start();
    await counter.until('the list', (now) => now.day.all.some(({ ticket }) => ticket === 'A101'));
    await counter.must('queue.call', { appointmentId: 'appointment-A101' });
    await read(zone({ givenNames: 'Mohammad Reza' }));
    expect(counter.now().case).toMatchObject({ state: 'called', comparison: { reason: 'incomplete' } });
    await counter.must('case.settleComparison', { at: counter.now().case!.comparison!.at, same: true });
    expect(counter.now().case).toMatchObject({ state: 'serving' });
    expect(identity()).toMatchObject({ state: 'done', facts: { method: 'compare' } });
  });
});

describe('the number of a passport alone', () => {
  it("stops where it is somebody else's, whatever it looks like, and proves nothing where it is one's own", async () => {
    await start();
    await serveNext(counter);
    expect(await counter.must('scans.type', { text: demoCase('A017').person.applicant.travelDocument! })).toMatchObject(
      { outcome: 'ignored', effect: 'noted' },
    );
    expect(identity().state).toBe('open');
    for (const ticket of ['B007', 'A022', 'A019']) {
      expect(
        await counter.must('scans.type', { text: demoCase(ticket).person.applicant.travelDocument! }),
      ).toMatchObject({ outcome: 'wrong-person' });
      expect(counter.now().case!.stop).toMatchObject({ what: 'passport', otherTicket: ticket, because: 'number' });
      await counter.must('case.acknowledgeStop', { at: counter.now().case!.stop!.at });
    }
  });
});

describe('nothing to compare', () => {
  it.each([
    ['Schewtschenko', 'Olena'],
    ['Шевченко', 'Олена'],
    ['', ''],
  ])('is never the stop: somebody without an appointment written as "%s, %s"', async (familyName, givenNames) => {
    await start();
    const { ticket } = await counter.must('queue.walkIn', {
      service: 'extend-title',
      familyName,
      givenNames,
      language: 'uk',
      evenIfKnown: true,
    });
    await serve(ticket!);
    expect(
      await read(zone({ familyName: 'Shevchenko', givenNames: 'Olena', nationality: 'UKR', sex: 'F' })),
    ).toMatchObject({ outcome: 'warning', effect: 'to-compare' });
    expect(counter.now().case).toMatchObject({ stop: null, comparison: { reason: 'incomplete' } });
  });
});

describe('a zone that was not read as print', () => {
  it('is compared by eye when it stood in another symbol, and that is recorded', async () => {
    await appointment('A101', { travelDocument: 'N1111111' });
    await start();
    await serve('A101');
    for (const [aim, symbology] of [
      [']d1', 'data-matrix'],
      [']L0', 'pdf417'],
      [']Q1', 'qr'],
    ] as const) {
      expect(await read(zone(), aim)).toMatchObject({ outcome: 'warning', effect: 'to-compare', symbology });
      expect(identity().state).toBe('open');
    }
    await counter.must('case.settleComparison', { at: counter.now().case!.comparison!.at, same: true });
    // Once it is settled, the same paper asks nothing more.
    expect(await read(zone(), ']Q1')).toMatchObject({ outcome: 'ignored', effect: 'noted' });
    expect(counter.now().case!.comparison).toBeNull();
    expect(await recorded('A101')).toMatchObject({
      method: 'compare',
      source: 'scanner',
      symbology: 'qr',
      reason: 'source',
      agrees: 'number familyName givenNames birthDate nationality sex',
    });
  });

  it("is compared by eye when it was typed, came through keyboard mode or from the camera; somebody else's number still stops", async () => {
    await appointment('A101', { travelDocument: 'N1111111' });
    await appointment('A102', { travelDocument: 'N2222222' });
    await start();
    await serve('A101');
    const bytes = (text: string) => Buffer.from(text).toString('base64');
    for (const text of [zone(), `]o1${zone()}`]) {
      expect(await counter.must('scans.type', { text })).toMatchObject({ effect: 'to-compare' });
      expect(counter.now().case!.comparison).toMatchObject({ reason: 'source', source: 'typed' });
      expect(await counter.must('scans.read', { source: 'wedge', bytes: bytes(text), aim: null })).toMatchObject({
        effect: 'to-compare',
      });
      expect(counter.now().case!.comparison).toMatchObject({ source: 'keyboard-mode' });
    }
    for (const aim of [']Q1', ']o1']) {
      expect(await counter.must('scans.read', { source: 'camera', bytes: bytes(zone()), aim })).toMatchObject({
        effect: 'to-compare',
      });
      expect(counter.now().case!.comparison).toMatchObject({ source: 'camera' });
    }
    expect(identity().state).toBe('open');
    expect(await counter.must('scans.type', { text: zone({ documentNumber: 'N2222222' }) })).toMatchObject({
      outcome: 'wrong-person',
    });
  });

  it('proves the person where the scanner is set as OCR reader', async () => {
    await appointment('A101', { travelDocument: 'N1111111' });
    await start({ devices: { wedge: { ocr: true } } });
    await serve('A101');
    expect(
      await counter.must('scans.read', { source: 'wedge', bytes: Buffer.from(zone()).toString('base64'), aim: null }),
    ).toMatchObject({ effect: 'identity-matches' });
    expect(await recorded('A101')).toMatchObject({ method: 'mrz', source: 'ocr-reader', symbology: 'none' });
  });
});

describe('a residence title', () => {
  const card = (documentNumber: string) =>
    zone({
      documentCode: 'AR',
      issuer: 'D',
      documentNumber,
      familyName: 'Mustermann',
      givenNames: 'Erika',
      birthDate: '1987-08-12',
      sex: 'F',
      nationality: 'UTO',
    });

  it('is not looked up by its zone unless somebody turned that on', async () => {
    await start();
    await serveNext(counter);
    for (const ticket of ['A017', 'B007'])
      expect(await read(card(demoCase(ticket).serial!))).toMatchObject({
        what: 'mrz',
        outcome: 'ignored',
        effect: 'zone-not-read',
      });
    expect(counter.now().case).toMatchObject({ stop: null, comparison: null });
  });

  it('is known by its serial where it is on', async () => {
    await start({ readMrz: { residenceTitles: true } });
    await serveNext(counter);
    expect(await read(card(demoCase('A017').serial!))).toMatchObject({ effect: 'item-recognised' });
    expect(await read(card(demoCase('B007').serial!))).toMatchObject({ outcome: 'wrong-person' });
  });

  it('names nobody who is here for somebody else, also where it is on: what is read from a title is compared and forgotten', async () => {
    await start({ readMrz: { residenceTitles: true } });
    await serveNext(counter);
    await counter.must('case.hereFor', { role: 'authorised', paper: 'power-of-attorney', name: '', settles: null });
    expect(await read(zone({ documentCode: 'AR' }))).toMatchObject({
      outcome: 'accepted',
      effect: 'representative-unnamed',
    });
    expect(counter.now().case!.hereFor).toMatchObject({ name: null });
  });

  it('like every document is not read where zones are off altogether', async () => {
    await start({ readMrz: false });
    await serveNext(counter);
    expect(await read(zone())).toMatchObject({ outcome: 'ignored', effect: 'zone-not-read' });
  });
});

describe('a card of the person at the counter', () => {
  it('that is not where it should be is a warning that says so; an expected one belongs to this appointment', async () => {
    const warned = ['returned', 'destroyed', 'ordered', 'handed-over'] as const;
    const expected = ['delivered', 'ready', 'deposited'] as const;
    for (const [n, state] of [...warned, ...expected].entries()) await item(state, `Y7KM0000${n}`);
    await start();
    await serveNext(counter);
    await counter.until('the cards', (now) => now.case?.items.length === 8);
    for (const [n, state] of warned.entries())
      expect(await counter.must('scans.type', { text: `Y7KM0000${n}` })).toMatchObject({
        outcome: 'warning',
        effect: `item-${state}`,
        problem: null,
      });
    for (const n of expected.keys())
      expect(await counter.must('scans.type', { text: `Y7KM0000${warned.length + n}` })).toMatchObject({
        outcome: 'accepted',
        effect: 'item-recognised',
      });
  });

  it('is found by a number of digits alone only where one of ours has it', async () => {
    await item('ready', '750384216');
    await start();
    await serveNext(counter);
    expect(await counter.must('scans.type', { text: '750384216' })).toMatchObject({
      what: 'document-serial',
      effect: 'item-recognised',
    });
    for (const text of ['750384217', '1234567890', '123456789'])
      expect(await counter.must('scans.type', { text })).toMatchObject({
        what: 'unknown',
        problem: { code: 'code-unknown' },
      });
  });
});

describe('a passport while nobody is at the counter', () => {
  const scheduled = { state: 'scheduled', arrivedAt: null } as const;

  it('checks in the one open visit, also beside a finished one', async () => {
    const { applicant } = await appointment('A101', { travelDocument: 'N1111111' }, scheduled);
    await appointment('A102', applicant, { state: 'completed', finishedAt: new Date().toISOString() });
    await start();
    await counter.until('the list', (now) => now.day.all.some(({ ticket }) => ticket === 'A102'));
    expect(await read(zone())).toMatchObject({ outcome: 'accepted', effect: 'checked-in' });
    expect(counter.now().day.waiting.some(({ ticket }) => ticket === 'A101')).toBe(true);
  });

  it('of somebody with several open visits offers them, and the chosen one is checked in', async () => {
    const { applicant } = await appointment('A101', { travelDocument: 'N1111111' }, scheduled);
    await appointment('A102', applicant, scheduled);
    await start();
    await counter.until('the list', (now) => now.day.all.some(({ ticket }) => ticket === 'A102'));
    expect(await read(zone())).toMatchObject({ outcome: 'warning', effect: 'visits-offered', problem: null });
    expect(counter.now().scans.offered.toSorted()).toEqual(['appointment-A101', 'appointment-A102']);
    expect(await counter.ask('scans.chooseVisit', { appointmentId: 'appointment-A022' })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
    await counter.must('scans.chooseVisit', { appointmentId: 'appointment-A102' });
    expect(counter.now().scans.offered).toEqual([]);
    expect(
      counter
        .now()
        .day.all.filter(({ ticket }) => ticket === 'A101' || ticket === 'A102')
        .map(({ ticket, state }) => `${ticket} ${state}`)
        .toSorted(),
    ).toEqual(['A101 scheduled', 'A102 waiting']);
  });

  it('with only finished visits says so, of nobody known says that', async () => {
    await appointment(
      'A101',
      { travelDocument: 'N1111111' },
      { state: 'completed', finishedAt: new Date().toISOString() },
    );
    await start();
    await counter.until('the list', (now) => now.day.all.some(({ ticket }) => ticket === 'A101'));
    expect(await read(zone())).toMatchObject({ problem: { code: 'appointment-already-finished' } });
    expect(
      await read(zone({ documentNumber: 'N9999999', familyName: 'Eriksson', birthDate: '1974-08-12' })),
    ).toMatchObject({ problem: { code: 'appointment-unknown' } });
  });

  it('is offered, not checked in, where it was not read as print or somebody else is alike', async () => {
    await appointment('A101', { travelDocument: 'N1111111' }, scheduled);
    await start();
    await counter.until('the list', (now) => now.day.all.some(({ ticket }) => ticket === 'A101'));
    expect(await read(zone(), ']Q1')).toMatchObject({ effect: 'visits-offered' });
    expect(counter.now().scans.offered).toEqual(['appointment-A101']);
    await counter.must('scans.chooseVisit', { appointmentId: null });
    expect(counter.now().scans.offered).toEqual([]);
    expect(counter.now().day.all.find(({ ticket }) => ticket === 'A101')!.state).toBe('scheduled');
  });

  it("never lets the code of the same person's other appointment be a wrong person", async () => {
    const first = await appointment('A101', { travelDocument: 'N1111111' });
    const second = await appointment('A102', first.applicant);
    await start();
    await serve('A101');
    expect(await counter.must('scans.type', { text: second.code })).toMatchObject({
      outcome: 'warning',
      effect: 'other-visit',
    });
    expect(counter.now().case!.stop).toBeNull();
  });
});

describe('taking somebody in without an appointment', () => {
  const person = { service: 'extend-title', language: 'de' };

  it('looks first: who resembles somebody of the day is told, and taken in only when the clerk says so', async () => {
    await start();
    const commands = () => counter.now().outbox.done.length;
    const before = commands();
    expect(await counter.must('queue.walkIn', { ...person, familyName: 'Haddad', givenNames: 'Jusuf' })).toEqual({
      ticket: null,
      known: ['appointment-A024'],
    });
    expect(await counter.must('queue.walkIn', { ...person, familyName: 'Schewtschenko', givenNames: '' })).toEqual({
      ticket: null,
      known: ['appointment-A019'],
    });
    expect(commands()).toBe(before);
    expect(
      await counter.must('queue.walkIn', { ...person, familyName: 'Haddad', givenNames: 'Jusuf', evenIfKnown: true }),
    ).toEqual({ ticket: 'W002', known: [] });
  });

  it('asks nothing about those whose visit is over', async () => {
    await start();
    expect(await counter.must('queue.walkIn', { ...person, familyName: 'Ivanova', givenNames: 'Natalia' })).toEqual({
      ticket: 'W002',
      known: [],
    });
  });
});

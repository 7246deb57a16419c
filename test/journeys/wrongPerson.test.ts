import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCase } from '../../backend/seed/officeDay.ts';
import type { RequestName, ScanView, Snapshots } from '../../electron/contract/index.ts';
import {
  backendRows,
  identifyAndTick,
  openDoor,
  putInAndShut,
  serveNext,
  startSignature,
  stepOf,
  upToTheOutput,
} from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { scan, signInAt, startCounter, type TestCounter } from '../support/counter.ts';

/** Promise 4: a thing of somebody else stops everything, loudly, on every route, and records nothing. */

const other = demoCase('B007');
type Pair = [
  what: NonNullable<NonNullable<Snapshots['case']>['stop']>['what'],
  bring: (counter: TestCounter) => Promise<ScanView | void>,
];

const scanned: Pair[] = [
  ['appointment-code', (counter) => scan(counter, 'appointment-code', { label: other.ticket })],
  ['passport', (counter) => scan(counter, 'mrz', { label: other.ticket })],
  ['document', (counter) => scan(counter, 'document-serial', { label: other.ticket })],
];
const typed: Pair[] = [
  ['appointment-code', (counter) => counter.must('scans.type', { text: other.code })],
  ['document', (counter) => counter.must('scans.type', { text: other.serial! })],
];
const otherCompartment: Pair = ['compartment', (counter) => scan(counter, 'compartment-label', { label: '14' })];
const handOver: Pair = [
  'document',
  async (counter) => {
    expect(
      await counter.ask('case.handOver', {
        stepId: stepOf(counter, 'output').id,
        itemId: other.itemId!,
        receiver: 'applicant',
        byEye: 'Code beschädigt',
      }),
    ).toMatchObject({ ok: false, error: { code: 'wrong-person' } });
  },
];

interface Phase {
  name: string;
  bring: (counter: TestCounter) => Promise<unknown>;
  pairs: [string, Pair][];
}
const byScan = scanned.map((pair): [string, Pair] => [`${pair[0]}, scanned`, pair]);
const byHand = typed.map((pair): [string, Pair] => [`${pair[0]}, typed`, pair]);
const phases: Phase[] = [
  { name: 'called', bring: (counter) => counter.must('queue.callNext', null), pairs: [...byScan, ...byHand] },
  { name: 'served', bring: serveNext, pairs: [...byScan, ...byHand] },
  {
    name: 'signing',
    bring: async (counter) => {
      await serveNext(counter);
      await identifyAndTick(counter);
      await startSignature(counter);
    },
    pairs: byScan,
  },
  {
    name: 'about to get the document',
    bring: upToTheOutput,
    pairs: [...byScan, ['document, chosen from the list', handOver]],
  },
  {
    name: 'having it put into a compartment, door open',
    bring: async (counter) => {
      await upToTheOutput(counter);
      await openDoor(counter);
    },
    pairs: [...byScan, ['compartment, scanned', otherCompartment]],
  },
  {
    name: 'having it put into a compartment, door shut',
    bring: async (counter) => {
      await upToTheOutput(counter);
      await putInAndShut(counter, await openDoor(counter));
      await counter.until('the door to be shut', (now) => now.case?.deposit?.state === 'closed-unconfirmed');
    },
    pairs: [...byScan, ['compartment, scanned', otherCompartment]],
  },
];

/** Everything that would act for or upon the person at the counter. */
async function everyRoute(counter: TestCounter): Promise<[RequestName, { ok: boolean; error?: { code: string } }][]> {
  const steps = counter.now().case!.steps;
  const id = (kind: string) => steps.find((step) => step.kind === kind)!.id;
  const documentId = steps.find((step) => step.kind === 'documents')!.documents[0]!.id;
  const mineItem = counter.now().case!.items[0]!.itemId;
  return [
    ['case.appear', await counter.ask('case.appear', null)],
    ['case.miss', await counter.ask('case.miss', null)],
    ['case.park', await counter.ask('case.park', { reason: '' })],
    ['case.undo', await counter.ask('case.undo', null)],
    ['case.finish', await counter.ask('case.finish', { outcome: 'incomplete', reason: 'Unterlagen fehlen' })],
    ['case.confirmIdentity', await counter.ask('case.confirmIdentity', { stepId: id('identity'), shown: 'passport' })],
    [
      'case.tickDocument',
      await counter.ask('case.tickDocument', { stepId: id('documents'), documentId, present: true }),
    ],
    ['case.completeStep', await counter.ask('case.completeStep', { stepId: id('documents') })],
    ['case.overrideStep', await counter.ask('case.overrideStep', { stepId: id('documents'), reason: 'weil' })],
    ['case.reopenStep', await counter.ask('case.reopenStep', { stepId: id('identity') })],
    [
      'case.handOver',
      await counter.ask('case.handOver', {
        stepId: id('output'),
        itemId: mineItem,
        receiver: 'applicant',
        byEye: 'Code beschädigt',
      }),
    ],
    [
      'case.nameApplicant',
      await counter.ask('case.nameApplicant', { familyName: 'Musterfrau', givenNames: '', birthDate: null }),
    ],
    ['signatures.start', await counter.ask('signatures.start', { stepId: id('signature') })],
    ['signatures.accept', await counter.ask('signatures.accept', null)],
    [
      'signatures.cannotSign',
      await counter.ask('signatures.cannotSign', { stepId: id('signature'), reason: 'kann nicht' }),
    ],
    ['deposits.start', await counter.ask('deposits.start', { stepId: id('output') })],
    ['deposits.answer', await counter.ask('deposits.answer', { choice: 'item-is-inside' })],
  ];
}

describe.each(phases)('a thing of somebody else while a person is $name', ({ bring, pairs }) => {
  let backend: TestBackend;
  let counter: TestCounter;
  beforeAll(async () => {
    backend = await startTestBackend();
    counter = await startCounter({ backendUrl: backend.url });
    await signInAt(counter);
    await bring(counter);
    await counter.until('everything to be confirmed', (now) => now.outbox.waiting === 0);
  });
  afterAll(async () => {
    await counter.stop();
    await backend.stop();
  });

  it.each(pairs)(
    '%s: stops every step until it was taken note of, and records nothing',
    async (_name, [what, bringIt]) => {
      const commands = () => backendRows<{ n: number }>(backend.dataDir, 'SELECT count(*) AS n FROM commands')[0]!.n;
      const before = {
        commands: commands(),
        case: counter.now().case,
        other: counter.now().day.all.find(({ ticket }) => ticket === other.ticket)!.state,
      };
      const view = await bringIt(counter);
      if (view)
        expect(view).toMatchObject({ outcome: 'wrong-person', effect: 'stopped', problem: { code: 'wrong-person' } });
      expect(counter.now().case!.stop).toMatchObject({ what });
      if (view && what !== 'compartment') expect(counter.now().case!.stop!.otherTicket).toBe(other.ticket);

      for (const [name, result] of await everyRoute(counter))
        expect({ name, ok: result.ok }).toEqual({ name, ok: false });
      const own = demoCase('A017');
      for (const text of [own.code, own.serial!, 'FACH-1'])
        expect(await counter.must('scans.type', { text })).toMatchObject({ outcome: 'refused', effect: 'stopped' });

      const { stop, deposit, signature, ...after } = counter.now().case!;
      expect(stop).not.toBeNull();
      expect(after).toMatchObject({ state: before.case!.state, steps: before.case!.steps, items: before.case!.items });
      expect(deposit?.state).toBe(before.case!.deposit?.state);
      expect(signature?.state).toBe(before.case!.signature?.state);
      await counter.must('case.acknowledgeStop', { at: counter.now().case!.stop!.at });
      expect(counter.now().case!.stop).toBeNull();
      expect(counter.now().outbox.waiting).toBe(0);
      expect(commands()).toBe(before.commands);
      expect(counter.now().day.all.find(({ ticket }) => ticket === other.ticket)!.state).toBe(before.other);
    },
  );
});

describe('the stop', () => {
  it('still stands after a restart, goes with the person it was about, and shows no name', async () => {
    const backend = await startTestBackend();
    const dataDir = mkdtempSync(join(tmpdir(), 'schalterwerk-stop-'));
    let counter = await startCounter({ backendUrl: backend.url, dataDir, keep: true });
    await signInAt(counter);
    await serveNext(counter);
    await counter.must('scans.type', { text: other.code });
    await counter.stop();

    counter = await startCounter({ backendUrl: backend.url, dataDir });
    expect(counter.now().case).toMatchObject({
      ticket: 'A017',
      stop: { what: 'appointment-code', otherTicket: other.ticket },
    });
    expect(JSON.stringify(counter.now().case!.stop)).not.toContain(other.person.applicant.familyName);
    expect(await counter.ask('case.park', { reason: '' })).toMatchObject({
      ok: false,
      error: { code: 'wrong-person' },
    });
    await counter.must('case.acknowledgeStop', { at: counter.now().case!.stop!.at });
    await counter.must('case.park', { reason: '' });
    await counter.stop();
    await backend.stop();
  });

  it('does not outlive its person: who was sent away from elsewhere leaves no stop to the next one', async () => {
    const backend = await startTestBackend();
    const counter = await startCounter({ backendUrl: backend.url });
    await signInAt(counter);
    await serveNext(counter);
    await counter.must('scans.type', { text: other.code });
    const elsewhere = await startCounter({ backendUrl: backend.url });
    await signInAt(elsewhere, 0, '1111');
    await elsewhere.must('case.park', { reason: '' });
    await elsewhere.until('it to be told', (now) => now.outbox.waiting === 0);
    await counter.until('the counter to be lost', (now) => now.session.phase === 'choose-counter');
    await elsewhere.stop();
    await counter.must('session.chooseCounter', { counterId: counter.now().session.counters[0]!.id, takeOver: true });
    await serveNext(counter);
    expect(counter.now().case).toMatchObject({ ticket: 'A018', stop: null });
    expect(await counter.must('scans.type', { text: demoCase('A018').code })).toMatchObject({ outcome: 'accepted' });
    await counter.stop();
    await backend.stop();
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoCase } from '../../backend/seed/officeDay.ts';
import type { DocumentItem } from '../../backend/contract/index.ts';
import { serialCheckDigit } from '../../electron/core/codes/checkDigit.ts';
import { putRecord } from '../../backend/store/recordStore.ts';
import { handOver, identifyAndTick, serveNext, stepOf, upToTheOutput } from '../support/appointment.ts';
import { startTestBackend } from '../support/backend.ts';
import { confirmed, scan, signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { Desk } from '../backend/api.ts';

/** A document changes hands: its own scan chooses and proves it. */

const own = demoCase('A017');
const other = demoCase('B007');
let backend: Awaited<ReturnType<typeof startTestBackend>>;
let counter: TestCounter;
beforeEach(async () => {
  backend = await startTestBackend();
  counter = await startCounter({ backendUrl: backend.url });
  await signInAt(counter);
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

/** What the office has about the hand-over once it is confirmed. */
async function recorded(): Promise<Record<string, unknown>> {
  await confirmed(counter);
  const desk = await Desk.open(backend.url, 'clerk-2', 'counter-2');
  return (await desk.one('appointment', own.appointmentId)).steps['output']!.evidence;
}

/** As the office tells it a moment later. */
async function becomes(state: DocumentItem['state']): Promise<void> {
  const desk = await Desk.open(backend.url, 'clerk-2', 'counter-2');
  const item = await desk.one('item', own.itemId!);
  await backend.database.transaction((sql) => putRecord(sql, 'item', { ...item, state }));
  // The next change of anybody tells the counters of this one, too.
  await desk.do({ kind: 'check-in', appointmentId: 'appointment-A022' });
  await counter.until('the news', (now) => now.case!.items[0]!.state === state);
}

const hand = (byEye: string | null) =>
  counter.ask('case.handOver', { stepId: stepOf(counter, 'output').id, itemId: own.itemId!, receiver: null, byEye });

describe('a hand-over', () => {
  it('is chosen and proved by the scan of the document, and the office keeps that', async () => {
    await upToTheOutput(counter);
    expect(await scan(counter, 'document-serial', { mine: true })).toMatchObject({
      outcome: 'accepted',
      effect: 'item-in-hand',
    });
    expect(counter.now().case!.inHand).toBe(own.itemId);
    await counter.must('case.handOver', { stepId: 'output', itemId: own.itemId!, receiver: null, byEye: null });
    expect(counter.now().case!).toMatchObject({ inHand: null });
    expect(await recorded()).toEqual({ itemId: own.itemId, recipient: 'applicant', role: 'applicant', proof: 'scan' });
  });

  it('is not possible without the scan, nor by one that was made before its turn', async () => {
    await serveNext(counter);
    expect(await scan(counter, 'document-serial', { mine: true })).toMatchObject({ effect: 'item-recognised' });
    await identifyAndTick(counter);
    await counter.must('signatures.cannotSign', { stepId: stepOf(counter, 'signature').id, reason: 'Arm im Gips' });
    expect(counter.now().case!.inHand).toBeNull();
    expect(await hand(null)).toMatchObject({ ok: false, error: { code: 'document-not-scanned' } });
    expect(stepOf(counter, 'output').state).toBe('open');
  });

  it('by eye needs a reason, and the office keeps it', async () => {
    await upToTheOutput(counter);
    expect((await hand('Code beschädigt')).ok).toBe(true);
    expect(await recorded()).toMatchObject({ proof: 'eye', proofReason: 'Code beschädigt' });
  });

  it('that was not meant is put aside: a proof is used at once or not at all', async () => {
    await upToTheOutput(counter);
    await scan(counter, 'document-serial', { mine: true });
    await counter.must('case.putAside', null);
    expect(await hand(null)).toMatchObject({ ok: false, error: { code: 'document-not-scanned' } });
    await counter.must('scans.type', { text: own.serial! });
    expect(counter.now().case!.inHand).toBe(own.itemId);
    await counter.must('case.park', { reason: '' });
    await counter.must('queue.resume', { appointmentId: own.appointmentId });
    expect(counter.now().case!.inHand).toBeNull();
  });

  it('whose serial was typed is chosen, not proved: it goes by eye with a reason, or after its scan', async () => {
    await upToTheOutput(counter);
    expect(await counter.must('scans.type', { text: own.serial! })).toMatchObject({
      outcome: 'accepted',
      effect: 'item-in-hand',
    });
    expect(counter.now().case!).toMatchObject({ inHand: own.itemId, inHandProved: false });
    expect(await hand(null)).toMatchObject({ ok: false, error: { code: 'document-not-scanned' } });
    await scan(counter, 'document-serial', { mine: true });
    expect(counter.now().case!).toMatchObject({ inHand: own.itemId, inHandProved: true });
    // Typed once more it is still the one that was scanned.
    await counter.must('scans.type', { text: own.serial! });
    expect(counter.now().case!.inHandProved).toBe(true);
    await counter.must('case.putAside', null);
    await counter.must('scans.type', { text: own.serial! });
    expect((await hand('Code beschädigt')).ok).toBe(true);
    expect(await recorded()).toMatchObject({ proof: 'eye', proofReason: 'Code beschädigt' });
  });

  it.each([
    ['of the person here', own],
    ['of somebody else', other],
  ])(
    'is neither chosen nor stopped by a serial %s whose check digit is wrong: it warns',
    async (_whose, { serial }) => {
      await upToTheOutput(counter);
      const text = `${serial}${(serialCheckDigit(serial!) + 1) % 10}`;
      const before = counter.scans.length;
      await counter.must('simulation.play', { deed: 'scan', text });
      await counter.until('the scan', () => counter.scans.length > before);
      expect(counter.scans.at(-1)).toMatchObject({
        what: 'document-serial',
        outcome: 'warning',
        problem: { code: 'serial-check-failed' },
      });
      expect(counter.now().case!).toMatchObject({ inHand: null, stop: null });
      expect(await hand(null)).toMatchObject({ ok: false, error: { code: 'document-not-scanned' } });
    },
  );

  it('stops when the card is somebody else’s', async () => {
    await upToTheOutput(counter);
    await scan(counter, 'document-serial', { mine: true });
    expect(await counter.must('scans.type', { text: other.serial! })).toMatchObject({ outcome: 'wrong-person' });
    expect(await hand(null)).toMatchObject({ ok: false, error: { code: 'wrong-person' } });
  });

  it.each(['returned', 'destroyed', 'ordered', 'handed-over'] as const)(
    'does not begin with a card of the person’s own that is %s: the scan says so, and nobody hands it over by eye',
    async (state) => {
      await upToTheOutput(counter);
      await becomes(state);
      expect(await counter.must('scans.type', { text: own.serial! })).toMatchObject({
        outcome: 'warning',
        effect: `item-${state}`,
      });
      expect(counter.now().case!.inHand).toBeNull();
      expect(await hand('Code beschädigt')).toMatchObject({ ok: false, error: { code: 'item-not-ready' } });
    },
  );

  it('goes on without the network, and arrives with its proof', async () => {
    await upToTheOutput(counter);
    await confirmed(counter);
    counter.setBackendUrl('http://127.0.0.1:9');
    await handOver(counter);
    await counter.must('case.finish', { outcome: 'completed' });
    counter.setBackendUrl(backend.url);
    expect(await recorded()).toMatchObject({ proof: 'scan', role: 'applicant' });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveNext, stepOf } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { confirmed, scan, signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { Desk } from '../backend/api.ts';
import type { ScanView } from '../../electron/contract/index.ts';
import { writeMrz, type MrzContent } from '../../electron/core/codes/mrz.ts';

/** A parent, a guardian or somebody with power of attorney stands at the counter: one press, and no loud stop. */

let backend: TestBackend;
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

/** The passport of somebody whom the office does not know. */
async function stranger(familyName: string, givenNames: string, more: Partial<MrzContent> = {}): Promise<ScanView> {
  const before = counter.scans.length;
  await counter.must('simulation.play', {
    deed: 'scan',
    text: writeMrz({
      issuer: 'UTO',
      nationality: 'UTO',
      sex: 'M',
      birthDate: '1980-01-02',
      expiry: '2031-08-15',
      documentNumber: 'X99887766',
      familyName,
      givenNames,
      ...more,
    }),
  });
  await counter.until('the scan', () => counter.scans.length > before);
  return counter.scans.at(-1)!;
}
const evidence = async (appointmentId: string) => {
  await confirmed(counter);
  const desk = await Desk.open(backend.url, 'clerk-2', 'counter-2');
  return (await desk.one('appointment', appointmentId)).steps['identity']!;
};
const authorised = { role: 'authorised', paper: 'power-of-attorney', name: '' } as const;
/** The stop or the comparison that is on the screen. */
const shown = (): string | null => counter.now().case!.stop?.at ?? counter.now().case!.comparison?.at ?? null;

describe('here for somebody else', () => {
  it('is said first: then exactly one other person’s passport is theirs, and is evidence of the identity step', async () => {
    await serveNext(counter);
    await counter.must('case.hereFor', { ...authorised, settles: shown() });
    expect(stepOf(counter, 'identity').state).toBe('open');
    expect(await counter.ask('case.confirmIdentity', { stepId: 'identity', shown: 'passport' })).toMatchObject({
      ok: false,
      error: { code: 'representative-unnamed' },
    });
    expect(await stranger('PROBE', 'MAX')).toMatchObject({ outcome: 'accepted', effect: 'representative-named' });
    expect(counter.now().case!.stop).toBeNull();
    // Their second passport is theirs, too.
    expect(await stranger('PROBE', 'MAX', { documentNumber: 'X99887767' })).toMatchObject({
      effect: 'representative-again',
    });
    await counter.must('case.confirmIdentity', { stepId: 'identity', shown: 'passport' });
    expect(await evidence('appointment-A017')).toMatchObject({
      state: 'done',
      evidence: {
        hereFor: 'authorised',
        paper: 'power-of-attorney',
        representative: 'PROBE, MAX',
        method: 'eye',
        shown: 'passport',
      },
    });
    expect(await stranger('ANDERS', 'JEMAND', { documentNumber: 'X11223344' })).toMatchObject({
      outcome: 'wrong-person',
    });
  });

  it('without that press a stranger’s passport is the stop, as ever; the press takes the passport that raised it', async () => {
    await serveNext(counter);
    expect(await stranger('PROBE', 'MAX')).toMatchObject({ outcome: 'wrong-person' });
    await counter.must('case.hereFor', { ...authorised, settles: shown() });
    expect(counter.now().case!).toMatchObject({ stop: null, hereFor: { role: 'authorised', name: 'PROBE, MAX' } });
  });

  it('with the name typed, the passport that bears it is theirs; one of another birth date is somebody else’s', async () => {
    await serveNext(counter);
    await counter.must('case.hereFor', { ...authorised, name: 'Jörg Müller', settles: shown() });
    expect(await stranger('MUELLER', 'JOERG MARIA')).toMatchObject({
      outcome: 'accepted',
      effect: 'representative-again',
    });
    expect(await stranger('MUELLER', 'JOERG MARIA', { birthDate: '1999-09-09' })).toMatchObject({
      outcome: 'wrong-person',
    });
  });

  it('a name typed does not let the passport of another applicant of the day pass', async () => {
    await serveNext(counter);
    await counter.must('case.hereFor', { ...authorised, name: 'Rania al-Khatib', settles: shown() });
    expect(await scan(counter, 'mrz', { label: 'B007' })).toMatchObject({ outcome: 'wrong-person' });
    expect(counter.now().case!.stop).toMatchObject({ otherTicket: 'B007' });
  });

  it('is about what was on the screen: a stop that nobody read stands', async () => {
    await serveNext(counter);
    await stranger('PROBE', 'MAX');
    const first = shown()!;
    await counter.must('case.acknowledgeStop', { at: first });
    await stranger('ANDERS', 'JEMAND', { documentNumber: 'X11223344' });
    expect(await counter.ask('case.acknowledgeStop', { at: first })).toMatchObject({
      ok: false,
      error: { code: 'wrong-state' },
    });
    for (const settles of [null, first])
      expect(await counter.ask('case.hereFor', { ...authorised, settles })).toMatchObject({
        ok: false,
        error: { code: 'wrong-state' },
      });
    expect(counter.now().case!).toMatchObject({ hereFor: null, stop: { what: 'passport' } });
  });

  it('takes note of no other stop than that over a passport', async () => {
    await serveNext(counter);
    await scan(counter, 'document-serial', { label: 'B007' });
    expect(await counter.ask('case.hereFor', { ...authorised, settles: shown() })).toMatchObject({
      ok: false,
      error: { code: 'wrong-person' },
    });
    expect(counter.now().case!.stop).not.toBeNull();
  });

  it('another applicant of the day is told by their ticket first, and only a further press takes their passport', async () => {
    await serveNext(counter);
    await counter.must('case.hereFor', { ...authorised, settles: shown() });
    expect(await scan(counter, 'mrz', { label: 'B007' })).toMatchObject({ outcome: 'wrong-person' });
    expect(counter.now().case!.stop).toMatchObject({ what: 'passport', otherTicket: 'B007' });
    expect(counter.now().case!.hereFor).toMatchObject({ name: null });
    await counter.must('case.hereFor', { ...authorised, settles: shown() });
    expect(counter.now().case!).toMatchObject({ stop: null, hereFor: { name: 'al-Khatib, Rania' } });
    expect(await evidence('appointment-A017')).toMatchObject({ evidence: { representativeTicket: 'B007' } });
  });

  it('a mother of the same visit is named as such, without a stop; the child’s own passport still is the child’s', async () => {
    await counter.must('queue.call', { appointmentId: 'appointment-A025' });
    await counter.must('case.appear', null);
    await counter.must('case.switch', { appointmentId: 'appointment-A026' });
    await counter.must('case.hereFor', { role: 'parent', paper: 'file', name: '', settles: shown() });
    expect(await scan(counter, 'mrz', { label: 'A026' })).toMatchObject({ effect: 'identity-matches' });
    expect(await scan(counter, 'mrz', { label: 'A025' })).toMatchObject({
      outcome: 'accepted',
      effect: 'representative-named',
    });
    expect(await evidence('appointment-A026')).toMatchObject({
      state: 'done',
      evidence: {
        method: 'mrz',
        hereFor: 'parent',
        paper: 'file',
        representative: 'Bondarenko, Iryna Vasylivna',
        representativeTicket: 'A025',
      },
    });
    expect(await scan(counter, 'mrz', { label: 'A027' })).toMatchObject({ outcome: 'wrong-person' });
  });

  it('is still without a name after a passport whose zone has none', async () => {
    await serveNext(counter);
    await counter.must('case.hereFor', { ...authorised, settles: shown() });
    expect(await stranger('', '')).toMatchObject({ effect: 'representative-unnamed' });
    expect(counter.now().case!.hereFor).toMatchObject({ name: null });
    await counter.must('case.hereFor', { ...authorised, name: '  ', settles: shown() });
    expect(counter.now().case!.hereFor).toMatchObject({ name: null });
  });

  it('is taken back with the identity step, and the passport is somebody else’s again', async () => {
    await serveNext(counter);
    await counter.must('case.hereFor', { ...authorised, name: 'Probe, Max', settles: shown() });
    await counter.must('case.reopenStep', { stepId: 'identity' });
    expect(counter.now().case!.hereFor).toBeNull();
    expect(await stranger('PROBE', 'MAX')).toMatchObject({ outcome: 'wrong-person' });
  });

  it('no name is taken from a residence title, whose zone is read nowhere until an office decides so', async () => {
    await serveNext(counter);
    await counter.must('case.hereFor', { ...authorised, settles: shown() });
    expect(await stranger('PROBE', 'MAX', { documentCode: 'AR' })).toMatchObject({
      outcome: 'ignored',
      effect: 'zone-not-read',
    });
    expect(counter.now().case!.hereFor).toMatchObject({ name: null });
  });

  it('settles a comparison with a relative of the same name: the passport is theirs, and the applicant is not settled by it', async () => {
    await serveNext(counter);
    const { familyName } = counter.now().case!;
    expect(await stranger(familyName.toUpperCase(), 'JEMAND ANDERS')).toMatchObject({
      outcome: 'warning',
      effect: 'to-compare',
    });
    expect(counter.now().case!.comparison).toMatchObject({ reason: 'contradicts' });
    await counter.must('case.hereFor', { ...authorised, settles: shown() });
    expect(counter.now().case).toMatchObject({
      comparison: null,
      stop: null,
      hereFor: { role: 'authorised', name: expect.stringContaining('JEMAND ANDERS') },
    });
    expect(stepOf(counter, 'identity').state).toBe('open');
  });

  it('never makes the applicant their own representative, also with a passport that was renewed', async () => {
    await serveNext(counter);
    await counter.must('case.hereFor', { ...authorised, settles: shown() });
    const { familyName, givenNames, birthDate } = counter.now().case!;
    await stranger(familyName.toUpperCase(), givenNames.toUpperCase(), { birthDate, documentNumber: 'Y44444444' });
    expect(counter.now().case!.hereFor).toMatchObject({ name: null });
  });

  it('counts from the moment the person is called', async () => {
    await counter.must('queue.callNext', null);
    await stranger('PROBE', 'MAX');
    await counter.must('case.hereFor', { ...authorised, settles: shown() });
    expect(counter.now().case!).toMatchObject({ state: 'serving', hereFor: { name: 'PROBE, MAX' } });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handOver, identifyAndTick, serveNext, sign, stepOf } from '../support/appointment.ts';
import { startTestBackend } from '../support/backend.ts';
import { confirmed, scan, signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import type { Appointment } from '../../backend/contract/index.ts';
import { putRecord } from '../../backend/store/recordStore.ts';
import { Desk } from '../backend/api.ts';
import type { PadPage } from '../../electron/core/kernel/ports.ts';

/** Nobody signs as nobody, and who signs is a person with a role. */

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let counter: TestCounter;
let pages: PadPage[];
beforeEach(async () => {
  pages = [];
  backend = await startTestBackend();
  counter = await startCounter({
    backendUrl: backend.url,
    paintPad: async (page) => (pages.push(page), new Uint8Array(Math.ceil(page.width / 8) * page.height).fill(0xff)),
  });
  await signInAt(counter);
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

const signing = () => counter.ask('signatures.start', { stepId: stepOf(counter, 'signature').id });
const signer = async () => {
  await confirmed(counter);
  const desk = await Desk.open(backend.url, 'clerk-2', 'counter-2');
  return (await desk.all('signature')).at(-1)?.signer;
};

async function serveWalkIn(service: string): Promise<void> {
  const { ticket } = await counter.must('queue.walkIn', { service, familyName: '', givenNames: '', language: 'en' });
  await counter.until('the entry', (now) => now.day.all.some((entry) => entry.ticket === ticket));
  await counter.must('queue.call', {
    appointmentId: counter.now().day.all.find((entry) => entry.ticket === ticket)!.appointmentId,
  });
  await counter.must('case.appear', null);
}

describe('somebody without a name', () => {
  it('does not sign: the step says that a name is needed, and nothing reaches the pad', async () => {
    await serveWalkIn('extend-title');
    await identifyAndTick(counter);
    expect(stepOf(counter, 'signature').acting).toMatchObject({ actors: [], lacking: 'name-missing' });
    expect(await signing()).toMatchObject({ ok: false, error: { code: 'name-missing' } });
    expect(pages).toEqual([]);
  });

  it('signs under the name that was typed at the counter, also without the network; the pad shows it', async () => {
    await serveWalkIn('extend-title');
    await identifyAndTick(counter);
    await confirmed(counter);
    counter.setBackendUrl('http://127.0.0.1:9');
    await counter.must('case.nameApplicant', { familyName: 'Musterfrau', givenNames: 'Lena', birthDate: '1991-04-02' });
    expect(counter.now().case!).toMatchObject({ familyName: 'Musterfrau', birthDate: '1991-04-02', nameless: false });
    expect(counter.now().day.undo).toMatchObject({ kind: 'name-applicant' });
    await sign(counter);
    expect(pages.at(-1)!.paragraphs[0]).toBe('Lena Musterfrau · Extend a residence title');
    counter.setBackendUrl(backend.url);
    expect(await signer()).toEqual({ role: 'applicant' });
  });

  it('with one name alone is shown by it, without a gap', async () => {
    await serveWalkIn('extend-title');
    await identifyAndTick(counter);
    await counter.must('case.nameApplicant', { familyName: 'Suharto', givenNames: '', birthDate: null });
    await counter.must('case.seenOldEnough', { stepId: stepOf(counter, 'signature').id });
    await signing().then((started) => expect(started.ok).toBe(true));
    expect(pages.at(-1)!.paragraphs[0]).toBe('Suharto · Extend a residence title');
  });

  it('is offered the name in the document that was scanned, of which nothing stays when they leave', async () => {
    await serveWalkIn('extend-title');
    await scan(counter, 'mrz', { label: 'A022' });
    // Known as another one's: not before the clerk has compared.
    expect(counter.now().case!.shownName).toBeNull();
    await counter.must('case.settleComparison', { at: counter.now().case!.comparison!.at, same: true });
    expect(counter.now().case!.shownName).toEqual({
      familyName: 'PETROV',
      givenNames: 'ALEKSANDR SERGEEVICH',
      birthDate: '1972-12-02',
    });
    const appointmentId = counter.now().case!.appointmentId;
    await counter.must('case.park', { reason: '' });
    await counter.must('queue.resume', { appointmentId });
    expect(counter.now().case!.shownName).toBeNull();
  });

  it('confirms nothing', async () => {
    await serveWalkIn('extend-title');
    await identifyAndTick(counter);
    const { id: stepId, documents } = stepOf(counter, 'confirm');
    for (const { id } of documents) await counter.must('case.tickDocument', { stepId, documentId: id, present: true });
    expect(await counter.ask('case.completeStep', { stepId })).toMatchObject({
      ok: false,
      error: { code: 'name-missing' },
    });
  });

  it('is not renamed under a signature that is being given', async () => {
    await serveWalkIn('extend-title');
    await identifyAndTick(counter);
    await counter.must('case.nameApplicant', { familyName: 'Musterfrau', givenNames: 'Lena', birthDate: null });
    await counter.must('case.seenOldEnough', { stepId: stepOf(counter, 'signature').id });
    await signing();
    expect(
      await counter.ask('case.nameApplicant', { familyName: 'Anders', givenNames: '', birthDate: null }),
    ).toMatchObject({ ok: false, error: { code: 'signature-running' } });
    await counter.must('signatures.cancel', null);
  });
});

describe('somebody whose birth date is not known', () => {
  const stepId = () => stepOf(counter, 'signature').id;
  beforeEach(async () => {
    await serveWalkIn('extend-title');
    await identifyAndTick(counter);
    await counter.must('case.nameApplicant', { familyName: 'Musterfrau', givenNames: 'Lena', birthDate: null });
  });

  it('does not sign alone until the clerk has looked at their age; that is recorded, and taken back with the identity', async () => {
    expect(stepOf(counter, 'signature').acting).toMatchObject({ actors: [], lacking: 'age-unknown', ageAsked: 10 });
    expect(await signing()).toMatchObject({ ok: false, error: { code: 'age-unknown' } });
    expect(pages).toEqual([]);
    await counter.must('case.seenOldEnough', { stepId: stepId() });
    expect(stepOf(counter, 'identity')).toMatchObject({
      state: 'done',
      facts: { method: 'eye', shown: 'passport', oldEnough: 10 },
    });
    expect(await counter.ask('case.seenOldEnough', { stepId: stepId() })).toMatchObject({
      ok: false,
      error: { code: 'wrong-state' },
    });
    await counter.must('case.reopenStep', { stepId: 'identity' });
    await counter.must('case.confirmIdentity', { stepId: 'identity', shown: 'passport' });
    expect(await signing()).toMatchObject({ ok: false, error: { code: 'age-unknown' } });
    await counter.must('case.seenOldEnough', { stepId: stepId() });
    await sign(counter);
    expect(await signer()).toEqual({ role: 'applicant' });
  });

  it('signs as ever once their birth date is entered with the name', async () => {
    await counter.must('case.nameApplicant', { familyName: 'Musterfrau', givenNames: 'Lena', birthDate: '1991-04-02' });
    expect(stepOf(counter, 'signature').acting).toMatchObject({ actors: ['applicant'], lacking: null });
  });
});

describe('while somebody signs', () => {
  const strokes = () => counter.now().case!.signature!.points;
  let desk: Desk;
  async function becomes(steps: (now: Appointment['steps']) => Appointment['steps']): Promise<void> {
    await confirmed(counter);
    desk = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    const appointment = await desk.one('appointment', 'appointment-A017');
    await backend.database.transaction((sql) =>
      putRecord(sql, 'appointment', { ...appointment, steps: steps(appointment.steps) }),
    );
    // The next change of anybody tells the counters of this one, too.
    await desk.do({ kind: 'check-in', appointmentId: 'appointment-A022' });
    await counter.until('the news', (now) =>
      now.day.all.some(({ ticket, state }) => ticket === 'A022' && state === 'waiting'),
    );
  }
  const written = async () => {
    await counter.must('simulation.play', { deed: 'sign', style: 'signature', press: null });
    await counter.until('the ink', () => strokes() > 10);
  };
  beforeEach(async () => {
    await serveNext(counter);
    await identifyAndTick(counter);
  });

  it('who is here and what is settled stays: neither the identity is opened again nor somebody else noted', async () => {
    await signing();
    const running = { ok: false, error: { code: 'signature-running' } };
    expect(await counter.ask('case.reopenStep', { stepId: 'identity' })).toMatchObject(running);
    expect(
      await counter.ask('case.hereFor', {
        role: 'authorised',
        paper: 'power-of-attorney',
        name: 'Mustermann, Max',
        settles: null,
      }),
    ).toMatchObject(running);
    expect(await counter.ask('case.seenOldEnough', { stepId: 'receipt' })).toMatchObject(running);
    expect(stepOf(counter, 'identity').state).toBe('done');
    await counter.must('signatures.cancel', null);
  });

  it('a step that was opened again from elsewhere makes it void: nothing is kept, and the clerk is told', async () => {
    await signing();
    await written();
    await becomes(({ identity: _gone, ...others }) => others);
    expect(await counter.ask('signatures.accept', null)).toMatchObject({
      ok: false,
      error: { code: 'signature-void' },
    });
    expect(counter.now().case!.signature).toBeNull();
    expect(await desk.all('signature')).toEqual([]);
  });

  it('another person in the applicant’s place makes it void, also when OK is pressed on the pad', async () => {
    await counter.must('case.hereFor', {
      role: 'authorised',
      paper: 'power-of-attorney',
      name: 'Mustermann, Max',
      settles: null,
    });
    await signing();
    await written();
    await becomes(({ identity, ...others }) => ({
      ...others,
      identity: { ...identity!, evidence: { ...identity!.evidence, representative: 'Anders, Erika' } },
    }));
    await counter.must('simulation.play', { deed: 'press', button: 'ok' });
    await counter.until('the pad to be free', (now) => now.case!.signature === null);
    expect(counter.notices.map(({ code }) => code)).toContain('signature-void');
    expect(await desk.all('signature')).toEqual([]);
  });
});

describe('a child of 13', () => {
  beforeEach(async () => {
    await counter.must('queue.call', { appointmentId: 'appointment-A025' });
    await counter.must('case.appear', null);
    await counter.must('case.switch', { appointmentId: 'appointment-A026' });
    await identifyAndTick(counter);
  });

  it('does not sign "handed to me": the program asks who signs for them', async () => {
    expect(stepOf(counter, 'signature').acting).toMatchObject({ actors: [], lacking: 'representative-missing' });
    expect(await signing()).toMatchObject({ ok: false, error: { code: 'representative-missing' } });
  });

  it('has a parent who signs: the pad names both, and role, name and paper are kept', async () => {
    await counter.must('case.hereFor', {
      role: 'parent',
      paper: 'birth-certificate',
      name: 'Bondarenko, Iryna',
      settles: null,
    });
    await sign(counter);
    expect(pages.at(-1)!.paragraphs.slice(0, 2)).toEqual([
      'Sofiia Bondarenko · Отримання картки дозволу на проживання',
      'Підписує: Bondarenko, Iryna (мати або батько). За кого: Sofiia Bondarenko.',
    ]);
    expect(stepOf(counter, 'signature').facts).toMatchObject({
      role: 'parent',
      name: 'Bondarenko, Iryna',
      paper: 'birth-certificate',
    });
    expect(await signer()).toEqual({ role: 'parent', name: 'Bondarenko, Iryna', paper: 'birth-certificate' });
  });

  it('does not receive either; the parent does', async () => {
    await counter.must('signatures.cannotSign', { stepId: 'receipt', reason: 'Arm im Gips' });
    expect(
      await counter.ask('case.handOver', {
        stepId: 'output',
        itemId: 'item-A026',
        receiver: null,
        byEye: 'Code beschädigt',
      }),
    ).toMatchObject({ ok: false, error: { code: 'representative-missing' } });
    await counter.must('case.hereFor', {
      role: 'parent',
      paper: 'birth-certificate',
      name: 'Bondarenko, Iryna',
      settles: null,
    });
    await handOver(counter);
    expect(stepOf(counter, 'output').facts).toMatchObject({
      recipient: 'entitled',
      role: 'parent',
      name: 'Bondarenko, Iryna',
      proof: 'scan',
    });
  });

  it('whose mother was noted for one of the family has her name offered for the next', async () => {
    await counter.must('case.hereFor', {
      role: 'parent',
      paper: 'birth-certificate',
      name: 'Bondarenko, Iryna',
      settles: null,
    });
    await counter.must('case.switch', { appointmentId: 'appointment-A027' });
    expect(counter.now().case!).toMatchObject({ hereFor: null, hereForRelative: 'Bondarenko, Iryna' });
  });

  it('has nobody sign for them whose name is not known', async () => {
    await counter.must('case.hereFor', { role: 'parent', paper: 'birth-certificate', name: '', settles: null });
    expect(await signing()).toMatchObject({ ok: false, error: { code: 'representative-unnamed' } });
  });
});

describe('a grown person', () => {
  it('signs alone, or somebody with power of attorney does; a parent is none for them', async () => {
    await serveNext(counter);
    await identifyAndTick(counter);
    expect(
      await counter.ask('case.hereFor', { role: 'parent', paper: 'file', name: 'Mustermann, Max', settles: null }),
    ).toMatchObject({ ok: false, error: { code: 'not-possible-in-this-step' } });
    await counter.must('case.hereFor', {
      role: 'authorised',
      paper: 'power-of-attorney',
      name: 'Mustermann, Max',
      settles: null,
    });
    expect(stepOf(counter, 'signature').acting).toMatchObject({
      actors: ['representative', 'applicant'],
      lacking: null,
    });
    await counter.must('signatures.start', { stepId: 'receipt', signer: 'applicant' });
    expect(counter.now().case!.signature).toMatchObject({ signer: null });
    await counter.must('signatures.cancel', null);
    await counter.must('signatures.start', { stepId: 'receipt' });
    expect(counter.now().case!.signature).toMatchObject({ signer: { role: 'authorised', name: 'Mustermann, Max' } });
    await counter.must('signatures.cancel', null);
  });

  it('signs for their card themselves, whoever is here for them', async () => {
    await counter.must('queue.call', { appointmentId: 'appointment-A018' });
    await counter.must('case.appear', null);
    await identifyAndTick(counter);
    await counter.must('case.hereFor', {
      role: 'authorised',
      paper: 'power-of-attorney',
      name: 'Probe, Max',
      settles: null,
    });
    expect(stepOf(counter, 'signature').acting).toEqual({ actors: ['applicant'], standIns: false, lacking: null });
    expect(
      await counter.ask('signatures.start', { stepId: 'order-signature', signer: 'representative' }),
    ).toMatchObject({ ok: false, error: { code: 'not-possible-in-this-step' } });
  });
});

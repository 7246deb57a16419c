import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Appointment, DocumentItem } from '../../../../../backend/contract/index.ts';
import { makeOfficeDay } from '../../../../../backend/seed/officeDay.ts';
import { fail, ok } from '../../../../../electron/contract/errors.ts';
import type { ScanView } from '../../../../../electron/contract/scans.ts';
import { writeMrz } from '../../../../../electron/core/codes/writeMrz.ts';
import { matchCodes } from '../../../../../electron/core/codes/codeRules.ts';
import { Settings } from '../../../../../electron/core/kernel/settings/settings.ts';
import { ScanRouter } from '../../../../../electron/core/subjects/scans/scanRouter.ts';
import { counterId, partsOfCounter } from '../../../../support/partsOfCounter.ts';

/** The scan router alone: codes go in, and reach the person, the work, or nobody. */

const settings = Settings.parse({});
const day = makeOfficeDay(new Date());
const [one, another] = day.appointments.filter(({ service }) => service === 'eat-collect') as [
  Appointment,
  Appointment,
];
const itemOf = (person: Appointment): DocumentItem =>
  day.items.find(({ applicantId }) => applicantId === person.applicant.id)!;

let counter: ReturnType<typeof partsOfCounter>;
let router: ScanRouter;
let told: ScanView[];
let clock: number;

beforeEach(() => {
  counter = partsOfCounter();
  told = [];
  clock = Date.parse('2026-12-01T09:00:00Z');
  const { office, atHand, actions, works } = counter;
  router = new ScanRouter({
    office,
    atHand,
    actions,
    works,
    now: () => new Date(clock),
    readMrz: settings.readMrz,
    isOcrReader: () => true,
    match: matchCodes(settings.codes, () => undefined),
    asksForLabels: false,
    interleaved: settings.interleaved2of5,
    sameCodePause: 2000,
    onScan: (scan) => told.push(scan),
    onChange: () => undefined,
  });
});
afterEach(() => counter.close());

const scan = (text: string) => {
  clock += 10_000;
  return router.receive({ deviceId: 'scanner', bytes: new TextEncoder().encode(text), aim: ']Q1', at: clock });
};

describe('a code', () => {
  it('of an appointment checks in who just came, once', () => {
    counter.tell({ appointment: { ...one, state: 'scheduled', counterId: null } });
    expect(scan(one.code)).toMatchObject({ outcome: 'accepted', effect: 'checked-in' });
    expect(scan(one.code)).toMatchObject({ outcome: 'accepted', effect: 'already-checked-in' });
    expect(counter.done()).toEqual(['check-in']);
    expect(told).toHaveLength(2);
  });

  it('of somebody else raises the stop, behind which nothing is taken until it was noted', () => {
    counter.tell(
      { appointment: { ...one, state: 'called', counterId, steps: {} } },
      { appointment: another },
      { item: { ...itemOf(another), state: 'ready' } },
    );
    expect(scan(itemOf(another).serial)).toMatchObject({ outcome: 'wrong-person', effect: 'stopped' });
    expect(counter.atHand.stop).toMatchObject({ what: 'document' });
    expect(scan(one.code)).toMatchObject({ outcome: 'refused', effect: 'stopped' });
    expect(counter.done()).toEqual([]);
    counter.atHand.acknowledgeStop(counter.atHand.stop!.at);
    expect(scan(one.code)).toMatchObject({ effect: 'opened-appointment' });
    expect(counter.done()).toEqual(['appear']);
  });

  it('of a document goes to the work that waits for it, with its refusal', () => {
    const item: DocumentItem = { ...itemOf(one), state: 'ready' };
    counter.tell({ appointment: { ...one, state: 'serving', counterId, steps: {} } }, { item });
    let waits = true;
    const asked: string[] = [];
    counter.works.add({
      takesDocument: ({ id }) => {
        asked.push(id);
        return waits ? ok('recognised') : fail('item-not-ready');
      },
    });
    expect(scan(item.serial)).toMatchObject({ outcome: 'accepted', effect: 'item-recognised' });
    waits = false;
    expect(scan(item.serial)).toMatchObject({ outcome: 'refused', problem: { code: 'item-not-ready' } });
    expect(asked).toEqual([item.id, item.id]);
  });

  it('of a passport is judged by the office’s clock, whatever this computer’s says', () => {
    const person = day.appointments.find(
      ({ service, applicant }) => service === 'eat-collect' && applicant.travelDocument !== null,
    )!;
    const { applicant } = person;
    const validUntil = (expiry: string): string =>
      writeMrz({
        issuer: 'UTO',
        documentNumber: applicant.travelDocument!,
        nationality: applicant.nationalityCode ?? 'UTO',
        birthDate: applicant.birthDate,
        expiry,
        sex: applicant.sex ?? 'X',
        familyName: applicant.familyName,
        givenNames: applicant.givenNames,
      });
    counter.tell({ appointment: { ...person, state: 'serving', counterId, steps: {} } });
    for (const [officeYear, expired] of [
      [2033, true],
      [2031, undefined],
    ] as const) {
      clock = Date.parse(`${officeYear}-12-01T09:00:00Z`);
      const text = validUntil('2032-06-30');
      router.receive({ deviceId: 'scanner', bytes: new TextEncoder().encode(text), aim: ']o1', at: clock });
      const { action } = counter.outbox.open().at(-1)!.command;
      expect(action).toMatchObject({ kind: 'record-step', step: { state: expired ? 'open' : 'done' } });
      expect((action as { step: { evidence: object } }).step.evidence).toMatchObject(expired ? { expired } : {});
    }
  });

  it('that nobody knows is told, and is nowhere', () => {
    expect(scan('PAKET 4711')).toMatchObject({ outcome: 'refused', problem: { code: 'code-unknown' } });
    expect(counter.done()).toEqual([]);
    router.forgetPeople();
    expect(router.snapshot.recent).toEqual([]);
  });
});

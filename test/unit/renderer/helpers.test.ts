import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { availableActions } from '../../../renderer/clerk/case/caseActions.ts';
import { nameInFamily } from '../../../renderer/clerk/case/nameInFamily.ts';
import type { StepKindName, StepView } from '../../../electron/contract/index.ts';
import { stepKinds } from '../../../renderer/clerk/steps/index.ts';
import { choiceKind } from '../../../renderer/clerk/box/depositWords.ts';
import { fitArea, lineWidth, segments } from '../../../renderer/clerk/signing/ink.ts';
import { age, calendarDate, freshness, minutesSince, stopwatch, waitTone } from '../../../renderer/time.ts';
import { keyName } from '../../../renderer/hotkeys.ts';
import { initials, languageName, pickText } from '../../../renderer/words.ts';
import { person } from '../../support/fakeBridge.ts';

const noon = Date.parse('2026-11-22T12:00:00Z');
const before = (seconds: number) => new Date(noon - seconds * 1000).toISOString();

describe('names', () => {
  it('of one family are said without the name that all share; others are said whole', () => {
    expect(nameInFamily('Mustermann, Max', 'Mustermann')).toBe('Max');
    expect(nameInFamily('Mustermann-Beispiel, Max', 'Mustermann')).toBe('Mustermann-Beispiel, Max');
    expect(nameInFamily('Beispiel, Mia', 'Mustermann')).toBe('Beispiel, Mia');
    expect(nameInFamily(', Mia', '')).toBe(', Mia');
    expect(nameInFamily('', 'Mustermann')).toBe('');
  });
});

describe('times', () => {
  it('waiting minutes are whole and never negative, even when the clocks differ', () => {
    expect(minutesSince(before(119), noon)).toBe(1);
    expect(minutesSince(before(-300), noon)).toBe(0);
  });
  it('a running time shows hours only when there are some', () => {
    expect(stopwatch(before(384), noon)).toBe('06:24');
    expect(stopwatch(before(3984), noon)).toBe('1:06:24');
    expect(stopwatch(before(-5), noon)).toBe('00:00');
  });
  it('what is shown is current for a minute, a warning after five, and of another day after midnight', () => {
    expect(freshness(null, noon, true)).toEqual({ kind: 'never', isOld: true });
    expect(freshness(before(59), noon, true)).toEqual({ kind: 'current', isOld: false });
    // Nothing is current without a connection.
    expect(freshness(before(59), noon, false)).toEqual({ kind: 'moment', isOld: false });
    expect(freshness(before(61), noon, true)).toEqual({ kind: 'today', isOld: false });
    expect(freshness(before(299), noon, true)).toEqual({ kind: 'today', isOld: false });
    expect(freshness(before(300), noon, true)).toEqual({ kind: 'today', isOld: true });
    expect(freshness(before(3 * 86_400), noon, true)).toEqual({ kind: 'earlier', isOld: true });
    // A clock that was set back says nothing about the age.
    expect(freshness(before(-7200), noon, true)).toEqual({ kind: 'current', isOld: false });
  });

  it('an age is told in its largest unit', () => {
    expect(age(before(60), noon)).toEqual({ unit: 'minutes', count: 1 });
    expect(age(before(3599), noon)).toEqual({ unit: 'minutes', count: 59 });
    expect(age(before(7300), noon)).toEqual({ unit: 'hours', count: 2 });
    expect(age(before(3 * 86_400), noon)).toEqual({ unit: 'days', count: 3 });
  });
  it('waiting gets louder with time', () => {
    expect([0, 14, 15, 29, 30].map(waitTone)).toEqual(['short', 'short', 'long', 'long', 'too-long']);
  });
  it('a date of birth is shown without a time zone and with what is known of it', () => {
    expect(calendarDate('1987-08-12', 'de')).toBe('12.08.1987');
    expect(calendarDate('1987-08-12', 'en')).toBe('12/08/1987');
    expect(calendarDate('1987-08-00', 'de')).toBe('August 1987');
    expect(calendarDate('1987-00-00', 'de')).toBe('1987');
    expect(calendarDate('unknown', 'de')).toBe('unknown');
  });
});

describe('ink', () => {
  const area = { width: 10_800, height: 6_480 };
  const anyCanvas = fc.record({
    width: fc.integer({ min: 50, max: 4000 }),
    height: fc.integer({ min: 50, max: 2000 }),
  });
  it('stays inside the canvas and keeps its proportions', () => {
    fc.assert(
      fc.property(
        anyCanvas,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (canvas, u, v) => {
          const fit = fitArea(area, canvas);
          const x = fit.dx + u * area.width * fit.scale;
          const y = fit.dy + v * area.height * fit.scale;
          expect(x).toBeGreaterThanOrEqual(-1e-6);
          expect(x).toBeLessThanOrEqual(canvas.width + 1e-6);
          expect(y).toBeGreaterThanOrEqual(-1e-6);
          expect(y).toBeLessThanOrEqual(canvas.height + 1e-6);
        },
      ),
    );
  });
  it('an area without extent does not divide by zero', () => {
    expect(fitArea({ width: 0, height: 0 }, { width: 10, height: 10 })).toEqual({ scale: 1, dx: 0, dy: 0 });
  });
  const points = [
    { x: 0, y: 0, p: 0.5, down: true },
    { x: 10, y: 0, p: 0.5, down: false },
    { x: 50, y: 5, p: 0.5, down: true },
  ];
  const fit = { scale: 1, dx: 0, dy: 0 };
  it('joins the points of one stroke, never two strokes', () => {
    expect(segments(points, fit, 100).map(({ x1, x2 }) => [x1, x2])).toEqual([
      [0, 0],
      [0, 10],
      [50, 50],
    ]);
  });
  it('drawn in pieces is the same as drawn at once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), (cut) => {
        expect([...segments(points.slice(0, cut), fit, 100), ...segments(points, fit, 100, cut)]).toEqual(
          segments(points, fit, 100),
        );
      }),
    );
  });
  it('gets thicker with pressure and bears a pressure out of range', () => {
    expect(lineWidth(1, 110)).toBeGreaterThan(lineWidth(0, 110));
    expect(lineWidth(7, 110)).toBe(lineWidth(1, 110));
    expect(lineWidth(-1, 110)).toBe(lineWidth(0, 110));
  });
});

describe('what can be done with the person at the counter', () => {
  const undo = { kind: 'park', ticket: 'A011' };
  it('nobody here: call, or take back what happened to the last one', () => {
    expect(availableActions(null, null)).toEqual(['call-next']);
    expect(availableActions(null, undo)).toEqual(['call-next', 'undo']);
  });
  it('called: only the two answers', () => {
    expect(availableActions(person({ state: 'called' }), null)).toEqual(['appeared', 'missed']);
  });
  it('served: finishing waits for the required steps', () => {
    expect(availableActions(person({ missingSteps: ['identity'] }), null)).toEqual(['park']);
    expect(availableActions(person({ missingSteps: [] }), undo)).toEqual(['park', 'undo', 'finish']);
  });
  it('nothing goes on while a wrong-person stop stands', () => {
    expect(
      availableActions(
        person({
          missingSteps: [],
          stop: { at: before(0), what: 'document', otherTicket: null, sameVisit: null, because: null },
        }),
        undo,
      ),
    ).toEqual([]);
  });
});

describe('facts of finished steps', () => {
  it('become words for each kind of step', () => {
    const keys = (kind: StepKindName, facts: StepView['facts']) => stepKinds[kind].words(facts).map((one) => one.key);
    expect(keys('identity', { method: 'mrz', expired: true })).toEqual(['facts.mrz', 'facts.expired']);
    expect(keys('identity', { method: 'eye', shown: 'driving-licence' })).toEqual(['facts.eye-other']);
    expect(keys('identity', { method: 'compare', contradicts: 'number sex' })).toEqual([
      'facts.compare',
      'facts.differs-number',
      'facts.differs-sex',
    ]);
    const here = { hereFor: 'parent', paper: 'file', representative: 'Mustermann, Erika' };
    expect(keys('identity', { method: 'mrz', oldEnough: 16, ...here })).toEqual([
      'facts.mrz',
      'facts.oldEnough',
      'facts.here-parent',
      'facts.paper-file',
    ]);
    expect(keys('documents', { present: 2, of: 3 })).toEqual(['facts.documents']);
    expect(keys('confirm', { present: 1, of: 1 })).toEqual(['facts.documents']);
    const guardian = { role: 'guardian', paper: 'court-appointment', name: 'Muster, Max' };
    expect(keys('signature', { points: 0, cannotSign: true })).toEqual(['facts.cannotSign']);
    expect(keys('signature', { points: 40, ...guardian })).toEqual([
      'facts.points',
      'facts.by-guardian',
      'facts.paper-court-appointment',
    ]);
    expect(keys('output', { way: 'box', compartment: '7' })).toEqual(['facts.box']);
    expect(keys('output', { way: 'hand-over', recipient: 'authorised', proof: 'scan' })).toEqual([
      'facts.handOver',
      'facts.provedByScan',
      'facts.recipient-authorised',
    ]);
    expect(keys('output', { way: 'hand-over', recipient: 'entitled', proof: 'eye', ...guardian })).toEqual([
      'facts.handOver',
      'facts.to-guardian',
      'facts.paper-court-appointment',
      'facts.provedByEye',
    ]);
    for (const kind of Object.keys(stepKinds) as StepKindName[]) expect(keys(kind, { somethingNew: 'x' })).toEqual([]);
  });
});

describe('words and keys', () => {
  it('a text missing in the language of the window is German and says so', () => {
    expect(pickText({ de: 'Schritt', en: 'Step' }, 'en')).toEqual({ words: 'Step', language: 'en' });
    expect(pickText({ de: 'Schritt' }, 'en')).toEqual({ words: 'Schritt', language: 'de' });
  });
  it('an unknown language tag is shown as it is', () => {
    expect(languageName('ar', 'de')).toBe('Arabisch');
    expect(languageName('not a tag', 'de')).toBe('not a tag');
  });
  it('initials are letters, not halves of them', () => {
    expect(initials('Ömer Vorlage')).toBe('ÖV');
    expect(initials('')).toBe('');
  });
  it('keys are named as the buttons carry them', () => {
    const press = (key: string, more = {}) =>
      keyName({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
    expect(press('F2')).toBe('F2');
    expect(press('k', { ctrlKey: true })).toBe('Ctrl+K');
    expect(press('Enter', { ctrlKey: true })).toBe('Ctrl+Enter');
    expect(press('F2', { shiftKey: true })).toBe('Shift+F2');
  });
  it('under a layout of another script the place of a key says which one is meant; Latin letters stay their own', () => {
    const press = (key: string, code: string) =>
      keyName({ key, code, ctrlKey: true, metaKey: false, altKey: false, shiftKey: false });
    expect(['л', 'κ', 'ن'].map((key) => press(key, 'KeyK'))).toEqual(['Ctrl+K', 'Ctrl+K', 'Ctrl+K']);
    expect(press('٢', 'Digit2')).toBe('Ctrl+2');
    expect(press('z', 'KeyY')).toBe('Ctrl+Z');
    expect(press('ö', 'Semicolon')).toBe('Ctrl+Ö');
  });
  it('no answer about an uncertain compartment is offered before the others', () => {
    expect(choiceKind('item-is-inside', 0, 'unknown')).toBe('secondary');
    expect(choiceKind('other-compartment', 0, 'jammed')).toBe('primary');
    expect(choiceKind('cancel', 0, 'jammed')).toBe('tertiary');
  });
});

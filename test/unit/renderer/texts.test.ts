import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ActionState, AppointmentState } from '../../../electron/contract/common.ts';
import {
  DepositChoice,
  DepositView,
  errorCodes,
  OutboxEntry,
  refusalCodes,
  requests,
  ScanView,
  SealDocument,
  SignatureView,
  Symbology,
  WrongPersonStop,
} from '../../../electron/contract/index.ts';
import { cameraStates } from '../../../renderer/clerk/camera/cameraStream.ts';
import { actions } from '../../../backend/contract/index.ts';
import { DocumentItem, RepresentativeRole, SeenPaper } from '../../../backend/contract/index.ts';

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** All texts of one language as `a.b.c` → words. */
function textsOf(language: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (node: unknown, path: string): void => {
    if (typeof node === 'string') found.set(path, node);
    else if (node && typeof node === 'object')
      for (const [key, value] of Object.entries(node)) walk(value, path ? `${path}.${key}` : key);
  };
  walk(JSON.parse(readFileSync(root(`assets/texts/${language}.json`), 'utf8')), '');
  return found;
}
const german = textsOf('de');
const english = textsOf('en');
const has = (texts: Map<string, string>, key: string): boolean => texts.has(key) || texts.has(`${key}_other`);
const missing = (keys: string[]): string[] => keys.filter((key) => !has(german, key) || !has(english, key));

const effects = [
  'checked-in',
  'already-checked-in',
  'opened-appointment',
  'identity-matches',
  'item-recognised',
  'item-in-hand',
  'representative-named',
  'representative-again',
  'representative-unnamed',
  'item-confirmed',
  'compartment-confirmed',
  'noted',
  'not-expected',
  'wrong-day',
  'handed-on',
  'not-understood',
  'stopped',
  'seal-read',
  'link-not-opened',
  'to-compare',
  'visits-offered',
  'zone-not-read',
  'other-visit',
  'item-ordered',
  'item-handed-over',
  'item-returned',
  'item-destroyed',
];
const noticeCodes = [
  'called',
  'saved',
  'undone',
  'signature-saved',
  'deposited',
  'finished',
  'refused-by-backend',
  'refused-several',
  'withdrawn',
  'other',
  'door-alarm',
  'device-lost',
  'device-failing',
  'device-back',
  'device-plugged',
  'pad-cancelled',
  'signature-void',
  'host-restarted',
  'trace-saved',
  'trace-not-saved',
  'trace-broken',
  'devices-back',
  'connection-lost',
  'connection-back',
  'call-withdrawn',
  'nobody-waiting',
];

describe('texts of the clerk window', () => {
  it('have the same keys in German and English', () => {
    expect([...english.keys()].sort()).toEqual([...german.keys()].sort());
  });

  it('are never empty and use the same values in both languages', () => {
    const values = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();
    for (const [key, text] of german) {
      expect(text.trim(), key).not.toBe('');
      expect(values(english.get(key) ?? ''), key).toEqual(values(text));
    }
  });

  it('have a sentence for every error: what happened, what is safe, what to do', () => {
    expect(missing(errorCodes.map((code) => `error.${code}`))).toEqual([]);
    for (const texts of [german, english]) {
      for (const code of errorCodes)
        expect(texts.get(`error.${code}`)?.match(/[.!?](\s|$)/g)?.length, code).toBeGreaterThanOrEqual(3);
    }
    expect([...german.keys()].filter((key) => key.startsWith('error.')).length).toBe(errorCodes.length);
  });

  it('cover everything the main process sends by name', () => {
    const keys = [
      ...effects.map((effect) => `scan.effect.${effect}`),
      ...ScanView.shape.what.options.map((what) => `scan.what.${what}`),
      ...Symbology.options.map((symbology) => `scan.symbology.${symbology}`),
      ...SealDocument.options.map((document) => `scan.seal.${document}`),
      ...cameraStates.flatMap((state) => [`camera.state.${state}`, `camera.hint.${state}`]),
      ...noticeCodes.map((code) => `notice.${code}`),
      ...Object.keys(actions).map((kind) => `action.${kind}`),
      ...['done', 'open', 'overridden'].map((detail) => `action.record-step_${detail}`),
      ...refusalCodes.flatMap((code) => [`refusal.${code}.why`, `refusal.${code}.next`]),
      ...OutboxEntry.shape.heldBack.unwrap().options.map((why) => `outbox.heldBack.${why}`),
      ...['sign', 'deposit', 'hand-over', 'call-reserved', 'block-compartment'].map((kind) => `refusal.deed.${kind}`),
      ...AppointmentState.options.map((state) => `outbox.office.${state}`),
      ...['called', 'serving', 'completed'].flatMap((state) => [
        `outbox.office.${state}_counter`,
        `outbox.office.${state}_mine`,
      ]),
      ...['open', 'done', 'overridden'].map((state) => `outbox.officeStep.${state}`),
      ...['failing', 'other-counter'].map((why) => `outbox.heldBack.${why}`),
      ...['needsYou', 'onItsWay'].map((group) => `outbox.group.${group}`),
      ...['never', 'current', 'moment', 'today', 'earlier'].map((kind) => `status.asOf.${kind}`),
      ...['minutes', 'hours', 'days'].map((unit) => `age.${unit}`),
      ...ActionState.options.map((state) => `actionState.${state}`),
      ...DepositChoice.options.map((choice) => `deposit.choice.${choice}`),
      ...DepositView.shape.door.options.map((door) => `deposit.door.${door}`),
      ...DepositView.shape.content.options.map((content) => `deposit.content.${content}`),
      ...DepositView.shape.state.options
        .filter((state) => state !== 'done')
        .flatMap((state) => [`deposit.${state}.title`, `deposit.${state}.text`]),
      ...SignatureView.shape.state.options.map((state) => `signature.state.${state}`),
      ...RepresentativeRole.options.flatMap((role) => [
        `acting.role.${role}`,
        ...['here', 'by', 'to'].map((how) => `facts.${how}-${role}`),
      ]),
      ...SeenPaper.options.flatMap((paper) => [`acting.paper.${paper}`, `facts.paper-${paper}`]),
      ...['representative-missing', 'representative-unnamed', 'too-young-to-sign'].map(
        (code) => `acting.lacking.${code}`,
      ),
      ...DocumentItem.shape.state.options.map((state) => `item.state.${state}`),
      ...WrongPersonStop.shape.what.options.map((what) => `stop.what.${what}`),
    ];
    expect(missing(keys)).toEqual([]);
  });

  it('exist for every key that the window names', () => {
    const files = readdirSync(root('renderer'), { recursive: true, encoding: 'utf8' }).filter(
      (file) => /\.tsx?$/.test(file) && !file.startsWith('pad'),
    );
    const used = files.flatMap((file) =>
      [...readFileSync(root(`renderer/${file}`), 'utf8').matchAll(/\bt\('([a-zA-Z0-9.-]+)'/g)].map(
        (match) => match[1] ?? '',
      ),
    );
    expect(used.length).toBeGreaterThan(100);
    expect(missing([...new Set(used)].filter((key) => key !== 'nobody.waiting'))).toEqual([]);
  });

  it('are all that is visible: no German sentence stands in the code', () => {
    const files = readdirSync(root('renderer/clerk'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.tsx'),
    );
    for (const file of files)
      expect(readFileSync(root(`renderer/clerk/${file}`), 'utf8').match(/>[^<>{}]*[äöüß][^<>{}]*</i), file).toBeNull();
  });

  it('know every request the window can make, so that none is forgotten on the screen', () => {
    const files = readdirSync(root('renderer'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.tsx?$/.test(file),
    );
    const code = files.map((file) => readFileSync(root(`renderer/${file}`), 'utf8')).join('\n');
    expect(Object.keys(requests).filter((name) => !code.includes(`'${name}'`))).toEqual([]);
  });
});

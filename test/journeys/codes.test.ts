import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoCase } from '../../backend/seed/officeDay.ts';
import { checkDigit } from '../../electron/core/codes/checkDigit.ts';
import { encodeC40 } from '../../electron/core/codes/c40.ts';
import { transliterate } from '../../electron/core/codes/transliterate.ts';
import type { ScanView } from '../../electron/contract/index.ts';
import { Settings } from '../../electron/core/kernel/settings/settings.ts';
import { startDeviceHost, type RunningHost } from '../../native/index.ts';
import { serveNext } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { sealBytes } from '../unit/core/codes/seals.ts';
import { photoCode } from '../unit/core/codes/specimens.ts';

/** What comes of codes that are no everyday ones: from the scanner's bytes to what the clerk sees. */

let backend: TestBackend;
let host: RunningHost;
let counter: TestCounter;
beforeEach(async () => {
  backend = await startTestBackend();
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

async function start(settings: object = {}): Promise<void> {
  host = startDeviceHost();
  // Binary codes hold line ends: only silence ends them.
  counter = await startCounter({
    backendUrl: backend.url,
    host,
    settings: Settings.parse({ ...settings, devices: { scannerEndMark: 'silence' } }),
  });
  await signInAt(counter);
}

async function read(code: Uint8Array | string, aim: string): Promise<ScanView> {
  const before = counter.scans.length;
  await host.ask('simulate', { deed: 'scan', code: Buffer.from(code), aim });
  await counter.until('the scan', () => counter.scans.length > before);
  return counter.scans.at(-1)!;
}

const withCheck = (field: string): string => field + checkDigit(field);
const day = (date: string): string => date.replaceAll('-', '').slice(2);

/**
 * An Ankunftsnachweis for somebody: the header of the worked example, its zone, an AZR number and a signature of zeros.
 */
function arrivalCertificate(
  applicant: { familyName: string; givenNames: string; birthDate: string },
  documentNumber = 'M0000000<',
  nationality = 'ALB',
): Buffer {
  const name = `${transliterate(applicant.familyName)}<<${transliterate(applicant.givenNames)}`
    .replaceAll(' ', '<')
    .padEnd(31, '<')
    .slice(0, 31);
  const [number, birth, expiry, optional] = [
    withCheck(documentNumber),
    withCheck(day(applicant.birthDate)),
    withCheck('300630'),
    '<<<<<<<',
  ];
  const zone = `MED<<${name}${number}${nationality}${birth}<${expiry}${optional}${checkDigit(number + birth + expiry + optional)}`;
  return Buffer.concat([
    sealBytes('DC026ABC6D32C8A519FC0F71341145F4FD02'),
    Buffer.from([2, 48]),
    encodeC40(zone),
    sealBytes(`030820D5201019A51AEAFF40${'00'.repeat(64)}`),
  ]);
}

const mine = demoCase('A017').person.applicant;
const other = demoCase('B007').person.applicant;

describe('a digital seal', () => {
  it('names its document, is compared by the clerk because nobody checked its signature, and is told as not verified', async () => {
    await start();
    await serveNext(counter);
    expect(await read(arrivalCertificate(mine), ']d1')).toMatchObject({
      what: 'digital-seal',
      seal: 'arrival-certificate',
      shown: '',
      outcome: 'warning',
      effect: 'to-compare',
      symbology: 'data-matrix',
    });
    expect(counter.now().case!.comparison).toMatchObject({ reason: 'contradicts' });
    // Even where everything agrees.
    expect(await read(arrivalCertificate(mine, mine.travelDocument!, mine.nationalityCode), ']d1')).toMatchObject({
      effect: 'to-compare',
    });
    expect(counter.now().case!.comparison).toMatchObject({ reason: 'source' });
    expect(await read(arrivalCertificate(other), ']d1')).toMatchObject({
      seal: 'arrival-certificate',
      outcome: 'wrong-person',
    });
  });

  it('is only named where the office does not allow reading zones', async () => {
    await start({ readMrz: false });
    await serveNext(counter);
    expect(await read(arrivalCertificate(other), ']d1')).toMatchObject({
      seal: 'arrival-certificate',
      shown: '',
      outcome: 'ignored',
      effect: 'seal-read',
    });
    expect(counter.now().case!.stop).toBeNull();
  });

  it('that was cut is refused and shows nothing', async () => {
    await start();
    expect(await read(arrivalCertificate(mine).subarray(0, 70), ']d1')).toMatchObject({
      what: 'digital-seal',
      shown: '',
      outcome: 'refused',
      problem: { code: 'seal-damaged' },
    });
  });
});

describe('other codes', () => {
  it('say what they are; a link is its host, a photo code is nothing', async () => {
    await start();
    expect(await read('https://termin.example/?auth=0815geheim', ']Q1')).toMatchObject({
      what: 'link',
      shown: 'termin.example',
      outcome: 'ignored',
      effect: 'link-not-opened',
      symbology: 'qr',
    });
    expect(await read('PAKET 4711 0815', ']C0')).toMatchObject({
      what: 'unknown',
      symbology: 'code-128',
      length: 15,
      outcome: 'refused',
    });
    expect(await read('010304692002975915251031', ']C1')).toMatchObject({
      what: 'gs1',
      shown: '(01)03046920029759(15)251031',
      outcome: 'ignored',
    });
    expect(await read('AKTE-33-11/2026', ']A0')).toMatchObject({
      what: 'file-label',
      shown: '33-11/2026',
      outcome: 'ignored',
    });
    const photo = await read(photoCode, ']d1');
    expect(photo).toMatchObject({ what: 'photo-code', shown: '', outcome: 'ignored' });
    expect(photo.length).toBeUndefined();
    expect(JSON.stringify(counter.scans)).not.toMatch(/geheim|lichtbild/);
  });

  it("of the office's own make are found by its table", async () => {
    await start({ codes: [{ pattern: 'TERMIN/(.{8})', type: 'appointment-code', value: 'SWT-$1' }] });
    await serveNext(counter);
    expect(await read(`TERMIN/${demoCase('A017').code.slice(4)}`, ']Q1')).toMatchObject({
      what: 'appointment-code',
      outcome: 'accepted',
    });
    expect(await read(demoCase('A017').code, ']Q1')).toMatchObject({ what: 'unknown' });
  });
});

describe('Interleaved 2 of 5', () => {
  it('is refused with a sentence, shows nothing, and is never a number', async () => {
    await start();
    expect(await read('1234567890', ']I0')).toMatchObject({
      what: 'unknown',
      shown: '',
      outcome: 'refused',
      problem: { code: 'interleaved-refused' },
      symbology: 'interleaved-2of5',
    });
  });

  it("counts as any code does where it is as the office's are", async () => {
    await start({ interleaved2of5: { lengths: [14] }, codes: [{ pattern: '\\d+', type: 'file-label' }] });
    expect(await read('12345678901231', ']I0')).toMatchObject({ what: 'file-label', shown: '12345678901231' });
    expect(await read('1234567890', ']I0')).toMatchObject({
      what: 'unknown',
      problem: { code: 'interleaved-refused' },
    });
  });
});

describe('a code of which only a part came', () => {
  it('is told and counted once, with nothing of it on the screen', async () => {
    await start();
    expect(await counter.must('scans.torn', { source: 'wedge' })).toMatchObject({
      what: 'torn',
      shown: '',
      outcome: 'refused',
      problem: { code: 'code-torn' },
    });
    await counter.must('scans.torn', { source: 'wedge' });
    expect(counter.now().scans).toMatchObject({ recent: [{ what: 'torn', deviceId: 'wedge' }], torn: 2 });
  });

  it('is told of a scanner on a line, too', async () => {
    host = startDeviceHost();
    counter = await startCounter({ backendUrl: backend.url, host });
    await signInAt(counter);
    await counter.must('simulation.play', { deed: 'fault', deviceId: 'scanner', fault: 'half-frames' });
    await counter.must('simulation.play', { deed: 'scan', text: 'AKTE-33-11/2026' });
    await counter.until('the word', (now) => now.scans.torn > 0);
    expect(counter.now().scans.recent).toMatchObject([
      { what: 'torn', deviceId: 'scanner', problem: { code: 'code-torn' } },
    ]);
  });
});

import { decodeC40, encodeC40 } from '../../../electron/core/codes/c40.ts';
import { hasCheckDigit, readGs1, writeGs1 } from '../../../electron/core/codes/gs1.ts';
import { parseMrz } from '../../../electron/core/codes/mrz.ts';
import { readPhotoCode } from '../../../electron/core/codes/photoCode.ts';
import { mrzOf, readSeal, type Seal } from '../../../electron/core/codes/seal.ts';
import { symbologyOf } from '../../../electron/core/codes/symbologies.ts';
import { understand } from '../../../electron/core/codes/understand.ts';
import { sealBytes, sealExamples } from '../../unit/core/codes/seals.ts';
import { asOf, photoCode, specimens } from '../../unit/core/codes/specimens.ts';
import { ascii, hold, same, type Target } from '../target.ts';
import { checkZone, sevenThreeOne } from './zone.ts';

const zones = specimens.map(({ zone }) => ascii(zone.replace('\n', '\r')));
const seals = sealExamples.map(({ hex }) => new Uint8Array(sealBytes(hex)));
const goods = [
  '0104006381333931\x1d10A7\x1d21C01X00T47',
  '010304692002975915251031',
  '3103001750\x1d37A',
  '00340123450000000018',
  '10A7',
].map(ascii);
const photos = [ascii(photoCode), new Uint8Array(Buffer.from(photoCode, 'base64'))];
const labels = [
  'SWT-7K2M9QXD',
  'FACH-12',
  'AKTE-33-11/2026',
  'YZ00AB1230',
  'C01X00T478',
  'https://termin.example/?auth=1',
  ']C1010304692002975915251031',
  '',
].map(ascii);

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

const mrz: Target = {
  name: 'mrz',
  seeds: zones,
  attempt(input) {
    const text = latin1(input);
    const read = parseMrz(text, asOf);
    if (read.ok) return checkZone(text, read.mrz);
    const { line, column } = read.problem;
    hold(
      (line === undefined || (line >= 1 && line <= 3)) && (column === undefined || (column >= 1 && column <= 44)),
      'points outside the zone',
    );
  },
};

/** Built from what was read, by other code than the reader's. */
function writeSeal({
  version,
  issuer,
  signer,
  certificate,
  issued,
  signed,
  reference,
  category,
  fields,
  signature,
}: Seal): Uint8Array {
  const date = (iso: string): number[] => {
    const number = Number(iso.slice(5, 7) + iso.slice(8, 10) + iso.slice(0, 4));
    return [number >> 16, (number >> 8) & 0xff, number & 0xff];
  };
  const length = version === 4 ? certificate.length.toString(16).toUpperCase().padStart(2, '0') : '';
  return Buffer.from([
    0xdc,
    version - 1,
    ...encodeC40(issuer.padEnd(3)),
    ...encodeC40(signer + length + certificate),
    ...date(issued),
    ...date(signed),
    reference,
    category,
    ...fields.flatMap(({ tag, value }) => [tag, value.length, ...value]),
    0xff,
    signature.length,
    ...signature,
  ]);
}

const seal: Target = {
  name: 'seal',
  seeds: seals,
  attempt(input) {
    const read = readSeal(input);
    if (!read.ok) return;
    // A country that begins with a filler is no country, but its bytes are the same seal.
    if (!/^[A-Z]/.test(read.seal.issuer) || decodeC40(input.subarray(2, 4))?.trimEnd() !== read.seal.issuer) return;
    hold(same(writeSeal(read.seal), input), 'a seal that is not what was read');
    mrzOf(read.seal, asOf);
  },
};

const c40: Target = {
  name: 'c40',
  seeds: [encodeC40('BSI01'), encodeC40('XKCD'), encodeC40('XK CD'), encodeC40('UFO001979')],
  attempt(input) {
    const text = decodeC40(input);
    if (text !== null) hold(same(encodeC40(text), input), 'a text that is not written with these bytes');
  },
};

const gs1: Target = {
  name: 'gs1',
  seeds: goods,
  attempt(input) {
    const text = latin1(input);
    const elements = readGs1(text, asOf);
    if (!elements) return;
    hold(writeGs1(elements).replaceAll('\x1d', '') === text.replaceAll('\x1d', ''), 'elements that were not sent');
    hold(
      JSON.stringify(readGs1(writeGs1(elements), asOf)) === JSON.stringify(elements),
      'elements that read differently when written',
    );
    for (const { ai, value } of elements)
      if (ai === '00' || ai === '01' || ai === '02') hold(hasCheckDigit(value), 'a check digit that is wrong');
  },
};

const photo: Target = {
  name: 'photo-code',
  seeds: photos,
  attempt(input) {
    const read = readPhotoCode(input, latin1(input).trim());
    if (read === null || read === 'torn') return;
    hold(Object.keys(read).sort().join() === 'host,version', 'more than version and host of a photo code');
    const text = latin1(input);
    hold(
      [text, Buffer.from(text.replace(/\s/g, ''), 'base64').toString('latin1')].some((plain) =>
        plain.toLowerCase().includes(read.host),
      ),
      'a host that was not in it',
    );
  },
};

const acts = /[\p{Cc}\p{Cf}\p{Cs}]/u;
const aims = [null, null, ']d1', ']d2', ']Q1', ']Q2', ']Q3', ']C0', ']C1', ']E0', ']A0', ']X0', 'x'];

const understanding: Target = {
  name: 'understand',
  seeds: [...zones, ...seals, ...goods, ...photos, ...labels],
  attempt(input, random) {
    const aim = random.pick(aims);
    const code = understand(input, aim, asOf);
    const text = latin1(input).toUpperCase().replace(/\s/g, '');
    switch (code.what) {
      case 'document-serial':
        hold(text.includes(code.serial), 'a serial that was not sent');
        hold(
          code.checkDigit !== 'right' || text.includes(code.serial + sevenThreeOne(code.serial)),
          'a check digit that does not hold',
        );
        hold(!symbologyOf(aim)?.goods, 'a number of goods taken for a document');
        break;
      case 'appointment-code':
        hold(/^SWT-[0-9A-HJKMNP-TV-Z]{8}$/.test(code.code), 'an appointment code of another form');
        hold(
          text.replace(/[IL]/g, '1').replaceAll('O', '0').includes(code.code.slice(4)),
          'an appointment code that was not sent',
        );
        break;
      case 'unknown':
        hold([...code.start].length <= 12 && !acts.test(code.start), 'shows too much, or signs that act');
        break;
      case 'link':
        hold(/^[a-z0-9.-]{0,100}$/.test(code.host), 'more than the host of a link');
        break;
      case 'mrz':
        hold(code.mrz.documentNumber !== '', 'a zone without number');
        break;
      default:
    }
  },
};

export const codeTargets: Target[] = [mrz, seal, c40, gs1, photo, understanding];

import { parseMrz, serialCheckDigit, type Mrz, type MrzProblem } from './mrz.ts';
import { readPhotoCode } from './photoCode.ts';

/** What a scan turned out to be. Contents of photo codes and seals are not part of it, so that nobody can store or log them. */
export type Understood =
  | { what: 'appointment-code'; code: string }
  | { what: 'mrz'; mrz: Mrz }
  | { what: 'mrz-damaged'; problem: MrzProblem }
  /** `serial` without the check digit; `doubtful` are characters that the issuer's alphabet leaves out because they are easily misread. */
  | { what: 'document-serial'; serial: string; checkDigit: 'right' | 'wrong' | 'absent'; doubtful: string[] }
  | { what: 'compartment-label'; label: string }
  /** `host` is empty where the address is none. */
  | { what: 'photo-code'; version: number; host: string }
  | { what: 'digital-seal'; version: 3 | 4 }
  | { what: 'link' }
  /** `start`: the first printable characters, for the clerk's eyes only. */
  | { what: 'unknown'; start: string }
  | { what: 'empty' };

interface Scan { bytes: Uint8Array; text: string; aim: string | null; now: Date }
type Rule = (scan: Scan) => Understood | null;

/** The one table of what codes can be. The order matters: secrets before everything that looks at text, special before general. */
const rules: Rule[] = [
  digitalSeal,
  photoCode,
  empty,
  appointmentCode,
  compartmentLabel,
  link,
  machineReadableZone,
  documentSerial,
];

/**
 * Says what was scanned or typed. `bytes` without end mark; `aim` is the symbology identifier (`]Q1`) if the scanner sends one:
 * vendors differ in it, so it only rules things out. `now` decides the centuries of dates. Never throws.
 */
export function understand(bytes: Uint8Array, aim: string | null, now: Date = new Date()): Understood {
  const scan = withoutAimIdentifier({ bytes, text: decode(bytes), aim, now });
  for (const rule of rules) {
    const understood = rule(scan);
    if (understood) return understood;
  }
  return { what: 'unknown', start: printableStart(scan.text) };
}

/** UTF-8 where it is valid, otherwise Latin-1, which every byte has a place in. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }
}

/** A scanner that sends identifiers although it is not set so: `]C1...` is never the start of a code of ours. */
function withoutAimIdentifier(scan: Scan): Scan {
  const found = scan.aim === null ? /^\][A-Za-z][0-9A-Za-z]/.exec(scan.text) : null;
  if (!found) return scan;
  return { ...scan, aim: found[0], bytes: scan.bytes.subarray(3), text: scan.text.slice(3) };
}

function empty({ text }: Scan): Understood | null {
  return /^[\s\p{Cc}\p{Cf}]*$/u.test(text) ? { what: 'empty' } : null;
}

/** BSI TR-03137-1: magic 0xDC, then 02 for version 3 or 03 for version 4. Neither pair is valid UTF-8. */
function digitalSeal({ bytes }: Scan): Understood | null {
  if (bytes[0] !== 0xdc) return null;
  if (bytes[1] === 0x02) return { what: 'digital-seal', version: 3 };
  return bytes[1] === 0x03 ? { what: 'digital-seal', version: 4 } : null;
}

function photoCode({ bytes, text }: Scan): Understood | null {
  const read = readPhotoCode(bytes, text.trim());
  if (read === null) return null;
  // A torn photo code may still hold half a key: not one character of it is shown.
  return read === 'torn' ? { what: 'unknown', start: '' } : { what: 'photo-code', ...read };
}

/** A scanner set to the US layout types `ß` for the hyphen on a German computer; people leave it out. */
const hyphen = '[-‐–ß ]';

/** Crockford's alphabet has no I, L, O, U; its reader takes I and L for 1 and O for 0. */
function appointmentCode({ text }: Scan): Understood | null {
  const found = new RegExp(`^SWT${hyphen}?([0-9A-TV-Z]{8})$`, 'i').exec(text.trim());
  if (!found) return null;
  return { what: 'appointment-code', code: `SWT-${found[1]!.toUpperCase().replace(/[IL]/g, '1').replaceAll('O', '0')}` };
}

function compartmentLabel({ text }: Scan): Understood | null {
  const found = new RegExp(`^FACH${hyphen}([\\p{L}\\p{N}.-]{1,8})$`, 'iu').exec(text.trim());
  return found ? { what: 'compartment-label', label: found[1]! } : null;
}

/** `Ö--` is what `://` becomes with the wrong keyboard layout. */
function link({ text }: Scan): Understood | null {
  return /^https?(:\/\/|ö--)/i.test(text.trim()) ? { what: 'link' } : null;
}

/** Wide enough for a zone with a line or some characters lost. */
const zoneLengths = { shortest: 26, longest: 100 };
/** Whole zones, and single lines of them. */
const fittingLengths = [30, 36, 44, 72, 88, 90];

function machineReadableZone({ text, now }: Scan): Understood | null {
  const whole = text.replace(/[\s\x02\x03]/g, '').toUpperCase();
  if (whole.length < zoneLengths.shortest || whole.length > zoneLengths.longest) return null;

  // The filler's key gives `;` on a German computer with a US scanner, and `\` the other way round.
  const otherFiller = /^[A-Z0-9;]*;;[A-Z0-9;]*$/.test(whole) || /^[A-Z0-9\\]*\\\\[A-Z0-9\\]*$/.test(whole);
  if (otherFiller && fittingLengths.includes(whole.length)) return { what: 'mrz-damaged', problem: { kind: 'keyboard-layout' } };

  if (!/[<«‹]/.test(whole)) return null;
  const read = parseMrz(text, now);
  if (read.ok) return { what: 'mrz', mrz: read.mrz };
  const foreign = whole.replace(/[A-Z0-9<«‹]/g, '').length;
  const looksLikeOne = /<<|«|‹‹/.test(whole) && foreign <= 3;
  return looksLikeOne ? { what: 'mrz-damaged', problem: read.problem } : null;
}

/** Goods carry GS1 and EAN codes; documents of persons do not (`]E`, `]e`, and the modifiers that say FNC1). */
const goods = /^\](E.|e.|C1|d2|Q3)$/;

/** Nine characters as printed, ten with the check digit (PassV annex no. 9, BSI TR-03127 § 2.7). */
function documentSerial({ text, aim }: Scan): Understood | null {
  if (aim !== null && goods.test(aim)) return null;
  const typed = text.trim().toUpperCase().replaceAll(' ', '');
  if (!/^[A-Z0-9]{9}[0-9]?$/.test(typed)) return null;
  const serial = typed.slice(0, 9);
  const doubtful = [...new Set(serial.match(/[ABDEIOQSU]/g) ?? [])];
  // Nine letters with vowels are a word.
  if (doubtful.length > 0 && !/[0-9]/.test(serial)) return null;
  const check = typed.length === 9 ? 'absent' : serialCheckDigit(serial) === Number(typed[9]) ? 'right' : 'wrong';
  return { what: 'document-serial', serial, checkDigit: check, doubtful };
}

const shownCharacters = 12;

/** The second half of a torn photo code has no mark of its own; what looks like a key is not shown either. */
const looksLikeKey = /^(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9+/_-]{32,}={0,2}$/;

function printableStart(text: string): string {
  if (looksLikeKey.test(text.replace(/\s/g, ''))) return '';
  return [...text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '').trim()].slice(0, shownCharacters).join('');
}

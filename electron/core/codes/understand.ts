import { matchOwnCodes, type MatchCode } from './codeRules.ts';
import { readGoodsNumber, readGs1, type Gs1Element } from './gs1.ts';
import { labelCheck } from './labels.ts';
import { parseMrz, serialCheckDigit, type Mrz, type MrzProblem } from './mrz.ts';
import { readPhotoCode } from './photoCode.ts';
import { mrzOf, readSeal, sealVersion, wasSeal } from './seal.ts';
import type { SealProfile } from './sealProfiles.ts';
import { symbologyOf, takeAim, type SymbologyFacts } from './symbologies.ts';

/**
 * What a scan turned out to be. Contents of photo codes are not part of it, of seals only what a counter may use, so
 * that nobody can store or log them.
 */
export type Understood =
  | { what: 'appointment-code'; code: string }
  | { what: 'mrz'; mrz: Mrz }
  | { what: 'mrz-damaged'; problem: MrzProblem }
  /**
   * `serial` without the check digit; `doubtful` are characters that the issuer's alphabet leaves out because they are
   * easily misread.
   */
  | { what: 'document-serial'; serial: string; checkDigit: 'right' | 'wrong' | 'absent'; doubtful: string[] }
  /** `check` says how its check digits are; of a `wrong` one the label is not what stands on it. */
  | { what: 'compartment-label' | 'file-label'; label: string; check: 'right' | 'wrong' | 'absent' }
  /** `host` is empty where the address is none. */
  | { what: 'photo-code'; version: number; host: string }
  /** Content read, signature not verified. `mrz` only where its zone may confirm who somebody is. */
  | { what: 'digital-seal'; version: 3 | 4; document: SealProfile['document'] | null; mrz: Mrz | null }
  /** `replaced`: something on the way took its bytes for text. */
  | { what: 'seal-damaged'; problem: 'torn' | 'altered' | 'replaced' }
  | { what: 'gs1'; elements: Gs1Element[] }
  /** `host` is all that is left of it, so that no token is; empty where it cannot be read. */
  | { what: 'link'; host: string }
  /**
   * `start`: the first printable characters, for the clerk's eyes only. `length` in characters; 0 where nothing may be
   * shown.
   */
  | { what: 'unknown'; start: string; length: number }
  | { what: 'empty' };

interface Scan {
  bytes: Uint8Array;
  text: string;
  symbology: SymbologyFacts | null;
  now: Date;
  match: MatchCode;
}
type Rule = (scan: Scan) => Understood | null;

/**
 * The one table of what codes can be. The order matters: secrets before everything that looks at text, special before
 * general.
 */
const rules: Rule[] = [digitalSeal, photoCode, empty, ownCode, gs1, link, machineReadableZone, documentSerial];

/**
 * Says what was scanned or typed. `bytes` without end mark; `aim` is the symbology identifier (`]Q1`) if the scanner
 * sends one: vendors differ in it, so it only rules things out. `now` decides the centuries of dates; `match` knows the
 * office's own codes. Never throws.
 */
export function understand(
  bytes: Uint8Array,
  aim: string | null,
  now: Date = new Date(),
  match: MatchCode = matchOwnCodes,
): Understood {
  const scan = readScan(bytes, aim, now, match);
  for (const rule of rules) {
    const understood = rule(scan);
    if (understood) return understood;
  }
  return unknown(scan.text);
}

function readScan(scanned: Uint8Array, given: string | null, now: Date, match: MatchCode): Scan {
  const { bytes, aim } = takeAim(scanned, given);
  const symbology = symbologyOf(aim);
  const text = decode(bytes);
  // The character set in front of the text (ISO/IEC 18004, protocol of extended channel interpretation): UTF-8 in all
  // that we meet.
  return { bytes, text: symbology?.eci ? text.replace(/^\\\d{6}/, '') : text, symbology, now, match };
}

/** UTF-8 where it is valid, otherwise Latin-1, which every byte has a place in. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }
}

function empty({ text }: Scan): Understood | null {
  return /^[\s\p{Cc}\p{Cf}]*$/u.test(text) ? { what: 'empty' } : null;
}

/**
 * Binary: nothing of it is read as text. A seal whose profile names a person at the counter carries a zone like a
 * printed one.
 */
function digitalSeal({ bytes, now }: Scan): Understood | null {
  if (wasSeal(bytes)) return { what: 'seal-damaged', problem: 'replaced' };
  if (sealVersion(bytes) === null) return null;
  const read = readSeal(bytes);
  if (!read.ok) return { what: 'seal-damaged', problem: read.problem };
  const { version, profile } = read.seal;
  return {
    what: 'digital-seal',
    version,
    document: profile?.document ?? null,
    mrz: profile?.identity ? mrzOf(read.seal, now) : null,
  };
}

function photoCode({ bytes, text }: Scan): Understood | null {
  const read = readPhotoCode(bytes, text.trim());
  if (read === null) return null;
  // A torn photo code may still hold half a key: not one character of it is shown.
  return read === 'torn' ? secret : { what: 'photo-code', ...read };
}

/** The office's table (`settings.codes`), or ours. */
function ownCode({ text, match }: Scan): Understood | null {
  const found = match(text);
  switch (found?.type) {
    case undefined:
      return null;
    case 'appointment-code':
      return { what: 'appointment-code', code: found.value };
    case 'document-serial':
      return serialOf(found.value.toUpperCase());
    case 'compartment-label':
    case 'file-label': {
      const check =
        found.check === undefined ? 'absent' : labelCheck(found.type, found.value) === found.check ? 'right' : 'wrong';
      return { what: found.type, label: found.value, check };
    }
  }
}

/** Only where the symbol says so, or fields are separated as GS1 does it: digits alone can be anything. */
function gs1({ text, symbology, now }: Scan): Understood | null {
  if (symbology?.goods && !symbology.gs1) return goods(readGoodsNumber(text.trim()));
  return symbology?.gs1 || text.includes('\x1d') ? goods(readGs1(text.replace(/[\r\n]+$/, ''), now)) : null;
}

const goods = (elements: Gs1Element[] | null): Understood | null => elements && { what: 'gs1', elements };

/**
 * `Ö--` is what `://` becomes with the wrong keyboard layout. Never opened; path and query may be a key to somebody's
 * appointment.
 */
function link({ text }: Scan): Understood | null {
  const found = /^https?(:\/\/|ö--)/i.exec(text.trim());
  if (!found) return null;
  return { what: 'link', host: found[1] === '://' ? hostOf(text.trim()) : '' };
}

const longestHost = 100;

function hostOf(address: string): string {
  const host = URL.canParse(address) ? new URL(address).hostname : '';
  return host.length <= longestHost && /^[a-z0-9.-]+$/.test(host) ? host : '';
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
  if (otherFiller && fittingLengths.includes(whole.length))
    return { what: 'mrz-damaged', problem: { kind: 'keyboard-layout' } };

  if (!/[<«‹]/.test(whole)) return null;
  const read = parseMrz(text, now);
  if (read.ok) return { what: 'mrz', mrz: read.mrz };
  const foreign = whole.replace(/[A-Z0-9<«‹]/g, '').length;
  const looksLikeOne = /<<|«|‹‹/.test(whole) && foreign <= 3;
  return looksLikeOne ? { what: 'mrz-damaged', problem: read.problem } : null;
}

/**
 * Nine characters as printed, ten with the check digit (PassV annex no. 9, BSI TR-03127 § 2.7). The first four are the
 * authority's, of the issuer's alphabet and a letter first: any nine or ten digits are somebody's number, not a serial.
 * Goods carry other numbers.
 */
function documentSerial({ text, symbology }: Scan): Understood | null {
  const typed = text.trim().toUpperCase().replaceAll(' ', '');
  if (symbology?.goods || !/^[CFGHJKLMNPRTVWXYZ][0-9CFGHJKLMNPRTVWXYZ]{3}[A-Z0-9]{5}[0-9]?$/.test(typed)) return null;
  // Nine letters with vowels are a word.
  if (/[ABDEIOQSU]/.test(typed) && !/[0-9]/.test(typed.slice(0, 9))) return null;
  return serialOf(typed);
}

function serialOf(typed: string): Understood {
  const tenth = /^[A-Z0-9]{9}[0-9]$/.test(typed);
  const serial = tenth ? typed.slice(0, 9) : typed;
  const check = !tenth ? 'absent' : serialCheckDigit(serial) === Number(typed[9]) ? 'right' : 'wrong';
  return {
    what: 'document-serial',
    serial,
    checkDigit: check,
    doubtful: [...new Set(serial.match(/[ABDEIOQSU]/g) ?? [])],
  };
}

const secret: Understood = { what: 'unknown', start: '', length: 0 };
const shownCharacters = 12;

/** The second half of a torn photo code has no mark of its own; what looks like a key is not shown either. */
const looksLikeKey = /^(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9+/_-]{32,}={0,2}$/;

function unknown(text: string): Understood {
  if (looksLikeKey.test(text.replace(/\s/g, ''))) return secret;
  const start = [...text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '').trim()].slice(0, shownCharacters).join('');
  return { what: 'unknown', start, length: [...text.trim()].length };
}

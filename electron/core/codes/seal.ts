import { decodeC40 } from './c40.ts';
import { parseMrz, type Mrz } from './mrz.ts';
import { sealProfile, type SealProfile } from './sealProfiles.ts';

/**
 * Digital seals (BSI TR-03137-1 v2.5 § 3, ICAO Doc 9303-13): header, message of tags, signature.
 *
 *     DC  version  country(2)  signer and certificate  issued(3) signed(3)  reference category  | tag length value ... | FF length signature
 *
 * The signature is not verified here: that needs the certificates of all signers. Whoever shows or uses the content
 * says so.
 */
export interface Seal {
  version: 3 | 4;
  /** Without fillers; Germany is `D`. */
  issuer: string;
  /** Four characters, e.g. `DETS`. */
  signer: string;
  certificate: string;
  /** `YYYY-MM-DD`. */
  issued: string;
  signed: string;
  reference: number;
  category: number;
  /** Null: a document that we do not know. */
  profile: SealProfile | null;
  fields: { tag: number; value: Uint8Array }[];
  /** r and s, as they stand. */
  signature: Uint8Array;
}

/** `torn`: it ends too early. `altered`: bytes in it cannot be right, as when something took them for text. */
export type ReadSeal = { ok: true; seal: Seal } | { ok: false; problem: 'torn' | 'altered' };

const magic = 0xdc;
const versions: Record<number, 3 | 4> = { 0x02: 3, 0x03: 4 };
const signatureTag = 0xff;
const torn: ReadSeal = { ok: false, problem: 'torn' };
const altered: ReadSeal = { ok: false, problem: 'altered' };

/** Which version, by the first two bytes; null when it is no seal. */
export function sealVersion(bytes: Uint8Array): 3 | 4 | null {
  return bytes[0] === magic ? (versions[bytes[1] ?? 0] ?? null) : null;
}

/** Something on the way took the first byte for Latin-1 text, or replaced it: what follows cannot be trusted. */
export function wasSeal(bytes: Uint8Array): boolean {
  // As UTF-8, as the replacement character, as a question mark; then the version, which is no printable character.
  return /^(c39c|efbfbd|3f)0[23]/.test(Buffer.from(bytes.subarray(0, 4)).toString('hex'));
}

/** Takes a seal apart. The caller has seen `sealVersion`. Never throws. */
export function readSeal(bytes: Uint8Array): ReadSeal {
  const version = sealVersion(bytes);
  if (version === null) return altered;
  const issuer = decodeC40(bytes.subarray(2, 4));
  const signerText = bytes.length < 10 ? '' : decodeC40(bytes.subarray(4, 8));
  if (bytes.length < 10) return torn;
  if (issuer?.length !== 3 || signerText === null) return altered;

  const certificateLength = version === 3 ? 5 : certificateLengthOf(signerText);
  if (certificateLength === null) return altered;
  const dates = 4 + 2 * Math.ceil((version === 3 ? 9 : 6 + certificateLength) / 3);
  if (bytes.length < dates + 8) return torn;
  const signer = decodeC40(bytes.subarray(4, dates));
  const issued = dateOf(bytes.subarray(dates, dates + 3));
  const signed = dateOf(bytes.subarray(dates + 3, dates + 6));
  if (signer?.length !== (version === 3 ? 9 : 6 + certificateLength) || issued === null || signed === null)
    return altered;

  const message = readMessage(bytes, dates + 8);
  if (!message.ok) return message;
  const [reference, category] = [bytes[dates + 6]!, bytes[dates + 7]!];
  return {
    ok: true,
    seal: {
      version,
      issuer: issuer.trim(),
      signer: signer.slice(0, 4),
      certificate: signer.slice(version === 3 ? 4 : 6),
      issued,
      signed,
      reference,
      category,
      profile: sealProfile(reference, category),
      fields: message.fields,
      signature: message.signature,
    },
  };
}

/** Version 4 says in two hexadecimal digits how long the certificate's reference is. */
function certificateLengthOf(signer: string): number | null {
  const digits = signer.slice(4, 6);
  return /^[0-9A-F]{2}$/.test(digits) ? Number.parseInt(digits, 16) : null;
}

/** The decimal number MMDDYYYY in three bytes, big endian. */
function dateOf(bytes: Uint8Array): string | null {
  const digits = String(bytes[0]! * 65_536 + bytes[1]! * 256 + bytes[2]!).padStart(8, '0');
  const [month, day, year] = [Number(digits.slice(0, 2)), Number(digits.slice(2, 4)), Number(digits.slice(4))];
  const exists =
    digits.length === 8 &&
    year >= 1900 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  return exists ? `${digits.slice(4)}-${digits.slice(0, 2)}-${digits.slice(2, 4)}` : null;
}

function readMessage(
  bytes: Uint8Array,
  start: number,
): { ok: true; fields: Seal['fields']; signature: Uint8Array } | Extract<ReadSeal, { ok: false }> {
  const fields: Seal['fields'] = [];
  for (let at = start; ;) {
    const [tag, length] = [bytes[at], bytes[at + 1]];
    if (tag === undefined || length === undefined || at + 2 + length > bytes.length)
      return { ok: false, problem: 'torn' };
    const value = bytes.subarray(at + 2, at + 2 + length);
    at += 2 + length;
    if (tag !== signatureTag) {
      fields.push({ tag, value });
      continue;
    }
    // Nothing follows the signature, and its two halves are of one length.
    if (at !== bytes.length || length === 0 || length % 2 !== 0) return { ok: false, problem: 'altered' };
    return { ok: true, fields, signature: value };
  }
}

/** The document's machine readable zone as text; null where the profile has none or it is not C40. */
export function zoneOf(seal: Seal): string | null {
  const { zone } = seal.profile ?? {};
  const field = zone && seal.fields.find(({ tag }) => tag === zone.tag);
  const text = field ? decodeC40(field.value) : null;
  if (!zone || text === null || (zone.characters !== undefined && text.length !== zone.characters)) return null;
  const whole = text.replaceAll(' ', '<');
  return zone.characters === undefined ? whole : whole.padEnd(72, '<');
}

/** The zone, read like a printed one with all its check digits; null where there is none that is right. */
export function mrzOf(seal: Seal, now: Date): Mrz | null {
  const zone = zoneOf(seal);
  const read = zone === null ? null : parseMrz(zone, now);
  return read?.ok ? read.mrz : null;
}

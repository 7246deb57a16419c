import { constants, generateKeyPair, privateDecrypt, randomBytes, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { DeviceFault, errorOf } from '../fault.ts';
import { sleep } from '../time.ts';
import type { PadReports } from './padReports.ts';
import { report, statusCode } from './reports.ts';

/**
 * Agrees on the key that the pad encrypts its samples with. Two generations (signature-pads, chapter 1.7): old pads by
 * Diffie-Hellman in 128 bits, newer ones by RSA. Neither proves who the other side is: it keeps samples from somebody
 * who only listens on the cable, no more, and the old one not even from a determined listener.
 */
export async function agreeKey(reports: PadReports): Promise<Uint8Array> {
  const prime = await readable(reports, report.dhPrime);
  if (prime?.some((byte) => byte !== 0)) return byDiffieHellman(reports, prime);
  if (await readable(reports, report.encryptionStatus)) return byRsa(reports);
  throw new DeviceFault('device-refused', 'encryption is asked for and the pad offers none');
}

/** undefined: this pad has no such report. */
async function readable(reports: PadReports, what: { id: number; size: number }): Promise<Uint8Array | undefined> {
  try {
    const answer = await reports.read(what);
    return answer.length >= what.size ? answer.subarray(0, what.size) : undefined;
  } catch (thrown) {
    if (errorOf(thrown).code !== 'device-refused') throw thrown;
    return undefined;
  }
}

// ---- Diffie-Hellman: 16 bytes, most significant first ---------------------------------------------------------------

/** Node's own refuses so small a group, rightly; the pad knows no other. */
export function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let [square, rest] = [base % modulus, exponent]; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

export const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
export const toBytes = (value: bigint, size: number): Uint8Array =>
  new Uint8Array(Buffer.from(value.toString(16).padStart(2 * size, '0'), 'hex'));

async function byDiffieHellman(reports: PadReports, primeBytes: Uint8Array): Promise<Uint8Array> {
  const prime = toNumber(primeBytes);
  const base = toNumber(await reports.read(report.dhBase));
  const secret = toNumber(randomBytes(16)) % prime;
  await reports.write(Uint8Array.of(report.hostPublicKey.id, ...toBytes(powerModulo(base, secret, prime), 16)));
  await reports.waitFor(statusCode.ready);
  const theirs = toNumber(await reports.read(report.devicePublicKey));
  if (theirs <= 1n || theirs >= prime - 1n) throw new DeviceFault('device-garbled', 'public key of the pad is none');
  return toBytes(powerModulo(theirs, secret, prime), 16);
}

// ---- RSA ------------------------------------------------------------------------------------------------------------

export const rsa = {
  command: { setType: 1, setParameter: 2, getParameter: 4, generateKey: 5 },
  parameter: { exponent: 0, modulus: 1, sessionKey: 2 },
  /** AES-256; padding OAEP (2 in the two upper bits) with RSA-2048 (2). */
  aes256: 2,
  oaepRsa2048: 0x82,
  modulusBits: 2048,
  keyBytes: 32,
  chunk: 64,
  /** Positions in report 0x50. */
  status: { exponent: 3, modulus: 4, sessionKey: 5, lastResult: 6 },
  ready: 0,
  calculating: 0xfa,
} as const;

const POLL_MS = 25;
const POLLS = 200;

export function encryptionCommand(
  command: number,
  parameter = 0,
  lengthOrIndex = 0,
  data: Uint8Array = new Uint8Array(),
): Uint8Array {
  const bytes = new Uint8Array(1 + report.encryptionCommand.size);
  bytes.set([report.encryptionCommand.id, command, parameter, lengthOrIndex]);
  bytes.set(data, 4);
  return bytes;
}

async function byRsa(reports: PadReports): Promise<Uint8Array> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: rsa.modulusBits,
    publicExponent: 65_537,
  });
  const { n, e } = publicKey.export({ format: 'jwk' });
  const [modulus, exponent] = [Buffer.from(n ?? '', 'base64url'), Buffer.from(e ?? '', 'base64url')];

  async function send(command: Uint8Array): Promise<void> {
    await reports.write(command);
    const result = (await reports.read(report.encryptionStatus))[rsa.status.lastResult] ?? 0;
    if (result !== 0) throw new DeviceFault('device-refused', `encryption command ${command[1]} ended with ${result}`);
  }

  await send(encryptionCommand(rsa.command.setType, rsa.aes256, rsa.oaepRsa2048));
  await send(encryptionCommand(rsa.command.setParameter, rsa.parameter.exponent, exponent.length, exponent));
  for (let from = 0; from < modulus.length; from += rsa.chunk) {
    await send(
      encryptionCommand(
        rsa.command.setParameter,
        rsa.parameter.modulus,
        rsa.chunk,
        modulus.subarray(from, from + rsa.chunk),
      ),
    );
  }
  const taken = await reports.read(report.encryptionStatus);
  if (taken[rsa.status.exponent] !== rsa.ready || taken[rsa.status.modulus] !== rsa.ready)
    throw new DeviceFault('device-refused', 'pad did not take the public key');

  await send(encryptionCommand(rsa.command.generateKey));
  for (let polls = 0; ; polls += 1) {
    const code = (await reports.read(report.encryptionStatus))[rsa.status.sessionKey];
    if (code === rsa.ready) break;
    if (code !== rsa.calculating || polls >= POLLS)
      throw new DeviceFault('device-refused', `pad made no session key, status ${code}`);
    await sleep(POLL_MS);
  }

  const sealed: number[] = [];
  for (let index = 0; sealed.length < modulus.length; index += 1) {
    await send(encryptionCommand(rsa.command.getParameter, rsa.parameter.sessionKey, index));
    const answer = await reports.read(report.encryptionCommand);
    const length = answer[2] ?? 0;
    if (length < 1 || length > rsa.chunk) throw new DeviceFault('device-garbled', 'session key came in no blocks');
    sealed.push(...answer.subarray(3, 3 + length));
  }
  return opened(privateKey, Uint8Array.from(sealed.slice(0, modulus.length)));
}

/** The key is the last part of what was sealed; pads may put bytes before it. */
function opened(privateKey: KeyObject, sealed: Uint8Array): Uint8Array {
  try {
    const plain = privateDecrypt(
      { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
      sealed,
    );
    if (plain.length >= rsa.keyBytes) return new Uint8Array(plain.subarray(plain.length - rsa.keyBytes));
  } catch {
    // Told below, as a key that is too short.
  }
  throw new DeviceFault('device-garbled', 'session key of the pad cannot be opened');
}

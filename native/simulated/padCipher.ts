import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import { powerModulo, rsa, toBytes, toNumber } from '../signature-pad/agreeKey.ts';
import { report, writePen, type PenSample } from '../signature-pad/reports.ts';

/** 2^127 - 1, and a small base. */
const prime = (1n << 127n) - 1n;
const base = 5n;

/** The encrypting part of a simulated pad, in one of the two generations. */
export function padCipher(kind: 'dh' | 'rsa') {
  let key: Uint8Array | undefined;
  let session: number | undefined;
  let ownPublic = 0n;
  let exponent = new Uint8Array();
  let modulus: number[] = [];
  let sealed = new Uint8Array();
  let answer = new Uint8Array(report.encryptionCommand.size);
  let firstOfPair: PenSample | undefined;

  function command(payload: Uint8Array): void {
    const [number, parameter = 0, lengthOrIndex = 0] = payload;
    const data = payload.slice(3, 3 + lengthOrIndex);
    if (number === rsa.command.setType) modulus = [];
    else if (number === rsa.command.setParameter && parameter === rsa.parameter.exponent) exponent = data;
    else if (number === rsa.command.setParameter) modulus.push(...data);
    else if (number === rsa.command.generateKey) {
      key = new Uint8Array(randomBytes(rsa.keyBytes));
      const publicKey = createPublicKey({
        format: 'jwk',
        key: {
          kty: 'RSA',
          n: Buffer.from(modulus).toString('base64url'),
          e: Buffer.from(exponent).toString('base64url'),
        },
      });
      // Some bytes stand before the key, as real pads may send them.
      sealed = new Uint8Array(
        publicEncrypt(
          { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
          Buffer.concat([Buffer.from([1, 2, 3]), key]),
        ),
      );
    } else if (number === rsa.command.getParameter) {
      const block = sealed.subarray(lengthOrIndex * rsa.chunk, (lengthOrIndex + 1) * rsa.chunk);
      answer = new Uint8Array(report.encryptionCommand.size);
      answer.set([number, parameter, block.length, ...block]);
    }
  }

  return {
    /** false: no report of this part. */
    set(id: number, payload: Uint8Array): boolean {
      if (id === report.startCapture.id) session = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
      else if (id === report.endCapture.id) session = undefined;
      else if (kind === 'dh' && id === report.hostPublicKey.id) {
        const secret = toNumber(randomBytes(16)) % prime;
        ownPublic = powerModulo(base, secret, prime);
        key = toBytes(powerModulo(toNumber(payload.subarray(0, 16)), secret, prime), 16);
      } else if (kind === 'rsa' && id === report.encryptionCommand.id) command(payload);
      else return false;
      return true;
    },

    /** undefined: no report of this part. */
    get(id: number): readonly number[] | undefined {
      if (kind === 'dh') {
        if (id === report.dhPrime.id) return [...toBytes(prime, 16)];
        if (id === report.dhBase.id) return [...toBytes(base, 2)];
        return id === report.devicePublicKey.id ? [...toBytes(ownPublic, 16)] : undefined;
      }
      if (id === report.encryptionCommand.id) return [...answer];
      const have = (what: number | undefined) => (what ? rsa.ready : 0xff);
      if (id === report.encryptionStatus.id)
        return [
          rsa.aes256,
          rsa.oaepRsa2048,
          0,
          have(exponent.length),
          modulus.length * 8 === rsa.modulusBits ? 0 : 0xfd,
          have(key?.length),
          0,
          7,
          ...new Uint8Array(8),
        ];
      return undefined;
    },

    capturing: () => session !== undefined,
    off(): void {
      key = undefined;
      session = undefined;
      firstOfPair = undefined;
    },

    /**
     * The input report for a sample; null while the first of two waits for the second. `foreign` names a session that
     * is not ours.
     */
    seal(sample: PenSample, foreign = false): Uint8Array | null {
      if (!key || session === undefined) return null;
      const named = (foreign ? session ^ 1 : session) >>> 0;
      const plain = Buffer.alloc(16);
      const timed = sample.time !== null && sample.sequence !== null;
      if (timed) {
        plain.set(writePen(sample).subarray(1));
        plain.writeUInt32BE(named, 12);
      } else {
        // A pen that goes away waits for no second sample: its last one is said twice.
        const first = firstOfPair ?? (sample.near ? undefined : sample);
        firstOfPair = first ? undefined : sample;
        if (!first) return null;
        plain.writeUInt32BE(named, 0);
        plain.set(writePen(first).subarray(1), 4);
        plain.set(writePen(sample).subarray(1), 10);
      }
      const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
      return Uint8Array.of(
        timed ? report.penDataTimedEncrypted.id : report.penDataEncrypted.id,
        ...cipher.update(plain),
        ...cipher.final(),
      );
    },
  };
}

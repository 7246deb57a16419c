import { createDecipheriv } from 'node:crypto';
import { readPen, report, type PenSample } from './reports.ts';

/**
 * The pad's sample stream: AES in ECB mode, one block per report, without a checksum: the session id is all that tells
 * our blocks from foreign ones.
 */

const BLOCK = 16;

/**
 * The samples of an encrypted input report (id in byte 0). `null`: a block of another session or another key, to be
 * dropped; undefined: no encrypted report. Report 0x10 carries the session and two short samples, 0x33 one sample with
 * time and sequence, two reserved bytes and the session.
 */
export function readEncryptedPen(
  input: Uint8Array,
  key: Uint8Array,
  sessionId: number,
): PenSample[] | null | undefined {
  const id = input[0];
  const timed = id === report.penDataTimedEncrypted.id;
  if ((!timed && id !== report.penDataEncrypted.id) || input.length < 1 + BLOCK) return undefined;
  const decipher = createDecipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  const plain = new Uint8Array(Buffer.concat([decipher.update(input.subarray(1, 1 + BLOCK)), decipher.final()]));
  const session = new DataView(plain.buffer, plain.byteOffset, plain.byteLength).getUint32(timed ? 12 : 0);
  if (session !== sessionId) return null;
  const parts = timed
    ? [[report.penDataTimed.id, plain.subarray(0, 10)] as const]
    : [4, 10].map((from) => [report.penData.id, plain.subarray(from, from + 6)] as const);
  return parts.flatMap(([plainId, bytes]) => readPen(Uint8Array.of(plainId, ...bytes)) ?? []);
}

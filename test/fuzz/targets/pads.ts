import { createCipheriv } from 'node:crypto';
import { readEncryptedPen } from '../../../native/signature-pad/encryptedPen.ts';
import { createPadFrames, frame, pack, unpack } from '../../../native/signature-pad/serialFrames.ts';
import {
  readCapability,
  readEserial,
  readInformation,
  readPen,
  readStatus,
  writePen,
} from '../../../native/signature-pad/reports.ts';
import { inPieces } from '../mutate.ts';
import { fromHex, hold, same, type Target } from '../target.ts';

/** In the flags word only these bits mean something. */
const knownFlags = 0x9f;

const pen: Target = {
  name: 'pad-pen',
  seeds: [
    fromHex('01 9123 1234 5678'),
    fromHex('34 9123 1234 5678 ffff 0000'),
    fromHex('01 0000 0000 0000'),
    fromHex('34 9fff ffff ffff ffff ffff'),
  ],
  attempt(input) {
    const sample = readPen(input);
    if (!sample) return;
    hold(
      sample.pressure >= 0 && sample.pressure <= 0xfff && sample.x <= 0xffff && sample.y <= 0xffff,
      'a number outside its bits',
    );
    const known = Uint8Array.from(input);
    known[1] = known[1]! & knownFlags;
    const written = writePen(sample);
    hold(
      Buffer.from(written).equals(Buffer.from(known.subarray(0, written.length))),
      'a sample that is not the report',
    );
  },
};

const printable = /^[\x20-\x7e]*$/;
const answers: Target = {
  name: 'pad-answers',
  seeds: [
    fromHex('00 00 00 01'),
    fromHex('53 54 55 2d 35 34 30 00 00 01 02 03 04 05 06 07'),
    fromHex('2580 1520 03ff 0320 01e0 c8 00 00 0f 00 00'),
    fromHex('30 31 32 33 34 35 36 37 38 39 41 42 43'),
  ],
  attempt(input) {
    readStatus(input);
    const information = readInformation(input);
    hold(
      !information || (printable.test(information.model) && information.model.length <= 9),
      'a model with signs that are none',
    );
    const numbers = readCapability(input);
    if (numbers)
      for (const [name, value] of Object.entries(numbers))
        hold(Number.isSafeInteger(value) && value >= 0, `${name} is no number`);
    hold(
      !numbers || (numbers.width * numbers.height > 0 && numbers.width * numbers.height <= 4096 * 4096),
      'a display of impossible size',
    );
    hold(printable.test(readEserial(input)), 'a serial number with signs that are none');
  },
};

const payloads = [
  fromHex('01 9123 1234 5678'),
  fromHex('03 00000001'),
  fromHex('80 09'),
  new Uint8Array(255).fill(0xff),
];

/** Each payload was sent, with its checksum or without one, and cutting the line elsewhere changes nothing. */
const serial: Target = {
  name: 'pad-serial-frames',
  seeds: [
    ...payloads.map((payload) => frame(payload)),
    ...payloads.map((payload) => frame(payload, false)),
    Buffer.concat(payloads.map((payload) => frame(payload))),
  ],
  attempt(input, random) {
    const read = createPadFrames().push(input);
    const cut = createPadFrames();
    const again = inPieces(input, random).flatMap((piece) => cut.push(piece));
    hold(
      read.length === again.length && same(Buffer.concat(read), Buffer.concat(again)),
      'other payloads when the line cuts the bytes elsewhere',
    );
    // The last group of seven bits may be filled with anything: compared is what it unpacks to.
    const frames = Buffer.from(input)
      .toString('latin1')
      .split(/(?=[\x80-\xff])/)
      .map((text) => unpack(Buffer.from(text, 'latin1').subarray(2)));
    for (const payload of read)
      hold(
        frames.some((sent) => same(sent.subarray(0, payload.length), payload)),
        'a payload that was not sent',
      );
    hold(same(unpack(pack(input)).subarray(0, input.length), input), 'packing and unpacking give other bytes');
  },
};

const key = new Uint8Array(16).fill(3);
const session = 0x12345678;
const encrypted: Target = {
  name: 'pad-encrypted-pen',
  seeds: [
    Uint8Array.of(0x10, ...new Uint8Array(16)),
    Uint8Array.of(0x33, ...new Uint8Array(16)),
    ...[0x10, 0x33].map((id) => {
      const plain = new Uint8Array(16).fill(0x91);
      new DataView(plain.buffer).setUint32(id === 0x33 ? 12 : 0, session);
      const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
      return Uint8Array.of(id, ...cipher.update(plain));
    }),
  ],
  attempt(input) {
    const samples = readEncryptedPen(input, key, session);
    if (samples)
      for (const { x, y, pressure } of samples)
        hold(x <= 0xffff && y <= 0xffff && pressure <= 0xfff, 'a number outside its bits');
  },
};

export const padTargets: Target[] = [pen, answers, serial, encrypted];

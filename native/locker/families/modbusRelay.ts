import { DeviceFault } from '../../fault.ts';
import { crc16 } from '../../checks.ts';
import { cutFrames } from '../cutFrames.ts';
import { bitsOf, pulse, reading, type Family } from '../family.ts';

/**
 * Modbus RTU relay boards (Waveshare and clones), 9600 8N1. The pulse is the board's own: "flash on" writes coil
 * `0200 + relay` with a time in steps of 100 ms, so that the solenoid is released even when this program dies.
 * A relay is no door: door contacts are discrete inputs (02), of this board or of another one, where they are wired.
 *
 * No library: those on npm frame inside a port that they open themselves or do not look past junk, and none can write
 * the time of a flash. Here a line may echo, lose a first byte, and be shared by boards; what is left is three function
 * codes.
 */
export const fn = { readCoils: 0x01, readInputs: 0x02, writeCoil: 0x05 } as const;
const EXCEPTION = 0x80;
export const FLASH_ON = 0x0200;
/** Of 100 ms each: what the locks of the fact sheets need, and far below what they endure. */
const FLASH_STEPS = 4;
const MOST_BYTES = 6;

export function withCrc(...body: number[]): Uint8Array {
  const crc = crc16(body, 0xffff);
  return Uint8Array.of(...body, crc & 0xff, crc >> 8);
}

const word = (value: number): [number, number] => [value >> 8, value & 0xff];
export const encodeRead = (board: number, code: number, first: number, count: number): Uint8Array =>
  withCrc(board, code, ...word(first), ...word(count));
export const encodeFlash = (board: number, relay: number, steps = FLASH_STEPS): Uint8Array =>
  withCrc(board, fn.writeCoil, ...word(FLASH_ON + relay), ...word(steps));

function lengthOf(code: number, third: number | undefined): number | 'more' | 'wrong' {
  switch (code) {
    case fn.readCoils:
    case fn.readInputs:
      if (third === undefined) return 'more';
      return third >= 1 && third <= MOST_BYTES ? 5 + third : 'wrong';
    case fn.writeCoil:
      return 8;
    case fn.readCoils | EXCEPTION:
    case fn.readInputs | EXCEPTION:
    case fn.writeCoil | EXCEPTION:
      return 5;
    default:
      return 'wrong';
  }
}

/** By length and CRC: gaps of 3.5 characters mean nothing behind a USB adapter. */
function frameAt(bytes: readonly number[], start: number): number | 'more' | 'wrong' {
  const address = bytes[start];
  if (address === undefined || address < 1 || address > 247) return 'wrong';
  const code = bytes[start + 1];
  if (code === undefined) return 'more';
  const length = lengthOf(code, bytes[start + 2]);
  if (typeof length === 'string') return length;
  if (bytes.length < start + length) return 'more';
  const crc = crc16(bytes.slice(start, start + length - 2), 0xffff);
  return bytes[start + length - 2] === (crc & 0xff) && bytes[start + length - 1] === crc >> 8 ? length : 'wrong';
}

/** The data of the answer to a read; undefined for other frames. Throws for the board's own no. */
export function parseBits(frame: Uint8Array, board: number, code: number, count: number): (0 | 1)[] | undefined {
  refusal(frame, board, code);
  const bytes = Math.ceil(count / 8);
  if (frame[0] !== board || frame[1] !== code || frame[2] !== bytes) return undefined;
  return bitsOf(frame.subarray(3, 3 + bytes), count);
}

/**
 * Illegal function, address or value, and busy: a pulse was not sent. Of all others (accepted and still working, failed
 * while at it, no word from behind a gateway) nobody can say so.
 */
const nothingDone: readonly (number | undefined)[] = [1, 2, 3, 6];

function refusal(frame: Uint8Array, board: number, code: number): void {
  if (frame[0] !== board || frame[1] !== (code | EXCEPTION)) return;
  throw new DeviceFault(
    code !== fn.writeCoil || nothingDone.includes(frame[2]) ? 'device-refused' : 'device-garbled',
    `modbus exception ${frame[2]}`,
  );
}

export const modbusRelay: Family = {
  name: 'Modbus relay board',
  addresses: { from: 1, to: 247 },
  mostLocks: 48,
  lowestLock: 0,
  highestLock: 47,
  inputsElsewhere: true,
  usual: { firstLock: 0, contacts: false, answersOpen: true },
  speaksUnasked: false,
  createParser: () => cutFrames(frameAt),
  timing: (limits) => limits,
  readDoors: ({ board, locks, contacts, firstLock, inputBoard }, timing) =>
    contacts
      ? reading(`inputs of board ${inputBoard}`, encodeRead(inputBoard, fn.readInputs, 0, locks), timing, (frame) => {
          const bits = parseBits(frame, inputBoard, fn.readInputs, locks);
          return bits && { contacts: bits, items: null };
        })
      : // Nothing is known of the doors; that the board answers at all is.
        reading(
          `relays of board ${board}`,
          encodeRead(board, fn.readCoils, 0, firstLock + locks),
          timing,
          (frame) =>
            parseBits(frame, board, fn.readCoils, firstLock + locks) && {
              contacts: Array.from({ length: locks }, () => null),
              items: null,
            },
        ),
  // The right answer is the request itself.
  open: ({ board, answersOpen }, relay, timing) =>
    pulse(
      `flash board ${board} relay ${relay}`,
      encodeFlash(board, relay),
      timing,
      answersOpen
        ? {
            mayBeSameBytes: true,
            parse: (frame) => {
              refusal(frame, board, fn.writeCoil);
              const [high, low] = word(FLASH_ON + relay);
              return frame.length === 8 && frame[0] === board && frame[2] === high && frame[3] === low
                ? 'taken'
                : undefined;
            },
          }
        : null,
    ),
  readBack: ({ board }, relay, timing) =>
    reading(`relay ${relay} of board ${board}`, encodeRead(board, fn.readCoils, relay, 1), timing, (frame) => {
      const bits = parseBits(frame, board, fn.readCoils, 1);
      return bits && bits[0] === 1;
    }),
};

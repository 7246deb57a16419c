import type { LockerModel } from '../contract.ts';
import type { FrameParser } from '../exchange.ts';
import { cutFrames } from '../locker/cutFrames.ts';
import { crc16, xor } from '../checks.ts';
import * as bcc from '../locker/families/bcc8a80.ts';
import * as cu48 from '../locker/families/kerongCu48.ts';
import * as modbus from '../locker/families/modbusRelay.ts';
import * as wkly from '../locker/families/wkly.ts';
import * as cu16 from '../locker/frames.ts';

/** The board's side of a family: what it understands and what it says to it. */
export interface Speaker {
  parser: FrameParser;
  /** The answers to one request, in order. */
  hear(request: Uint8Array): Uint8Array[];
  /** What it says by itself when a door changed. */
  changed?(lock: number): Uint8Array;
}

/** What the board's electronics can see and do. Locks from 0. */
export interface BoardHands {
  board: number;
  firstLock: number;
  inputBoard: number;
  answersOpen: boolean;
  /** Raw contact bits. */
  contacts(): (0 | 1)[];
  items(): (0 | 1)[];
  fire(lock: number): void;
  /** Is the relay of this lock on? */
  energised(lock: number): boolean;
}

function bytesOf(bits: readonly (0 | 1)[], count: number): number[] {
  return Array.from({ length: count }, (_, byte) =>
    bits.slice(byte * 8, byte * 8 + 8).reduce((all: number, bit, at) => all | (bit << at), 0),
  );
}

/** Requests of one fixed length behind one of these first bytes. */
function fixed(length: number, right: (frame: number[]) => boolean): FrameParser {
  return cutFrames((bytes, start) => {
    if (bytes.length < start + length) return 'more';
    return right(bytes.slice(start, start + length)) ? length : 'wrong';
  });
}

export const speakers: Record<LockerModel, (hands: BoardHands) => Speaker> = {
  'kerong-cu16': (hands) => ({
    parser: cu16.createFrameParser(),
    hear(frame) {
      const [, address = 0, command] = frame;
      if (address >> 4 !== hands.board) return [];
      if (command === cu16.commandCode.status)
        return [
          cu16.encodeFrame(hands.board, 0, cu16.commandCode.statusReply, [
            ...bytesOf(hands.contacts(), 2),
            ...bytesOf(hands.items(), 2),
          ]),
        ];
      if (command !== cu16.commandCode.unlock) return [];
      hands.fire((address & 0x0f) - hands.firstLock);
      return hands.answersOpen ? [frame] : [];
    },
  }),

  'kerong-cu48': (hands) => ({
    parser: cu48.kerongCu48.createParser(),
    hear([, address, lock = 0, command]) {
      if (address !== hands.board) return [];
      if (command === cu48.code.status) return [cu48.encodeStatus(hands.board, bytesOf(hands.contacts(), 6))];
      if (command !== cu48.code.unlock) return [];
      hands.fire(lock - hands.firstLock);
      return hands.answersOpen ? [cu48.encodeCommand(hands.board, lock, cu48.code.answer)] : [];
    },
  }),

  'bcc-8a80': (hands) => ({
    parser: fixed(
      5,
      (frame) => (frame[0] === bcc.head.open || frame[0] === bcc.head.status) && frame[4] === xor(frame.slice(0, 4)),
    ),
    hear([head, board, lock = 0]) {
      if (board !== hands.board) return [];
      const [g1 = 0, g2 = 0, g3 = 0] = bytesOf(hands.contacts(), 3);
      if (head === bcc.head.status) return lock === 0 ? [bcc.encodeStatusReply(hands.board, [g1, g2, g3])] : [];
      // Lock 0 is all of them.
      for (let each = 0; each < 24; each += 1) if (lock === 0 || each === lock - hands.firstLock) hands.fire(each);
      return hands.answersOpen ? [bcc.encodeOpenReply(hands.board, lock, 0)] : [];
    },
  }),

  wkly: (hands) => ({
    parser: wkly.wkly.createParser(),
    hear(frame) {
      const [, , , , , board, command, lock = 0] = frame;
      if (board !== hands.board) return [];
      const contacts = hands.contacts();
      if (command === wkly.code.queryAll)
        return [wkly.encodeFrame(hands.board, command, [0, contacts.length, ...contacts])];
      if (command !== wkly.code.open) return [];
      hands.fire(lock - hands.firstLock);
      return hands.answersOpen
        ? [wkly.encodeFrame(hands.board, command, [0, lock, contacts[lock - hands.firstLock] ?? 0])]
        : [];
    },
    changed: (lock) =>
      wkly.encodeFrame(hands.board, wkly.code.upload, [lock + hands.firstLock, hands.contacts()[lock] ?? 0]),
  }),

  'modbus-relay': (hands) => ({
    parser: fixed(8, (frame) => crc16(frame.slice(0, 6), 0xffff) === (frame[6] ?? 0) + ((frame[7] ?? 0) << 8)),
    hear(frame) {
      const [board, code, high = 0, low = 0, countHigh = 0, countLow = 0] = frame;
      const first = (high << 8) | low;
      const count = (countHigh << 8) | countLow;
      const read = (bits: (0 | 1)[]): Uint8Array[] => {
        const bytes = bytesOf(bits, Math.ceil(count / 8));
        return [modbus.withCrc(board ?? 0, code ?? 0, bytes.length, ...bytes)];
      };
      if (board === hands.inputBoard && code === modbus.fn.readInputs)
        return read(hands.contacts().slice(first, first + count));
      if (board !== hands.board) return [];
      if (code === modbus.fn.readCoils)
        return read(Array.from({ length: count }, (_, at) => (hands.energised(first + at - hands.firstLock) ? 1 : 0)));
      if (code !== modbus.fn.writeCoil) return [];
      // Anything but "flash on" would leave a coil energised: this twin does not do it.
      if (first < modbus.FLASH_ON || first > modbus.FLASH_ON + 0xff)
        return [modbus.withCrc(board ?? 0, modbus.fn.writeCoil | 0x80, 2)];
      hands.fire(first - modbus.FLASH_ON - hands.firstLock);
      return hands.answersOpen ? [frame] : [];
    },
  }),
};

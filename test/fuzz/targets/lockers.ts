import type { LockerModel } from '../../../native/contract.ts';
import { DeviceFault } from '../../../native/fault.ts';
import { defaultLimits } from '../../../native/limits.ts';
import {
  encodeOpen,
  encodeOpenReply,
  encodeStatusAll,
  encodeStatusReply,
} from '../../../native/locker/families/bcc8a80.ts';
import { families, settledBoard } from '../../../native/locker/families/index.ts';
import { encodeCommand, encodeStatus } from '../../../native/locker/families/kerongCu48.ts';
import { encodeFlash, encodeRead, withCrc } from '../../../native/locker/families/modbusRelay.ts';
import { encodeFrame as encodeWkly } from '../../../native/locker/families/wkly.ts';
import { commandCode, encodeFrame } from '../../../native/locker/frames.ts';
import { hold, type Target } from '../target.ts';
import { frameParserTarget } from './frameParsers.ts';

/** What boards and their line carry, and the check value at the end of each frame, computed here a second time. */
const byteSum = (bytes: Uint8Array): number => bytes.reduce((total, byte) => (total + byte) & 0xff, 0);
const exclusiveOr = (bytes: Uint8Array): number => bytes.reduce((all, byte) => all ^ byte, 0);
const lastIs =
  (check: (bytes: Uint8Array) => number) =>
  (frame: Uint8Array): boolean =>
    frame.at(-1) === check(frame.subarray(0, -1));

/** Over a frame with its checksum, CRC-16/Modbus is zero. */
const modbusCrc = (bytes: Uint8Array): number =>
  bytes.reduce(
    (crc, byte) => Array.from({ length: 8 }).reduce<number>((all) => (all >> 1) ^ (all & 1 ? 0xa001 : 0), crc ^ byte),
    0xffff,
  );

const lines: Record<LockerModel, { seeds: Uint8Array[]; isRight: (frame: Uint8Array) => boolean }> = {
  'kerong-cu16': {
    seeds: [
      encodeFrame(0, 0, commandCode.status),
      encodeFrame(15, 15, commandCode.unlock),
      encodeFrame(1, 0, commandCode.statusReply, [0xff, 0x7f, 0x02, 0x03]),
      encodeFrame(0, 0, commandCode.allStatusReply, [2, 3, 2, 3]),
    ],
    isRight: lastIs(byteSum),
  },
  'kerong-cu48': {
    seeds: [
      encodeCommand(1, 0, 0x60),
      encodeCommand(1, 47, 0x61),
      encodeCommand(1, 3, 0x75),
      encodeStatus(1, [0xff, 0x02, 0x03, 0x06, 0x75, 0]),
    ],
    isRight: lastIs(byteSum),
  },
  'bcc-8a80': {
    seeds: [
      encodeOpen(1, 1),
      encodeStatusAll(1),
      encodeStatusReply(1, [0xff, 0x8a, 0x80]),
      encodeOpenReply(1, 24, 0x33),
    ],
    isRight: lastIs(exclusiveOr),
  },
  wkly: {
    seeds: [
      encodeWkly(1, 0x84),
      encodeWkly(1, 0x82, [5]),
      encodeWkly(1, 0x84, [0, 3, 1, 0, 1]),
      encodeWkly(1, 0x85, [5, 0]),
    ],
    isRight: lastIs(exclusiveOr),
  },
  'modbus-relay': {
    seeds: [
      encodeRead(1, 1, 0, 8),
      encodeRead(1, 2, 0, 8),
      encodeFlash(1, 7),
      withCrc(1, 2, 1, 0x55),
      withCrc(1, 0x85, 2),
    ],
    isRight: (frame) => modbusCrc(frame) === 0,
  },
};

const models = Object.keys(families) as LockerModel[];

/**
 * What a right frame is taken for: doors of this board, as many as it has, or nothing. Only the board's own no is
 * thrown.
 */
const answers: Target[] = models.map((model) => {
  const family = families[model];
  const address = family.addresses.from;
  const board = settledBoard(family, { board: address, locks: Math.min(8, family.mostLocks), closedBit: 1 });
  const timing = family.timing(defaultLimits.locker);
  const read = family.readDoors(board, timing);
  const open = family.open(board, family.lowestLock, timing);
  return {
    name: `locker-answers-${model}`,
    seeds: lines[model].seeds,
    attempt(input) {
      try {
        const reading = read.reply?.parse(input);
        if (reading) {
          hold(reading.contacts.length === board.locks, 'doors that the board has not');
          hold(
            reading.contacts.every((bit) => bit === null || bit === 0 || bit === 1),
            'a contact that is none',
          );
        }
        open.reply?.parse(input);
        family.toldBy?.(input);
      } catch (error) {
        if (!(error instanceof DeviceFault)) throw error;
      }
    },
  };
});

export const lockerTargets: Target[] = [
  ...models.map((model) =>
    frameParserTarget(
      `locker-frames-${model}`,
      () => families[model].createParser(),
      lines[model].seeds,
      lines[model].isRight,
    ),
  ),
  ...answers,
];

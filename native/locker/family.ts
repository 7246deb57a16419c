import type { LockBoardConfig } from '../contract.ts';
import type { Command, FrameParser } from '../exchange.ts';
import type { Limits } from '../limits.ts';

/** One board on the line, with every wish of its configuration settled. */
export type LockBoard = { [K in keyof LockBoardConfig]-?: NonNullable<LockBoardConfig[K]> };

/** What a board says about its locks, by lock from 0. */
export interface BoardReading {
  /**
   * The contact's raw bit; null where the board says nothing about a door. What a closed door reads as is `closedBit`.
   */
  contacts: readonly (0 | 1 | null)[];
  /** Item sensors; null where there are none. */
  items: readonly boolean[] | null;
}

/** `taken`: the board says it did it. `doubtful`: it answered, but not with a yes. Neither says that a door is open. */
export type OpenAnswer = 'taken' | 'doubtful' | 'not-awaited';

/** Milliseconds on the line; `afterUnlock` lasts from the pulse to the next frame. */
export interface LineTiming {
  reply: number;
  openReply: number;
  frameGap: number;
  afterUnlock: number;
}

/** Everything that is different from one make of lock boards to another. */
export interface Family {
  name: string;
  addresses: { from: number; to: number };
  mostLocks: number;
  /** The lowest number on the wire that is one lock: 0 means "all locks" to some. */
  lowestLock: number;
  /** The highest: a greater one would name a lock of another board, or none. */
  highestLock: number;
  /** What an installation has when its settings do not say otherwise. */
  usual: { firstLock: number; contacts: boolean; answersOpen: boolean };
  /** Door contacts may be wired to another board on the line. */
  inputsElsewhere?: true;
  /** The board speaks without being asked: nothing that comes between two commands is thrown away. */
  speaksUnasked: boolean;
  createParser(): FrameParser;
  timing(limits: Limits['locker']): LineTiming;
  readDoors(board: LockBoard, timing: LineTiming): Command<BoardReading>;
  /** `lock` as on the wire. One pulse whose length is the board's own; never anything that keeps a coil energised. */
  open(board: LockBoard, lock: number, timing: LineTiming): Command<OpenAnswer>;
  /** Whether the relay of this lock (on the wire) is on now, where a board can say it. */
  readBack?(board: LockBoard, lock: number, timing: LineTiming): Command<boolean>;
  /** The address of the board that tells a change of its own accord; undefined for every other frame. */
  toldBy?(frame: Uint8Array): number | undefined;
}

/** The first `count` bits, lowest first. */
export function bitsOf(bytes: Iterable<number>, count: number): (0 | 1)[] {
  const bits = Array.from(bytes).flatMap((byte) =>
    Array.from({ length: 8 }, (_, bit): 0 | 1 => ((byte >> bit) & 1 ? 1 : 0)),
  );
  return bits.slice(0, count);
}

/** The same lines of command for every make: repeated when lost, and a rest after it. */
export function reading<Reply>(
  name: string,
  bytes: Uint8Array,
  timing: LineTiming,
  parse: (frame: Uint8Array) => Reply | undefined,
): Command<Reply> {
  return { name, bytes, safeToRepeat: true, restMs: timing.frameGap, reply: { timeoutMs: timing.reply, parse } };
}

/** An opening pulse: never repeated; a reply is awaited only where the board is known to give one. */
export function pulse(
  name: string,
  bytes: Uint8Array,
  timing: LineTiming,
  answer: null | { parse(frame: Uint8Array): OpenAnswer | undefined; mayBeSameBytes: boolean },
): Command<OpenAnswer> {
  return {
    name,
    bytes,
    safeToRepeat: false,
    restMs: timing.afterUnlock,
    reply: answer && { timeoutMs: timing.openReply, parse: answer.parse },
    ...(answer?.mayBeSameBytes ? { mayAnswerAlike: true } : {}),
  };
}

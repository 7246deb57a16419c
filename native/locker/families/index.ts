import type { LockBoardConfig, LockerConfig, LockerModel } from '../../contract.ts';
import { DeviceFault } from '../../fault.ts';
import type { Family, LockBoard } from '../family.ts';
import { bcc8a80 } from './bcc8a80.ts';
import { kerongCu16 } from './kerongCu16.ts';
import { kerongCu48 } from './kerongCu48.ts';
import { modbusRelay } from './modbusRelay.ts';
import { wkly } from './wkly.ts';

export const families: Record<LockerModel, Family> = {
  'kerong-cu16': kerongCu16,
  'kerong-cu48': kerongCu48,
  'bcc-8a80': bcc8a80,
  wkly,
  'modbus-relay': modbusRelay,
};

/** The boards of a line, also where the configuration names a single one. */
export function boardsOf(config: LockerConfig): LockBoardConfig[] {
  if ('boards' in config) return config.boards;
  const { board, locks, closedBit, firstLock, contacts, answersOpen, inputBoard } = config;
  return [{ board, locks, closedBit, firstLock, contacts, answersOpen, inputBoard }];
}

/**
 * The board with the usual values of its family where its settings say nothing. Throws for what the family cannot be.
 */
export function settledBoard(family: Family, config: LockBoardConfig): LockBoard {
  const settled: LockBoard = {
    board: config.board,
    locks: config.locks,
    closedBit: config.closedBit,
    firstLock: config.firstLock ?? family.usual.firstLock,
    contacts: config.contacts ?? family.usual.contacts,
    answersOpen: config.answersOpen ?? family.usual.answersOpen,
    inputBoard: family.inputsElsewhere ? (config.inputBoard ?? config.board) : config.board,
  };
  const refuse = (why: string) => {
    throw new DeviceFault('invalid-request', `${family.name}, board ${config.board}: ${why}`);
  };
  if (config.board < family.addresses.from || config.board > family.addresses.to) refuse('no such address');
  if (config.locks > family.mostLocks) refuse(`has ${family.mostLocks} locks at most`);
  if (settled.firstLock < family.lowestLock) refuse(`locks count from ${family.lowestLock}`);
  if (settled.firstLock + settled.locks - 1 > family.highestLock) refuse(`locks count to ${family.highestLock}`);
  return settled;
}

/**
 * The boards of one line. Throws also where two have one address, or their contacts at one input board: one would be
 * taken for the other.
 */
export function settledBoards(family: Family, configs: readonly LockBoardConfig[]): LockBoard[] {
  const boards = configs.map((config) => settledBoard(family, config));
  const inputs = boards.filter(({ contacts }) => contacts).map(({ inputBoard }) => inputBoard);
  for (const addresses of [boards.map(({ board }) => board), inputs]) {
    if (new Set(addresses).size !== addresses.length)
      throw new DeviceFault('invalid-request', `${family.name}: two boards have the same address`);
  }
  return boards;
}

/** Whether a line of these boards can exist. */
export function canBe(model: LockerModel, boards: readonly LockBoardConfig[]): boolean {
  try {
    return settledBoards(families[model], boards).length > 0;
  } catch {
    return false;
  }
}

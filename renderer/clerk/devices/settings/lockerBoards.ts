import type { DeviceSettings } from '../../../../electron/contract/index.ts';

export type Line = Exclude<DeviceSettings['locker'], 'auto' | 'none'>;
export type Board = NonNullable<Line['boards']>[number];

/** A board as its fields stand; `known`: what the settings say of it besides. */
export interface BoardFields {
  address: string;
  locks: string;
  known: Board | null;
}

/** The boards of a line, also where the settings name a single one. */
export function boardsOf({
  boards,
  board,
  locks,
  closedBit,
  firstLock,
  contacts,
  answersOpen,
  inputBoard,
}: Line): Board[] {
  return boards ?? [{ board, locks, closedBit, firstLock, contacts, answersOpen, inputBoard }];
}

/**
 * What the fields mean. What was found out about a board says nothing of one of another make, and contacts that were
 * its own stay its own under another address.
 */
export function boardsToSave(fields: readonly BoardFields[], sameMake: boolean): Board[] {
  return fields.map(({ address, locks, known }) => {
    const board = Number(address);
    if (!known || !sameMake) return { closedBit: 1, board, locks: Number(locks) };
    const { inputBoard, ...rest } = known;
    return {
      ...rest,
      board,
      locks: Number(locks),
      ...(inputBoard === undefined || inputBoard === known.board ? {} : { inputBoard }),
    };
  });
}

import { describe, expect, it } from 'vitest';
import { canBe } from '../../../native/index.ts';
import { boardsToSave } from '../../../renderer/clerk/devices/settings/lockerBoards.ts';

const known = {
  board: 1,
  locks: 8,
  closedBit: 0,
  firstLock: 0,
  contacts: true,
  answersOpen: true,
  inputBoard: 1,
} as const;

describe('the fields of a lock board', () => {
  it('keep what setting it up found out', () => {
    expect(boardsToSave([{ address: '1', locks: '12', known }], true)).toEqual([
      { board: 1, locks: 12, closedBit: 0, firstLock: 0, contacts: true, answersOpen: true },
    ]);
  });

  it('under another address do not read the contacts of the board that had the first one', () => {
    expect(boardsToSave([{ address: '2', locks: '8', known }], true)[0]).not.toHaveProperty('inputBoard');
    expect(boardsToSave([{ address: '2', locks: '8', known: { ...known, inputBoard: 7 } }], true)[0]).toMatchObject({
      board: 2,
      inputBoard: 7,
    });
  });

  it('of another make begin anew: the numbers of one are not those of the other', () => {
    const boards = boardsToSave([{ address: '1', locks: '8', known }], false);
    expect(boards).toEqual([{ board: 1, locks: 8, closedBit: 1 }]);
    expect(canBe('bcc-8a80', boards)).toBe(true);
  });
});

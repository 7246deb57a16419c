import type { CommissioningView } from '../contract.ts';
import type { Command } from '../exchange.ts';
import { DeviceFault, errorOf } from '../fault.ts';
import type { Limits } from '../limits.ts';
import { sleep } from '../time.ts';
import type { Board } from './board.ts';
import {
  commissioningStep,
  newCommissioning,
  type CommissioningState,
  type Contacts,
  type Observation,
  type SaidDoor,
} from './commissioning.ts';
import type { BoardReading, Family, LockBoard } from './family.ts';

/** Does what `commissioning.ts` decides, one board of a line at a time. Rejects with `DeviceFault`. */
export interface Commissioner {
  start(board: number): Promise<CommissioningView>;
  closed(): Promise<CommissioningView>;
  open(operationId: string): Promise<CommissioningView>;
  which(door: SaidDoor): Promise<CommissioningView>;
  end(): Promise<void>;
}

interface Line {
  run<Reply>(command: Command<Reply>): Promise<Reply>;
  /** When its turn among the openings has come; refuses an operation id that was used. */
  pulse<Reply>(operationId: string, command: Command<Reply>): Promise<Reply>;
}

/** Reads until this many are equal, and how many are made at most. */
const MOST_READS = 10;

export function createCommissioner(
  family: Family,
  boardAt: (address: number) => Board,
  line: Line,
  limits: Limits['locker'],
): Commissioner {
  const timing = family.timing(limits);
  let going: { board: Board; state: CommissioningState; busy: boolean } | undefined;

  /** What the board really says, whatever its settings are. */
  function plain(settings: LockBoard): LockBoard {
    return { ...settings, answersOpen: true, contacts: true };
  }

  /** A relay board may have no inputs for contacts at all: where none were set up, it is enough that it answers. */
  async function read(settings: LockBoard): Promise<BoardReading> {
    try {
      return await line.run(family.readDoors(plain(settings), timing));
    } catch (thrown) {
      if (settings.contacts || !['device-refused', 'device-silent'].includes(errorOf(thrown).code)) throw thrown;
      return line.run(family.readDoors(settings, timing));
    }
  }

  async function contactsOf(settings: LockBoard): Promise<Contacts> {
    let last = '';
    let equal = 0;
    for (let reads = 0; reads < MOST_READS; reads += 1) {
      const now = await read(settings);
      const key = JSON.stringify(now.contacts);
      equal = key === last ? equal + 1 : 1;
      last = key;
      if (equal >= limits.equalReads) return now.contacts;
      await sleep(timing.frameGap);
    }
    throw new DeviceFault('device-garbled', 'the contacts do not come to rest');
  }

  function viewOf({ board, state }: NonNullable<typeof going>): CommissioningView {
    const { step } = state;
    return {
      board: board.settings.board,
      step: step.step,
      opened: state.trials.length,
      openings: state.plan.length,
      refusal: step.step === 'refused' ? step.refusal : null,
      conclusion:
        step.step === 'done'
          ? {
              board: board.settings.board,
              locks: board.settings.locks,
              inputBoard: board.settings.inputBoard,
              ...step.conclusion,
            }
          : null,
    };
  }

  /** One deed in the step that allows it; a second one meanwhile is refused. */
  async function observe(
    allowed: CommissioningState['step']['step'],
    look: (it: NonNullable<typeof going>) => Promise<Observation>,
  ): Promise<CommissioningView> {
    const it = going;
    if (!it || it.busy || it.state.step.step !== allowed)
      throw new DeviceFault('invalid-request', 'not the step that this belongs to');
    it.busy = true;
    try {
      it.state = commissioningStep(it.state, await look(it));
    } finally {
      it.busy = false;
    }
    return viewOf(it);
  }

  return {
    async start(address) {
      const board = boardAt(address);
      if (going?.busy) throw new DeviceFault('invalid-request', 'a step is still going on');
      if (going && going.board !== board) going.board.aside(false);
      board.aside(true);
      const { locks, closedBit } = board.settings;
      const { lowestLock, highestLock } = family;
      going = {
        board,
        busy: false,
        state: newCommissioning({ locks, closedBit, lowestLock, highestLock }, family.usual.firstLock),
      };
      return viewOf(going);
    },

    closed: () =>
      observe('close-all', async ({ board }) => ({ kind: 'all-closed', contacts: await contactsOf(board.settings) })),

    open: (operationId) =>
      observe('open', async ({ board, state }) => {
        if (state.step.step !== 'open') throw new DeviceFault('invalid-request', 'nothing to open');
        const command = family.open(plain(board.settings), state.step.lock, timing);
        try {
          const answer = await line.pulse(operationId, command);
          return { kind: 'pulsed', answered: answer === 'taken' };
        } catch (thrown) {
          const { code } = errorOf(thrown);
          if (code === 'device-silent' || code === 'device-garbled') return { kind: 'pulsed', answered: false };
          throw thrown;
        }
      }),

    which: (door) =>
      observe('which', async ({ board }) => ({ kind: 'said', door, contacts: await contactsOf(board.settings) })),

    async end() {
      going?.board.aside(false);
      going = undefined;
    },
  };
}

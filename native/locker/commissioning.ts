import type { CommissioningRefusal } from '../contract.ts';

/**
 * Setting up one board, as a pure function from state and observation to state: twice, with two different locks, every
 * door is shut and read, one lock is pulsed, a person says which door opened, the doors are read again.
 *
 *   close-all ──all shut──▶ open ──pulsed──▶ which ──said──▶ close-all ─ … ─▶ done
 *
 * Only what fits together is concluded. A contradiction ends it as `refused`: a wrong guess would open a stranger's
 * compartment.
 */
export type Contacts = readonly (0 | 1 | null)[];
export type SaidDoor = number | 'none' | 'several';

export interface Conclusion {
  closedBit: 0 | 1;
  firstLock: number;
  contacts: boolean;
  answersOpen: boolean;
}

interface Trial {
  lock: number;
  before: Contacts;
  answered: boolean;
  door: number;
  after: Contacts;
}

export interface CommissioningState {
  board: { locks: number; lowestLock: number; highestLock: number; closedBit: 0 | 1 };
  /** Numbers on the wire that will be pulsed. */
  plan: readonly number[];
  trials: readonly Trial[];
  step:
    | { step: 'close-all' }
    | { step: 'open'; lock: number; before: Contacts }
    | { step: 'which'; lock: number; before: Contacts; answered: boolean }
    | { step: 'done'; conclusion: Conclusion }
    | { step: 'refused'; refusal: CommissioningRefusal };
}

export type Observation =
  | { kind: 'all-closed'; contacts: Contacts }
  | { kind: 'pulsed'; answered: boolean }
  | { kind: 'said'; door: SaidDoor; contacts: Contacts };

/** `closedBit` is kept where there is no contact to learn it from. */
export function newCommissioning(board: CommissioningState['board'], usualFirstLock: number): CommissioningState {
  // Numbers in the middle: they exist whether locks count from 0 or from 1.
  const middle = board.lowestLock + 1;
  const plan =
    board.locks >= 3 ? [middle, middle + 1] : board.locks === 2 ? [middle, middle] : [usualFirstLock, usualFirstLock];
  return { board, plan, trials: [], step: { step: 'close-all' } };
}

/** The next state; an observation that means nothing in the present step leaves it as it is. */
export function commissioningStep(state: CommissioningState, seen: Observation): CommissioningState {
  const { step, trials, plan } = state;
  if (step.step === 'close-all' && seen.kind === 'all-closed') {
    const previous = trials.at(-1);
    if (previous && changed(previous.before, seen.contacts).length > 0) return refuse(state, 'not-as-before');
    const lock = plan[trials.length];
    return lock === undefined ? conclude(state) : { ...state, step: { step: 'open', lock, before: seen.contacts } };
  }
  if (step.step === 'open' && seen.kind === 'pulsed')
    return { ...state, step: { ...step, step: 'which', answered: seen.answered } };
  if (step.step === 'which' && seen.kind === 'said') {
    if (seen.door === 'none') return refuse(state, 'nothing-opened');
    if (seen.door === 'several') return refuse(state, 'several-opened');
    const trial = {
      lock: step.lock,
      before: step.before,
      answered: step.answered,
      door: seen.door,
      after: seen.contacts,
    };
    const refusal = doubtsOf(trial, state.board.locks);
    return refusal ? refuse(state, refusal) : { ...state, trials: [...trials, trial], step: { step: 'close-all' } };
  }
  return state;
}

function refuse(state: CommissioningState, refusal: CommissioningRefusal): CommissioningState {
  return { ...state, step: { step: 'refused', refusal } };
}

function changed(before: Contacts, after: Contacts): number[] {
  return before.flatMap((bit, index) => (bit === after[index] ? [] : [index]));
}

function doubtsOf({ before, after, door }: Trial, locks: number): CommissioningRefusal | null {
  const moved = changed(before, after);
  if (door >= locks) return 'number-impossible';
  if (moved.length > 1) return 'several-contacts-changed';
  if (moved.length === 1 && moved[0] !== door) return 'contact-of-another-door';
  // All doors were shut, so all contacts say the same; one that differs is an open door or a contact of the other kind.
  if (moved.length === 1 && before.some((bit) => bit !== before[door])) return 'doors-differ';
  return null;
}

function conclude(state: CommissioningState): CommissioningState {
  const { trials, board } = state;
  const [first] = trials;
  if (!first) return state;
  const contactsOf = ({ before, after }: Trial) => changed(before, after).length === 1;
  const contacts = contactsOf(first);
  const closedBit = first.before[first.door] ?? board.closedBit;
  const firstLock = first.lock - first.door;
  if (trials.some((trial) => contactsOf(trial) !== contacts)) return refuse(state, 'contacts-differ');
  if (trials.some((trial) => trial.lock - trial.door !== firstLock)) return refuse(state, 'numbers-differ');
  if (contacts && trials.some((trial) => trial.before[trial.door] !== closedBit))
    return refuse(state, 'polarity-differs');
  if (firstLock < board.lowestLock || firstLock + board.locks - 1 > board.highestLock)
    return refuse(state, 'number-impossible');
  // An answer that comes only sometimes is none to wait for.
  const answersOpen = trials.every(({ answered }) => answered);
  return {
    ...state,
    step: {
      step: 'done',
      conclusion: { closedBit: contacts ? closedBit : board.closedBit, firstLock, contacts, answersOpen },
    },
  };
}

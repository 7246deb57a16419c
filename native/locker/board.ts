import type { DeviceError, Door, LockBoardStatus } from '../contract.ts';
import type { Command, Exchange } from '../exchange.ts';
import { DeviceFault, errorOf } from '../fault.ts';
import type { Limits } from '../limits.ts';
import { createDoorWatch, type DoorChange } from './doorWatch.ts';
import type { BoardReading, Family, LockBoard } from './family.ts';

/** One board on a line: its doors, and whether it answers. Outlives the link. */
export interface Board {
  readonly settings: LockBoard;
  /** One look; resolves when it was read. Rejects with `DeviceFault` after what happened was taken note of. */
  look(exchange: Exchange): Promise<void>;
  /** Looks until every contact was read equally often enough, so that the answer is believed. */
  lookTwice(exchange: Exchange): Promise<void>;
  /** Throws unless an opening may be sent now. */
  mustBeWatched(): void;
  /** Sends the pulse once. */
  open(exchange: Exchange, lock: number): Promise<void>;
  /** A frame that nobody waited for: a second answer of another board with this address? */
  overheard(frame: Uint8Array): void;
  answering(): boolean;
  /** The line is gone: nothing is known of the board until it is read again. */
  lineLost(): void;
  /** Being set up: not polled, not opened, doors unknown. */
  aside(yes: boolean): void;
  isAside(): boolean;
  doors(): Door[];
  status(): LockBoardStatus;
}

interface Tell {
  doors(changes: DoorChange[]): void;
  log(level: 'info' | 'warn', message: string): void;
}

export function createBoard(
  family: Family,
  settings: LockBoard,
  tell: Tell,
  othersAnswer: () => boolean,
  limits: Limits['locker'],
): Board {
  const watch = createDoorWatch(settings, limits);
  const timing = family.timing(limits);
  const reading = family.readDoors(settings, timing);
  let answering = false;
  let problem: DeviceError | undefined;
  let failures = 0;
  let last: BoardReading | undefined;
  let otherAnswer = false;
  let doubled = 0;
  /** Its doors were told as unknown, or were never told: they are all told when they are known again. */
  let hidden: 'no' | 'told' | 'returning' = 'no';
  let readsSinceReturn = 0;
  let aside = false;

  function hide(): void {
    if (hidden !== 'told') tell.doors(watch.unknownDoors().map((door) => ({ door, commanded: true })));
    hidden = 'told';
  }

  function missed(error: DeviceError): void {
    failures += 1;
    if (failures < limits.failingAfter && answering) return;
    const wasAnswering = answering;
    answering = false;
    const shared = error.code === 'device-garbled' ? ` (perhaps two boards have address ${settings.board})` : '';
    problem = { ...error, detail: `${error.detail ?? ''}${shared}` };
    if (wasAnswering) tell.log('warn', `board ${settings.board} does not answer: ${error.code}, ${problem.detail}`);
    // While the whole line is dead the device itself is told as failing, and all its doors are asked for after that.
    if (othersAnswer()) hide();
  }

  function answered(now: BoardReading): void {
    if (!answering && failures > 0) tell.log('info', `board ${settings.board} answers`);
    failures = 0;
    answering = true;
    last = now;
    doubled = otherAnswer ? doubled + 1 : 0;
    otherAnswer = false;
    if (doubled === limits.doubleAnswers) tell.log('warn', `two boards answer at address ${settings.board}`);
    problem = twoBoards()
      ? { code: 'device-garbled', detail: `two boards answer at address ${settings.board}` }
      : undefined;
    // An answer that was on its way when the board was set aside: its doors are told by a first sight, later.
    if (aside) return;
    const changes = watch.read(now, performance.now());
    if (hidden === 'told') {
      hidden = 'returning';
      readsSinceReturn = 0;
    }
    if (hidden === 'no') return tell.doors(changes);
    readsSinceReturn += 1;
    if (readsSinceReturn < limits.equalReads) return;
    hidden = 'no';
    // What changed meanwhile is part of it.
    tell.doors(watch.all());
  }

  const twoBoards = () => doubled >= limits.doubleAnswers;

  async function look(exchange: Exchange): Promise<void> {
    // Who is silent is asked once: three attempts at each board that is off would take the time of the others.
    const command: Command<BoardReading> = answering || !othersAnswer() ? reading : { ...reading, safeToRepeat: false };
    let now: BoardReading;
    try {
      now = await exchange.run(command);
    } catch (thrown) {
      const error = errorOf(thrown);
      if (error.code !== 'device-not-ready' && error.code !== 'device-lost') missed(error);
      throw thrown;
    }
    answered(now);
  }

  return {
    settings,
    look,
    async lookTwice(exchange) {
      for (let read = 0; read < limits.equalReads; read += 1) await look(exchange);
    },
    mustBeWatched() {
      const reason = aside
        ? 'board is being set up'
        : !answering
          ? 'board does not answer'
          : twoBoards()
            ? 'two boards answer at this address'
            : null;
      if (reason) throw new DeviceFault('device-not-ready', `${reason}; nothing was sent`);
    },
    async open(exchange, lock) {
      const onWire = settings.firstLock + lock;
      watch.pulse(lock, performance.now());
      try {
        const answer = await exchange.run(family.open(settings, onWire, timing));
        if (answer === 'doubtful')
          tell.log('warn', `board ${settings.board} does not confirm the opening of lock ${lock}`);
      } catch (thrown) {
        const { code } = errorOf(thrown);
        if (code === 'device-not-ready' || code === 'device-refused') watch.noPulse(lock);
        throw thrown;
      }
      if (!family.readBack) return;
      // For the log only: the pulse is sent, whatever the relay says of it.
      const on = await exchange.run(family.readBack(settings, onWire, timing)).catch(() => null);
      if (on !== true) tell.log('warn', `board ${settings.board} does not show the relay of lock ${lock} as on`);
    },
    overheard(frame) {
      if (!last) return;
      try {
        const second = reading.reply?.parse(frame);
        if (second && JSON.stringify(second) !== JSON.stringify(last)) otherAnswer = true;
      } catch {
        otherAnswer = true; // One says yes, the other no.
      }
    },
    answering: () => answering,
    lineLost() {
      answering = false;
      failures = 0;
      doubled = 0;
    },
    aside(yes) {
      if (yes === aside) return;
      aside = yes;
      if (yes) hide();
      else watch.forget();
    },
    isAside: () => aside,
    doors: () => (aside || !answering || hidden !== 'no' ? watch.unknownDoors() : watch.doors()),
    status: () => ({ board: settings.board, answering, ...(problem ? { problem } : {}) }),
  };
}

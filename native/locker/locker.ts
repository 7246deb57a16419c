import type { Door, HostEvent, LockBoardConfig, LockBoardStatus, LockerModel } from '../contract.ts';
import { createExchange, type Exchange } from '../exchange.ts';
import { DeviceFault, errorOf } from '../fault.ts';
import type { Limits } from '../limits.ts';
import type { ByteLink } from '../link/link.ts';
import type { Health, Session } from '../supervisor.ts';
import { pause, sleep } from '../time.ts';
import { createBoard, type Board } from './board.ts';
import { createCommissioner, type Commissioner } from './commissioner.ts';
import type { DoorChange } from './doorWatch.ts';
import { families, settledBoards } from './families/index.ts';

export interface LockerSettings {
  deviceId: string;
  model: LockerModel;
  boards: LockBoardConfig[];
}

export interface Locker {
  connect(link: ByteLink, health: Health): Promise<Session>;
  /** Sends the opening pulse once. Rejects with `DeviceFault`; `device-not-ready` means that nothing was sent. */
  open(board: number, lock: number, operationId: string): Promise<void>;
  /** Reads the doors now; those of a board that is silent among others are `unknown`. */
  doors(): Promise<Door[]>;
  boards(): LockBoardStatus[];
  commission: Commissioner;
}

/**
 * Lock boards of one family on one line. The object outlives its link: doors and used operation ids are remembered over
 * an unplug.
 */
export function createLocker(
  settings: LockerSettings,
  tell: { event(event: HostEvent): void; log(level: 'info' | 'warn', message: string): void },
  limits: Limits['locker'],
): Locker {
  const family = families[settings.model];
  const operations = new Set<string>();
  let discarded = 0;
  let current:
    | {
        exchange: Exchange;
        health: Health;
        rest: { wake(): void; /** Rounds that follow each other at once. */ hurried: number };
      }
    | undefined;
  /** Openings wait for each other: one solenoid at a time. */
  let openings: Promise<unknown> = Promise.resolve();

  const log = (level: 'info' | 'warn', message: string) => tell.log(level, `${settings.deviceId}: ${message}`);

  function tellDoors(changes: DoorChange[]): void {
    for (const change of changes) {
      if (change.door.door === 'open' && !change.commanded)
        log('warn', `board ${change.door.board} lock ${change.door.lock} is open without a command`);
      tell.event({ type: 'door', deviceId: settings.deviceId, ...change });
    }
  }

  const boards: Board[] = settledBoards(family, settings.boards).map((settled, index) =>
    createBoard(
      family,
      settled,
      { doors: tellDoors, log },
      () => boards.some((other, at) => at !== index && other.answering()),
      limits,
    ),
  );

  function ready(): NonNullable<typeof current> {
    if (!current) throw new DeviceFault('device-not-ready', 'line is not connected');
    return current;
  }

  function boardAt(address: number): Board {
    const board = boards.find((each) => each.settings.board === address);
    if (!board) throw new DeviceFault('invalid-request', `no board ${address}`);
    return board;
  }

  function remember(operationId: string): void {
    if (operations.has(operationId)) throw new DeviceFault('invalid-request', 'this operation was sent before');
    operations.add(operationId);
    const [oldest] = operations;
    if (operations.size > limits.operations && oldest !== undefined) operations.delete(oldest);
  }

  /** `work` when no other pulse is less than `betweenOpens` ago. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = openings.then(work);
    openings = turn.then(
      () => sleep(limits.betweenOpens),
      () => {},
    );
    return turn;
  }

  function sayDiscarded(): void {
    if (discarded > 0) log('warn', `threw away ${discarded} unreadable bytes`);
    discarded = 0;
  }

  /** Every board once. Throws only when none of them answers: a dead board does not stop the others. */
  async function everyBoard(chosen: Board[], look: (board: Board) => Promise<void>): Promise<void> {
    let failure: unknown;
    let answered = chosen.length === 0;
    for (const board of chosen) {
      sayDiscarded();
      const wasAnswering = board.answering();
      await look(board).then(
        () => {
          answered = true;
          // Nothing else would tell that it is back: the line was ready all the time.
          if (!wasAnswering) current?.health.good();
        },
        (thrown: unknown) => {
          current?.health.failed();
          failure ??= thrown;
        },
      );
    }
    if (!answered) throw failure;
  }

  /** Silent boards among others that answer are left out in most rounds. */
  function boardsOfRound(round: number): Board[] {
    const inUse = boards.filter((board) => !board.isAside());
    if (round % limits.silentBoardEvery === 0 || !inUse.some((board) => board.answering())) return inUse;
    return inUse.filter((board) => board.answering());
  }

  async function poll({ exchange, health, rest }: NonNullable<typeof current>, going: () => boolean): Promise<void> {
    let failures = 0;
    for (let round = 1; going(); round += 1) {
      try {
        await everyBoard(boardsOfRound(round), (board) => board.look(exchange));
        failures = 0;
        health.well();
      } catch (thrown) {
        if (!going()) return;
        failures += 1;
        if (failures >= limits.failingAfter) health.failing(errorOf(thrown));
        if (failures >= limits.lostAfter) return health.giveUp(errorOf(thrown));
      }
      if (!going()) return;
      const next = pause(rest.hurried > 0 ? limits.frameGap : limits.poll);
      if (rest.hurried > 0) rest.hurried -= 1;
      rest.wake = next.wake;
      await next.over;
    }
  }

  return {
    async connect(link, health) {
      const rest = { wake: () => {}, hurried: 0 };
      const exchange = createExchange(link, family.createParser(), {
        attempts: limits.readAttempts,
        onDiscarded: (bytes) => {
          health.failed();
          discarded += bytes;
        },
        onOther(frame) {
          // A change that was told is only looked at sooner: what is believed comes from reading alone.
          if (family.toldBy?.(frame) !== undefined) {
            rest.hurried = limits.equalReads;
            rest.wake();
          } else for (const board of boards) board.overheard(frame);
        },
        continuous: family.speaksUnasked,
      });
      for (const board of boards) board.lineLost();
      // All doors are read before anything is accepted.
      await everyBoard(boards, (board) => board.lookTwice(exchange));
      let going = true;
      const mine = { exchange, health, rest };
      current = mine;
      const stopLoss = link.onLost(() => leave({ code: 'device-lost' }));
      const polling = poll(mine, () => going);

      function leave(cause: { code: 'device-lost' | 'device-not-ready' }): void {
        going = false;
        if (current === mine) current = undefined;
        exchange.stop(cause);
        for (const board of boards) board.lineLost();
        rest.wake();
      }
      return {
        async stop() {
          stopLoss();
          leave({ code: 'device-not-ready' });
          await polling;
        },
      };
    },

    async open(address, lock, operationId) {
      const board = boardAt(address);
      if (lock < 0 || lock >= board.settings.locks)
        throw new DeviceFault('invalid-request', `no lock ${lock} on board ${address}`);
      remember(operationId);
      ready();
      board.mustBeWatched();
      return inTurn(async () => {
        const { exchange, health } = ready();
        board.mustBeWatched();
        log('info', `operation ${operationId} opens board ${address} lock ${lock}`);
        await board.open(exchange, lock).then(
          () => health.good(),
          (thrown: unknown) => {
            health.failed();
            throw thrown;
          },
        );
      });
    },

    async doors() {
      const { exchange, health } = ready();
      await everyBoard(
        boards.filter((board) => !board.isAside()),
        (board) => board.lookTwice(exchange),
      );
      health.good();
      return boards.flatMap((board) => board.doors());
    },

    boards: () => boards.map((board) => board.status()),

    commission: createCommissioner(
      family,
      boardAt,
      {
        run: (command) => ready().exchange.run(command),
        pulse: (operationId, command) => {
          remember(operationId);
          log('info', `operation ${operationId} sets up: ${command.name}`);
          return inTurn(() => ready().exchange.run(command));
        },
      },
      limits,
    ),
  };
}

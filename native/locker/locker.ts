import type { Door, HostEvent } from '../contract.ts';
import { createExchange, type Exchange } from '../exchange.ts';
import { DeviceFault, errorOf } from '../fault.ts';
import type { Limits } from '../limits.ts';
import type { ByteLink } from '../link/link.ts';
import type { Health, Session } from '../supervisor.ts';
import { pause } from '../time.ts';
import { readStatus, unlock } from './commands.ts';
import { createDoorWatch } from './doorWatch.ts';
import { createFrameParser } from './frames.ts';

export interface LockerSettings { deviceId: string; board: number; locks: number; closedBit: 0 | 1 }

export interface Locker {
  connect(link: ByteLink, health: Health): Promise<Session>;
  /** Sends the opening pulse once. Rejects with `DeviceFault`; `device-not-ready` means that nothing was sent. */
  open(board: number, lock: number, operationId: string): Promise<void>;
  /** Reads the doors now. */
  doors(): Promise<Door[]>;
}

/** One lock board. The object outlives its link: doors and used operation ids are remembered over an unplug. */
export function createLocker(
  settings: LockerSettings,
  tell: { event(event: HostEvent): void; log(level: 'info' | 'warn', message: string): void },
  limits: Limits['locker'],
): Locker {
  const watch = createDoorWatch(settings, limits);
  const operations = new Set<string>();
  let discarded = 0;
  let current: { exchange: Exchange; health: Health; answering: boolean } | undefined;

  function ready(): { exchange: Exchange; health: Health; answering: boolean } {
    if (!current) throw new DeviceFault('device-not-ready', 'board is not connected');
    return current;
  }

  function remember(operationId: string): void {
    if (operations.has(operationId)) throw new DeviceFault('invalid-request', 'this operation was sent before');
    operations.add(operationId);
    const [oldest] = operations;
    if (operations.size > limits.operations && oldest !== undefined) operations.delete(oldest);
  }

  /** One look at the board. */
  async function look(exchange: Exchange): Promise<void> {
    if (discarded > 0) tell.log('warn', `${settings.deviceId}: threw away ${discarded} unreadable bytes`);
    discarded = 0;
    const status = await exchange.run(readStatus(settings.board, limits));
    for (const change of watch.read(status, Date.now())) {
      if (change.door.door === 'open' && !change.commanded) tell.log('warn', `${settings.deviceId}: lock ${change.door.lock} is open without a command`);
      tell.event({ type: 'door', deviceId: settings.deviceId, ...change });
    }
  }

  /** Looks until every contact was read equally often enough, so that the first answer is already believed. */
  async function lookTwice(exchange: Exchange): Promise<void> {
    for (let read = 0; read < limits.equalReads; read += 1) await look(exchange);
  }

  async function poll(it: NonNullable<typeof current>, going: () => boolean, rest: { wake(): void }): Promise<void> {
    const { exchange, health } = it;
    let failures = 0;
    while (going()) {
      try {
        await look(exchange);
        failures = 0;
        it.answering = true;
        health.well();
      } catch (thrown) {
        if (!going()) return;
        failures += 1;
        health.failed();
        if (failures >= limits.failingAfter) {
          it.answering = false;
          health.failing(errorOf(thrown));
        }
        if (failures >= limits.lostAfter) return health.giveUp(errorOf(thrown));
      }
      const next = pause(limits.poll);
      rest.wake = next.wake;
      await next.over;
    }
  }

  return {
    async connect(link, health) {
      const exchange = createExchange(link, createFrameParser(), {
        attempts: limits.readAttempts,
        onDiscarded: (bytes) => {
          health.failed();
          discarded += bytes;
        },
      });
      await lookTwice(exchange);
      let going = true;
      const rest = { wake: () => {} };
      const mine = { exchange, health, answering: true };
      current = mine;
      const stopLoss = link.onLost(() => leave({ code: 'device-lost' }));
      const polling = poll(mine, () => going, rest);

      function leave(cause: { code: 'device-lost' | 'device-not-ready' }): void {
        going = false;
        if (current === mine) current = undefined;
        exchange.stop(cause);
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

    async open(board, lock, operationId) {
      if (board !== settings.board || lock < 0 || lock >= settings.locks) throw new DeviceFault('invalid-request', `no lock ${lock} on board ${board}`);
      remember(operationId);
      const { exchange, health, answering } = ready();
      // Never pulse what we cannot watch.
      if (!answering) throw new DeviceFault('device-not-ready', 'board does not answer; nothing was sent');
      tell.log('info', `${settings.deviceId}: operation ${operationId} opens board ${board} lock ${lock}`);
      watch.pulse(lock, Date.now());
      try {
        await exchange.run(unlock(board, lock, limits));
        health.good();
      } catch (thrown) {
        health.failed();
        if (errorOf(thrown).code === 'device-not-ready') watch.noPulse(lock);
        throw thrown;
      }
    },

    async doors() {
      const { exchange, health } = ready();
      await lookTwice(exchange);
      health.good();
      return watch.doors();
    },
  };
}

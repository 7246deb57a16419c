import type { DeviceError, DeviceKind, DeviceState, DeviceStatus, LockBoardStatus } from './contract.ts';
import { DeviceFault, errorOf, faultOf } from './fault.ts';
import type { Limits } from './limits.ts';
import type { OpenLink } from './link/link.ts';
import { pause, withinTime } from './time.ts';
import { createTap, type Tap } from './trace/tap.ts';

/** What a driver says about how it goes, while its link is open. */
export interface Health {
  good(): void;
  failed(): void;
  /** There, but not doing what it should. */
  failing(problem: DeviceError): void;
  /** Doing what it should again. */
  well(): void;
  /** The driver sees no other way than to open the device anew. */
  giveUp(problem: DeviceError): void;
}

/** A device in use. `stop` ends it politely; after a loss it only tidies up. */
export interface Session {
  stop(lost: boolean): Promise<void>;
}

/** What the supervisor needs to know of a device. */
export interface Supervisable<L extends OpenLink> {
  id: string;
  kind: DeviceKind;
  simulated: boolean;
  name(): string;
  /** Where one line carries several boards: how each is doing. */
  boards?(): LockBoardStatus[];
  /** null: it is not there. Throws `DeviceFault` when it is there but cannot be opened. */
  open(): Promise<L | null>;
  /** The start-up. Ends when the device is usable; throws `DeviceFault` when it does not become so. */
  connect(link: L, health: Health): Promise<Session>;
}

export interface Supervised {
  status(): DeviceStatus;
  /** Looks again now: something was plugged in. */
  lookNow(): void;
  /** Records what goes over the device's line. */
  trace: Pick<Tap, 'start' | 'stop'>;
  stop(): Promise<void>;
}

/**
 * Keeps one device open:
 *
 *   searching -> connecting -> ready -> lost -> connecting -> ...
 *        there but not usable: failing (and again after a growing pause)
 *
 * Each device has its own loop: a dead one never stops another.
 */
export function supervise<L extends OpenLink>(
  device: Supervisable<L>,
  tell: { status(status: DeviceStatus): void; log(level: 'info' | 'warn' | 'error', message: string): void },
  limits: Limits,
): Supervised {
  let state: DeviceState = 'searching';
  let problem: DeviceError | undefined;
  let good = 0;
  let failed = 0;
  let wasThere = false;
  let failures = 0;
  let stopped = false;
  let wakeUp = () => {};
  let endLife: ((cause: DeviceError) => void) | undefined;
  let countsTimer: NodeJS.Timeout | undefined;

  const tap = createTap();

  const status = (): DeviceStatus => ({
    id: device.id,
    kind: device.kind,
    name: device.name(),
    simulated: device.simulated,
    state,
    good,
    failed,
    ...(problem ? { problem } : {}),
    ...(device.boards ? { boards: device.boards() } : {}),
  });

  function set(next: DeviceState, why?: DeviceError): void {
    if (state === next && problem?.code === why?.code) return;
    state = next;
    problem = why;
    tell.log(
      next === 'failing' || next === 'lost' ? 'warn' : 'info',
      `${device.id}: ${next}${why ? ` (${why.code}${why.detail ? `, ${why.detail}` : ''})` : ''}`,
    );
    tell.status(status());
  }

  function countsChanged(): void {
    countsTimer ??= setTimeout(() => {
      countsTimer = undefined;
      if (!stopped) tell.status(status());
    }, limits.countsPause);
  }

  async function oneLife(): Promise<'absent' | 'ended'> {
    const opened = await device.open();
    if (!opened) {
      if (state !== 'lost') set(wasThere ? 'lost' : 'searching');
      return 'absent';
    }
    if (stopped) {
      await opened.close();
      return 'ended';
    }
    const link = tap.through(opened);
    // A device that keeps failing stays so until it works: no flicker on the screen.
    if (state !== 'failing') set('connecting');
    let connected = false;
    let ended: DeviceError | undefined;
    const end = new Promise<DeviceError>((resolve) => {
      endLife = (cause) => {
        ended ??= cause;
        resolve(cause);
      };
    });
    link.onLost((cause) => endLife?.(cause));
    const alive = () => !stopped && !ended;
    const health: Health = {
      good: () => {
        good += 1;
        countsChanged();
      },
      failed: () => {
        failed += 1;
        countsChanged();
      },
      failing: (why) => connected && alive() && set('failing', why),
      well: () => connected && alive() && state === 'failing' && set('ready'),
      giveUp: (why) => endLife?.(why),
    };

    let session: Session | undefined;
    let connectFault: DeviceError | undefined;
    const connecting = device.connect(link, health);
    try {
      session = await Promise.race([connecting, end.then((cause) => Promise.reject(faultOf(cause)))]);
    } catch (thrown) {
      connectFault = errorOf(thrown);
      // The link is closed below, so a start-up that is still going on fails by itself; if it got through, end it.
      connecting.then(
        (late) => late.stop(true),
        () => {},
      );
    }
    if (session && alive()) {
      wasThere = true;
      failures = 0;
      connected = true;
      set('ready');
      await end;
    }
    const lost = ended !== undefined && !stopped;
    if (lost && ended?.code === 'device-lost') set('lost', ended);
    else if (!stopped) set('failing', ended ?? connectFault ?? { code: 'device-silent' });
    const late = () => new DeviceFault('device-silent', 'did not end in time');
    await withinTime(session?.stop(lost) ?? Promise.resolve(), limits.stop, late).catch((thrown: unknown) =>
      tell.log('warn', `${device.id}: ${errorOf(thrown).detail ?? 'did not end well'}`),
    );
    await withinTime(link.close(), limits.link.close * 2, late).catch((thrown: unknown) =>
      tell.log('warn', `${device.id}: closing: ${errorOf(thrown).detail ?? ''}`),
    );
    return 'ended';
  }

  async function run(): Promise<void> {
    while (!stopped) {
      const how = await oneLife().catch((thrown: unknown) => set('failing', errorOf(thrown)));
      endLife = undefined;
      if (stopped) break;
      const grown = limits.reopenPauses[Math.min(failures, limits.reopenPauses.length - 1)] ?? limits.searchPause;
      if (how !== 'absent') failures += 1;
      const rest = pause(how === 'absent' ? limits.searchPause : grown);
      wakeUp = rest.wake;
      await rest.over;
    }
  }

  const running = run();
  return {
    status,
    lookNow: () => wakeUp(),
    trace: tap,
    async stop() {
      stopped = true;
      clearTimeout(countsTimer);
      endLife?.({ code: 'device-not-ready', detail: 'closed by us' });
      wakeUp();
      await running;
      tap.stop('closed');
    },
  };
}

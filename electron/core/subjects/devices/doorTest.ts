import type { DeviceHost, HostEvent } from '../../../../native/index.ts';
import type { AppError } from '../../../contract/errors.ts';
import type { DeviceTestView } from '../../../contract/deviceTests.ts';
import type { Log } from '../../kernel/ports.ts';
import { uuidv7 } from '../../kernel/basics/uuid.ts';
import { deviceToAppError, surelyNothingHappened } from '../../kernel/devices/deviceErrors.ts';
import type { Devices } from '../../kernel/devices/devices.ts';

/** From the pulse to the contact, as for a deposit: hooks are slow. */
export const doorOpensWithinMs = 6000;

/**
 * A door that jams gives way at the next rattle. Later it is somebody else's doing, and nobody looks at this test any
 * more.
 */
export const givesWayWithinMs = 60_000;

type View = Extract<DeviceTestView, { kind: 'door' }>;
export type DoorPlace = Pick<View, 'deviceId' | 'board' | 'lock' | 'label'>;
interface DoorTestOptions {
  host: DeviceHost;
  devices: Devices;
  log: Log;
  onChange: () => void;
}

/** One door, opened once under an operation id of its own, and what is seen of it. Never opened again by this. */
export class DoorTest {
  readonly #options: DoorTestOptions;
  readonly #place: DoorPlace;
  #state: View['state'] = 'commanded';
  #problem: AppError | null = null;
  #openedAfterMs: number | null = null;
  #commandedAt = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(place: DoorPlace, options: DoorTestOptions) {
    this.#place = place;
    this.#options = options;
  }

  get view(): View {
    return {
      kind: 'door',
      ...this.#place,
      state: this.#state,
      openedAfterMs: this.#openedAfterMs,
      problem: this.#problem,
    };
  }

  /** A pulse is under way or the door stands open: no other one is opened meanwhile. */
  get underWay(): boolean {
    return this.#state === 'commanded' || this.#state === 'open';
  }

  /** This door opening is no alarm: it was asked for here, and may give way late. */
  expects({ board, lock }: { board: number; lock: number }): boolean {
    if (
      board !== this.#place.board ||
      lock !== this.#place.lock ||
      this.#state === 'closed' ||
      this.#state === 'refused'
    )
      return false;
    return this.underWay || performance.now() - this.#commandedAt < givesWayWithinMs;
  }

  async start(): Promise<void> {
    const { host, devices, log } = this.#options;
    const { deviceId, board, lock } = this.#place;
    const operationId = uuidv7();
    log('info', `door test ${operationId}: board ${board} lock ${lock}`);
    const answer = await host.ask('locker.open', { deviceId, board, lock, operationId });
    // The contact may have been faster than the answer.
    if (this.#state !== 'commanded') return;
    if (!answer.ok) {
      this.#problem = deviceToAppError(answer.error);
      return this.#is(surelyNothingHappened(answer.error) ? 'refused' : 'unknown');
    }
    if (!devices.hasContact(this.#place)) return this.#is('unknown');
    this.#timer = setTimeout(
      () => this.#state === 'commanded' && this.#is(devices.door(this.#place) === 'closed' ? 'not-opened' : 'unknown'),
      doorOpensWithinMs,
    );
    this.#timer.unref();
  }

  take(event: HostEvent): void {
    if (event.type === 'device' && event.status.id === this.#place.deviceId && event.status.state !== 'ready')
      return this.#unseen();
    if (event.type !== 'door' || event.door.board !== this.#place.board || event.door.lock !== this.#place.lock) return;
    switch (event.door.door) {
      case 'open':
        if (this.#state === 'open' || !this.expects(event.door)) return;
        this.#openedAfterMs ??= Math.round(performance.now() - this.#commandedAt);
        return this.#is('open');
      case 'closed':
        if (this.#openedAfterMs !== null && this.#state !== 'closed') this.#is('closed');
        return;
      case 'unknown':
        return this.#unseen();
    }
  }

  /** Its board is away, perhaps for good: an open door that nobody watches holds nothing else up. */
  #unseen(): void {
    if (this.#state === 'open') this.#is('unknown');
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #is(state: View['state']): void {
    clearTimeout(this.#timer);
    this.#state = state;
    this.#options.onChange();
  }
}

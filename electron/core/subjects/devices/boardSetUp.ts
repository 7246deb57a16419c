import type { Answer, CommissioningView, DeviceHost, HostEvent, LockBoardConfig } from '../../../../native/index.ts';
import { fail, ok, type AppError, type ErrorCode, type Result } from '../../../contract/errors.ts';
import type { SetUpDeed, SetUpView } from '../../../contract/deviceTests.ts';
import { uuidv7 } from '../../kernel/basics/uuid.ts';
import { deviceToAppError } from '../../kernel/devices/deviceErrors.ts';
import type { Devices } from '../../kernel/devices/devices.ts';

/**
 * From the end of a set-up until all doors of the board have been told again, also where its line was opened anew for
 * it.
 */
const foundOpenWithinMs = 5000;

interface Running {
  deviceId: string;
  view: CommissioningView;
  locks: number;
  saved: SetUpView['saved'];
  problem: AppError | null;
  lost: boolean;
  busy: boolean;
}

interface BoardSetUpOptions {
  host: DeviceHost;
  devices: Devices;
  /** Somebody's document is on its way through a door. */
  depositUnderWay: () => boolean;
  /** Puts the conclusion into the settings; the error is told beside it. */
  save: (deviceId: string, board: LockBoardConfig) => Promise<Result<null>>;
  onChange: () => void;
}

/**
 * Setting up a lock board with a person before it: keeps the view, the host decides (native/locker/commissioning.ts).
 * One at a time.
 */
export class BoardSetUp {
  readonly #options: BoardSetUpOptions;
  #running: Running | null = null;
  /** Counts what begins and ends: whoever waited for an answer sees that it was not the last. */
  #turn = 0;
  #givenBack: { board: number; until: number } | null = null;

  constructor(options: BoardSetUpOptions) {
    this.#options = options;
  }

  get view(): SetUpView | null {
    const r = this.#running;
    if (!r) return null;
    const { board, step, opened, openings, refusal, conclusion } = r.view;
    return {
      deviceId: r.deviceId,
      board,
      locks: r.locks,
      step,
      opened,
      openings,
      refusal,
      conclusion: conclusion && {
        closedBit: conclusion.closedBit,
        firstLock: conclusion.firstLock ?? 0,
        contacts: conclusion.contacts ?? true,
        answersOpen: conclusion.answersOpen ?? false,
      },
      saved: r.saved,
      problem: r.problem,
      lost: r.lost,
    };
  }

  /** The board is aside: nothing else may be opened on this line, and it is not exchanged. */
  get underWay(): boolean {
    return this.#running !== null && !['done', 'refused'].includes(this.#running.view.step);
  }

  /** A door of a board that was given back a moment ago: where it is found open, it was opened from here. */
  concerns({ board }: { board: number }): boolean {
    return board === this.#givenBack?.board && performance.now() < this.#givenBack.until;
  }

  async play(deed: SetUpDeed): Promise<Result<null>> {
    const { host, depositUnderWay } = this.#options;
    if (deed.deed === 'start') return this.#start(deed.deviceId, deed.board);
    const r = this.#running;
    if (!r) return deed.deed === 'end' ? ok(null) : fail('set-up-not-running');
    if (deed.deed === 'end') return this.end();
    if (r.busy) return fail('device-busy');
    if (r.lost) return fail('set-up-lost');
    if (deed.deed === 'open' && depositUnderWay()) return fail('deposit-running');
    const { deviceId } = r;
    switch (deed.deed) {
      case 'closed':
        return this.#step(r, host.ask('locker.commission.closed', { deviceId }));
      case 'which':
        return this.#step(r, host.ask('locker.commission.which', { deviceId, door: deed.door }));
      case 'open':
        return this.#step(r, host.ask('locker.commission.open', { deviceId, operationId: uuidv7() }), true);
    }
  }

  /** The board is used as configured again. */
  async end(): Promise<Result<null>> {
    const r = this.#running;
    this.#turn += 1;
    this.#running = null;
    this.#options.onChange();
    if (r && !['saved', 'simulated'].includes(r.saved)) await this.#giveBack(r);
    return ok(null);
  }

  take(event: HostEvent): void {
    const r = this.#running;
    if (event.type !== 'device' || event.status.id !== r?.deviceId) return;
    // A process that was started anew knows nothing of the steps that were done.
    if (this.underWay && event.status.problem?.code === 'host-gone') this.#lose(r, 'set-up-lost');
    else this.#options.onChange();
  }

  async #start(deviceId: string, board: number): Promise<Result<null>> {
    const { host, devices, depositUnderWay } = this.#options;
    if (depositUnderWay()) return fail('deposit-running');
    const boards = devices.boardsOf(deviceId);
    const settings = boards?.find((each) => each.board === board);
    if (!settings) return fail('not-found');
    if (this.underWay && this.#running?.deviceId !== deviceId) return fail('set-up-running');
    if (devices.status(deviceId)?.state !== 'ready') return fail('box-missing');
    this.#turn += 1;
    const mine = this.#turn;
    const answer = await host.ask('locker.commission.start', { deviceId, board });
    // Ended meanwhile, as by signing out: no board stays aside for nobody.
    if (this.#turn !== mine) {
      void host.ask('locker.commission.end', { deviceId });
      return fail('set-up-not-running');
    }
    if (!answer.ok) return { ok: false, error: deviceToAppError(answer.error) };
    this.#running = {
      deviceId,
      view: answer.value,
      locks: settings.locks,
      saved: 'not-yet',
      problem: null,
      lost: false,
      busy: false,
    };
    this.#options.onChange();
    return ok(null);
  }

  async #step(r: Running, asked: Promise<Answer<CommissioningView>>, moves = false): Promise<Result<null>> {
    Object.assign(r, { busy: true, problem: null });
    const answer = await asked;
    r.busy = false;
    if (this.#running !== r) return fail('set-up-not-running');
    if (!answer.ok) {
      const { code } = answer.error;
      // Nobody knows whether the lock fired, or the host does not know of this any more: only beginning anew is safe.
      const unsure =
        code === 'host-gone' ||
        code === 'invalid-request' ||
        (moves && code !== 'device-not-ready' && code !== 'device-refused');
      if (unsure) this.#lose(r, 'set-up-lost');
      else r.problem = deviceToAppError(answer.error);
      this.#options.onChange();
      return ok(null);
    }
    r.view = answer.value;
    this.#options.onChange();
    if (answer.value.step === 'done' && answer.value.conclusion) await this.#save(r, answer.value.conclusion);
    // Nothing more comes of it: the box is used again, also when nobody comes back to this screen.
    if (answer.value.step === 'refused') await this.#giveBack(r);
    return ok(null);
  }

  async #save(r: Running, conclusion: LockBoardConfig): Promise<void> {
    const { devices, save } = this.#options;
    if (devices.status(r.deviceId)?.simulated) r.saved = 'simulated';
    else {
      const saved = await save(r.deviceId, conclusion);
      r.saved = saved.ok ? 'saved' : 'not-saved';
      r.problem = saved.ok ? null : saved.error;
    }
    // Not for a moment it is used by the settings that were just found wrong: where the new ones have to wait, it waits
    // aside.
    if (r.saved !== 'saved' || !devices.waits) await this.#giveBack(r);
    this.#options.onChange();
  }

  async #giveBack({ deviceId, view }: Running): Promise<void> {
    this.#givenBack = { board: view.board, until: performance.now() + foundOpenWithinMs };
    await this.#options.host.ask('locker.commission.end', { deviceId });
  }

  #lose(r: Running, code: ErrorCode): void {
    Object.assign(r, { lost: true, problem: { code } });
    this.#options.onChange();
  }
}

import type { DeviceHost, HostEvent, RawScan } from '../../../../native/index.ts';
import type { DevicesSnapshot } from '../../../contract/devices.ts';
import type { Handlers } from '../../../contract/index.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { Input } from '../../../contract/index.ts';
import type { Ink } from '../../../contract/signing.ts';
import type { Log, PadPainter } from '../../kernel/ports.ts';
import type { CounterWork } from '../../counter/work/counterWork.ts';
import { WorkstationSettings, type DeviceSettingsStore } from '../../kernel/settings/workstationSettings.ts';
import type { Settings } from '../../kernel/settings/settings.ts';
import { BoardSetUp } from './boardSetUp.ts';
import { deviceToAppError } from '../../kernel/devices/deviceErrors.ts';
import type { Devices } from '../../kernel/devices/devices.ts';
import { DoorTest } from './doorTest.ts';
import { isTestCode } from '../../kernel/devices/judgeScan.ts';
import { PadTest } from './padTest.ts';
import { ScannerTest } from './scannerTest.ts';

interface DeskOptions {
  host: DeviceHost;
  devices: Devices;
  settings: Settings['devices'];
  store: DeviceSettingsStore;
  paintPad: PadPainter;
  log: Log;
  language: () => 'de' | 'en';
  /** The person who is signed in may change settings of this workstation. */
  mayChange: () => boolean;
  depositUnderWay: () => boolean;
  signing: () => boolean;
  /** What lies behind a door by the office's records. */
  contentOf: (door: { board: number; lock: number }) => { label: string; content: 'empty' | 'occupied' | 'unknown' };
  onInk: (ink: Ink) => void;
  onChange: () => void;
}

type DeskHandlers = Pick<
  Handlers,
  'devices.test' | 'devices.testDoor' | 'devices.endTest' | 'devices.order' | 'devices.setUp' | 'devices.changeSettings'
>;

/** The devices screen's side of the product: tests, setting up, settings. Nothing of it touches the case at hand. */
export class DeviceDesk implements CounterWork {
  readonly #options: DeskOptions;
  readonly settings: WorkstationSettings;
  readonly setUp: BoardSetUp;
  #test: ScannerTest | PadTest | DoorTest | null = null;

  constructor(options: DeskOptions) {
    this.#options = options;
    const { host, devices, depositUnderWay, onChange } = options;
    this.settings = new WorkstationSettings({
      devices: options.settings,
      store: options.store,
      mayChange: options.mayChange,
      onChange: () => devices.configure(),
    });
    this.setUp = new BoardSetUp({
      host,
      devices,
      depositUnderWay,
      onChange,
      save: (_, board) => this.settings.saveBoard(board),
    });
  }

  get view(): Pick<DevicesSnapshot, 'test' | 'setUp' | 'settings'> {
    return { test: this.#test?.view ?? null, setUp: this.setUp.view, settings: this.settings.view };
  }

  /** A device is being tried out or set up: it is not exchanged meanwhile. */
  get holdsDevices(): boolean {
    return this.underWay;
  }

  get underWay(): boolean {
    return this.setUp.underWay || (this.#test instanceof DoorTest && this.#test.underWay);
  }

  /** True when a scan belongs to a test, or is the test code without one: it must reach no case. */
  takesScan(scan: RawScan): boolean {
    return (this.#test instanceof ScannerTest && this.#test.takesScan(scan)) || isTestCode(scan.bytes);
  }

  /** This door was opened from here. */
  isAbout(door: { board: number; lock: number }): boolean {
    return (this.#test instanceof DoorTest && this.#test.expects(door)) || this.setUp.concerns(door);
  }

  /** A board that was away does not know what was ordered before. */
  waitsFor(door: { board: number; lock: number }): boolean {
    return this.isAbout(door);
  }

  /** It was ordered open from here in the test that is shown, and the order is over: somebody could look inside. */
  wasOpened({ board, lock }: { board: number; lock: number }): boolean {
    const view = this.#test?.view;
    if (view?.kind !== 'door' || view.board !== board || view.lock !== lock) return false;
    return view.state === 'open' || view.state === 'closed' || view.state === 'unknown';
  }

  take(event: HostEvent): void {
    if (this.#test && !(this.#test instanceof ScannerTest && event.type === 'scan')) this.#test.take(event);
    this.setUp.take(event);
  }

  /** Somebody signs now: the pad belongs to them. */
  freePad(): void {
    if (this.#test instanceof PadTest) this.#test.end();
  }

  /** Nobody is signed in any more: no page stays on a pad, no board aside. */
  async coverUp(): Promise<void> {
    this.#replace(null);
    await this.setUp.end();
  }

  readonly handlers: DeskHandlers = {
    'devices.test': async ({ deviceId }) => this.#startTest(deviceId),
    'devices.testDoor': async (input) => this.#testDoor(input),
    'devices.endTest': async ({ deviceId }) => {
      if (this.#test?.view.deviceId !== deviceId) return ok(null);
      // What a pad measured stays to be read.
      if (this.#test instanceof PadTest) this.#test.end();
      else this.#replace(null);
      return ok(null);
    },
    'devices.order': async ({ deviceId, deed }) => {
      const answer = await this.#options.host.ask('scanner.command', { deviceId, deed });
      if (answer.ok) return ok({ text: answer.value.text });
      return answer.error.code === 'invalid-request' || answer.error.code === 'device-refused'
        ? fail('device-cannot')
        : { ok: false, error: deviceToAppError(answer.error) };
    },
    'devices.setUp': async (deed) => {
      if (!this.#options.mayChange()) return fail('not-allowed');
      if (deed.deed === 'start' && this.#test instanceof DoorTest && this.#test.underWay) return fail('device-in-test');
      return this.setUp.play(deed);
    },
    'devices.changeSettings': async (change) => this.settings.change(change),
  };

  async #startTest(deviceId: string): Promise<Result<null>> {
    const { devices, signing, onChange } = this.#options;
    const config = devices.config(deviceId);
    if (!config || devices.status(deviceId)?.state !== 'ready') return fail('device-not-ready');
    if (this.#test instanceof DoorTest && this.#test.underWay) return fail('device-in-test');
    switch (config.kind) {
      case 'scanner':
        this.#replace(new ScannerTest(config, onChange));
        return ok(null);
      case 'pad': {
        if (signing()) return fail('signature-running');
        const { host, paintPad, onInk, language } = this.#options;
        const test = new PadTest(deviceId, { host, paintPad, onInk, onChange });
        this.#replace(test);
        void test.start(language());
        return ok(null);
      }
      case 'locker':
        return fail('device-cannot');
    }
  }

  async #testDoor({ deviceId, board, lock, evenOccupied }: Input<'devices.testDoor'>): Promise<Result<null>> {
    const { host, devices, log, depositUnderWay, contentOf, mayChange, onChange } = this.#options;
    if (depositUnderWay()) return fail('deposit-running');
    if (this.setUp.underWay) return fail('set-up-running');
    if (this.#test instanceof DoorTest && this.#test.underWay) return fail('device-in-test');
    const boardConfig = devices.boardsOf(deviceId)?.find((each) => each.board === board);
    if (!boardConfig || lock >= boardConfig.locks) return fail('not-found');
    if (devices.status(deviceId)?.state !== 'ready') return fail('box-missing');
    const { label, content } = contentOf({ board, lock });
    if (content !== 'empty' && !mayChange()) return fail('not-allowed');
    if (content !== 'empty' && !evenOccupied) return fail('compartment-occupied', { compartment: label });
    const test = new DoorTest({ deviceId, board, lock, label }, { host, devices, log, onChange });
    this.#replace(test);
    void test.start();
    return ok(null);
  }

  #replace(test: ScannerTest | PadTest | DoorTest | null): void {
    this.#test?.end();
    this.#test = test;
    this.#options.onChange();
  }
}

import type { DeviceConfig, HostEvent, RawScan } from '../../../../native/index.ts';
import type { DeviceTestView, ScannerVerdict } from '../../../contract/deviceTests.ts';
import { isTestCode, judgeScan, judgeUnreadable } from '../../kernel/devices/judgeScan.ts';

export const scannerTestMs = 30_000;

type ScannerConfig = Extract<DeviceConfig, { kind: 'scanner' }>;
type View = Extract<DeviceTestView, { kind: 'scanner' }>;

/** "Scan this": one code of the screen, within half a minute. Whatever the scanner reads meanwhile reaches no case. */
export class ScannerTest {
  readonly #config: ScannerConfig;
  readonly #onChange: () => void;
  readonly #timer: NodeJS.Timeout;
  readonly #until = new Date(Date.now() + scannerTestMs).toISOString();
  #state: View['state'] = 'waiting';
  #verdict: ScannerVerdict | null = null;

  constructor(config: ScannerConfig, onChange: () => void) {
    this.#config = config;
    this.#onChange = onChange;
    this.#timer = setTimeout(() => this.#is(this.#open ? 'not-received' : this.#state), scannerTestMs);
    this.#timer.unref();
  }

  get view(): View {
    return {
      kind: 'scanner',
      deviceId: this.#config.id,
      state: this.#state,
      until: this.#until,
      verdict: this.#verdict,
    };
  }

  /** Still expecting the code, perhaps after another one. */
  get #open(): boolean {
    return this.#state === 'waiting' || this.#state === 'another-code' || this.#state === 'another-scanner';
  }

  /** True when this scan belongs to the test. */
  takesScan(scan: RawScan): boolean {
    const mine = scan.deviceId === this.#config.id;
    if (!this.#open || (!mine && !isTestCode(scan.bytes))) return false;
    if (!mine) this.#is('another-scanner');
    else {
      this.#verdict = judgeScan(scan, this.#config);
      this.#is(this.#verdict ? 'received' : 'another-code');
    }
    return true;
  }

  take(event: HostEvent): void {
    if (event.type !== 'unreadable' || event.deviceId !== this.#config.id || !this.#open) return;
    this.#verdict = judgeUnreadable(event.endMark, this.#config);
    this.#is('received');
  }

  #is(state: View['state']): void {
    this.#state = state;
    if (!this.#open) clearTimeout(this.#timer);
    this.#onChange();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceHost, HostEvent } from '../../../../native/index.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { TracesSnapshot } from '../../../contract/traces.ts';
import type { CounterWork } from '../../counter/work/counterWork.ts';
import type { Log } from '../../kernel/ports.ts';
import { deviceToAppError } from '../../kernel/devices/deviceErrors.ts';

const keptDays = 14;
const lookAgainMs = 6 * 3_600_000;

interface TracesOptions {
  host: DeviceHost;
  dataDir: string;
  log: Log;
  /** Somebody is at the counter, and it is no training: nothing of them is recorded. */
  somebodyThere: () => boolean;
  onChange: () => void;
  onNotice: (tone: 'good' | 'warning', code: 'trace-saved' | 'trace-not-saved' | 'trace-broken') => void;
}

/**
 * Recordings of what goes over a device's line: on explicit order, never of somebody who is served, into files of this
 * account only that are deleted after two weeks.
 */
export class Traces implements CounterWork {
  readonly #options: TracesOptions;
  readonly #folder: string;
  readonly #recording = new Map<string, string>();
  readonly #timer: NodeJS.Timeout;
  #last: TracesSnapshot['last'] = null;

  constructor(options: TracesOptions) {
    this.#options = options;
    this.#folder = join(options.dataDir, 'traces');
    this.#deleteOld();
    this.#timer = setInterval(() => this.#deleteOld(), lookAgainMs).unref();
  }

  get snapshot(): TracesSnapshot {
    return { recording: [...this.#recording].map(([deviceId, since]) => ({ deviceId, since })), last: this.#last };
  }

  async order(deviceId: string, record: boolean): Promise<Result<null>> {
    const { host, somebodyThere, onChange } = this.#options;
    if (!record) return this.#stop(deviceId);
    if (somebodyThere()) return fail('trace-while-serving');
    if (this.#recording.has(deviceId)) return ok(null);
    this.#recording.set(deviceId, new Date().toISOString());
    onChange();
    const answer = await host.ask('trace.start', { deviceId });
    if (!answer.ok) this.#recording.delete(deviceId);
    // Somebody may have been called while the order was under way.
    else this.endIfSomebodyCame();
    onChange();
    return answer.ok ? ok(null) : { ok: false, error: deviceToAppError(answer.error) };
  }

  async #stop(deviceId: string): Promise<Result<null>> {
    if (!this.#recording.has(deviceId)) return ok(null);
    const answer = await this.#options.host.ask('trace.stop', { deviceId });
    // It may just have ended by itself.
    return answer.ok || answer.error.code === 'invalid-request'
      ? ok(null)
      : { ok: false, error: deviceToAppError(answer.error) };
  }

  /** Whoever comes to the counter ends every recording. To be called whenever who is there may have changed. */
  endIfSomebodyCame(): void {
    if (this.#options.somebodyThere()) this.coverUp();
  }

  /** The clerk who ordered them is gone, or somebody came. */
  coverUp(): void {
    for (const deviceId of this.#recording.keys()) void this.#stop(deviceId);
  }

  take(event: HostEvent): void {
    if (
      event.type === 'device' &&
      event.status.problem?.code === 'host-gone' &&
      this.#recording.delete(event.status.id)
    ) {
      this.#options.onNotice('warning', 'trace-broken');
      this.#options.onChange();
    }
    if (event.type !== 'trace') return;
    this.#recording.delete(event.deviceId);
    try {
      this.#last = { deviceId: event.deviceId, ended: event.ended, file: this.#write(event.deviceId, event.text) };
      this.#options.onNotice('good', 'trace-saved');
    } catch (error) {
      this.#options.log('error', `a recording could not be written: ${String((error as NodeJS.ErrnoException).code)}`);
      this.#options.onNotice('warning', 'trace-not-saved');
    }
    this.#options.onChange();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #write(deviceId: string, text: string): string {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    chmodSync(this.#folder, 0o700);
    const file = join(
      this.#folder,
      `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${deviceId.replaceAll(/[^\w-]/g, '_')}.trace`,
    );
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }

  #deleteOld(): void {
    const oldest = Date.now() - keptDays * 86_400_000;
    try {
      for (const name of readdirSync(this.#folder)) {
        const file = join(this.#folder, name);
        if (name.endsWith('.trace') && statSync(file).mtimeMs < oldest) rmSync(file);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.#options.log(
          'warn',
          `old recordings could not be deleted: ${String((error as NodeJS.ErrnoException).code)}`,
        );
    }
  }
}

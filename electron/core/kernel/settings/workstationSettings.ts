import { canBe, type LockBoardConfig } from '../../../../native/index.ts';
import { DeviceSettings, type DeviceSettingsView } from '../../../contract/deviceSettings.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';

/** Where the settings of devices come from and go to; `electron/shell/settings.ts` under Electron. */
export interface DeviceSettingsStore {
  /** Names that the machine-wide file sets. */
  fixed: readonly string[];
  /** Writes whole subjects to the person's file; what it then means, or why nothing was written. */
  save(
    change: Partial<Record<keyof DeviceSettings, unknown>>,
  ): { ok: true; devices: DeviceSettings } | { ok: false; code: 'settings-wrong' | 'settings-not-saved' };
}

interface Options {
  devices: DeviceSettings;
  store: DeviceSettingsStore;
  mayChange: () => boolean;
  /** Applies the new settings. */
  onChange: () => Promise<void>;
}

/** The settings of this workstation's devices while it runs. */
export class WorkstationSettings {
  readonly #options: Options;
  #devices: DeviceSettings;

  constructor(options: Options) {
    this.#options = options;
    this.#devices = options.devices;
  }

  get devices(): DeviceSettings {
    return this.#devices;
  }

  get view(): DeviceSettingsView {
    return { values: this.#devices, fixed: [...this.#options.store.fixed], mayChange: this.#options.mayChange() };
  }

  /** Written first, then applied. */
  async change(change: Partial<Record<keyof DeviceSettings, unknown>>): Promise<Result<null>> {
    const { store, mayChange, onChange } = this.#options;
    if (!mayChange()) return fail('not-allowed');
    if (Object.keys(change).some((name) => store.fixed.includes(name))) return fail('settings-fixed');
    if (!boardsCanBe(change.locker)) return fail('settings-wrong');
    const saved = store.save(change);
    if (!saved.ok) return fail(saved.code);
    this.#devices = saved.devices;
    await onChange();
    return ok(null);
  }

  /** What setting up a board found out, in the place of what stood there. */
  saveBoard(board: LockBoardConfig): Promise<Result<null>> {
    const { locker } = this.#devices;
    if (typeof locker !== 'object') return Promise.resolve(fail('settings-wrong'));
    const boards = locker.boards?.map((each) => (each.board === board.board ? board : each));
    return this.change({ locker: boards ? { ...locker, boards } : { ...locker, ...board } });
  }
}

/** A board that its family does not have would be refused by the device process, and with it every other device. */
function boardsCanBe(locker: unknown): boolean {
  const parsed = DeviceSettings.shape.locker.safeParse(locker);
  if (!parsed.success || typeof parsed.data !== 'object') return true;
  const { model, boards, ...board } = parsed.data;
  return canBe(model, boards ?? [board]);
}

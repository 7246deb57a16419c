import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApplication, type Application } from '../../electron/core/wiring/application.ts';
import {
  events,
  requests,
  type Input,
  type Notice,
  type Output,
  type RequestName,
  type Result,
  type ScanView,
  type SnapshotName,
  type Snapshots,
  snapshots,
} from '../../electron/contract/index.ts';
import type { PadPainter, Ports } from '../../electron/core/kernel/ports.ts';
import { Settings } from '../../electron/core/kernel/settings/settings.ts';
import type { DeviceSettingsStore } from '../../electron/core/kernel/settings/workstationSettings.ts';
import { loadKey } from '../../electron/core/kernel/database/seal.ts';
import { startDeviceHost, type DeviceHost } from '../../native/index.ts';
import { hangMs } from './hang.ts';
import { noKeyStore } from './keys.ts';
import { personalDataIn } from './personalData.ts';
import { Told } from './told.ts';

/** One counter without windows: the real core and the real drivers on simulated devices. */
export interface TestCounter {
  application: Application;
  dataDir: string;
  now(): Snapshots;
  /** What its windows show by what they were told. */
  shown(): Partial<Snapshots>;
  /** What they showed otherwise than it was when something had been done; `stop` rejects over it. */
  stale: ReadonlySet<string>;
  ask<N extends RequestName>(name: N, input: Input<N>): Promise<Result<Output<N>>>;
  /** Asks and fails the test when the answer is an error. */
  must<N extends RequestName>(name: N, input: Input<N>): Promise<Output<N>>;
  /** Resolves when the condition holds; rejects, saying what was waited for, after the limit. */
  until(what: string, condition: (now: Snapshots) => boolean, limitMs?: number): Promise<void>;
  notices: Notice[];
  scans: ScanView[];
  log: string[];
  setBackendUrl(url: string | null): void;
  stop(): Promise<void>;
}

export interface TestCounterOptions {
  backendUrl: string | null;
  dataDir?: string;
  /** Default: in this process, on simulated devices. */
  host?: DeviceHost & { stop(): Promise<void> };
  settings?: Settings;
  /** Default: pages that are all white. */
  paintPad?: PadPainter;
  /** What opens addresses; default: there is none. */
  openBrowser?: (url: string) => Promise<void>;
  /** What the printer says; default: there is none. */
  print?: Ports['print'];
  /** Names of device settings that the machine-wide file sets. */
  fixedSettings?: string[];
  /** Default: those that are shipped. */
  processesDir?: string;
  /** Keep the folder after `stop`, to start again on it. */
  keep?: boolean;
}

export const processesDir = join(import.meta.dirname, '../../assets/processes');

export async function startCounter(options: TestCounterOptions): Promise<TestCounter> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'schalterwerk-counter-'));
  const host = options.host ?? startDeviceHost();
  let backendUrl = options.backendUrl;
  const notices: Notice[] = [];
  const scans: ScanView[] = [];
  const log: string[] = [];
  /** What the windows would have refused: told by `stop`, so that every journey holds the bridge to its contract. */
  const misfits = new Set<string>();
  const stale = new Set<string>();
  const told = new Told(() => application.snapshots());
  const lookAtWindows = async (after: string): Promise<void> => {
    for (const what of await told.stale()) stale.add(`after ${after}: ${what}`);
  };
  const settings = options.settings ?? Settings.parse({});
  const ports: Ports = {
    dataDir,
    processesDir: options.processesDir ?? processesDir,
    settings,
    saveLanguage: () => {},
    deviceSettings: settingsInMemory(settings.devices, options.fixedSettings ?? []),
    backendUrl: () => backendUrl,
    backendSecret: null,
    answerWithinMs: hangMs,
    host,
    key: await loadKey(dataDir, noKeyStore),
    openBrowser: async (url) => {
      if (options.openBrowser) return options.openBrowser(url);
      throw new Error('There is no browser.');
    },
    browserPage: (language) => `<html lang="${language}">`,
    comeForward: () => {},
    paintPad:
      options.paintPad ?? (async ({ width, height }) => new Uint8Array(Math.ceil(width / 8) * height).fill(0xff)),
    selfTest: async () => null,
    print: options.print ?? (async () => 'no-printer'),
    publish: (name, value) => {
      const checked = events[name].safeParse(value);
      if (!checked.success)
        misfits.add(
          `${name}: ${checked.error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`).join(', ')}`,
        );
      if (name === 'notice') notices.push(value as Notice);
      if (name === 'scan') scans.push(value as ScanView);
      if (Object.hasOwn(snapshots, name)) told.take(name as SnapshotName, value as Snapshots[SnapshotName]);
    },
    log: (level, message) => log.push(`${level} ${message}`),
  };
  const application = createApplication(ports);
  told.open();
  await application.start();
  const ask = async <N extends RequestName>(name: N, input: Input<N>): Promise<Result<Output<N>>> => {
    const answer = (await application.handlers[name](input)) as Result<Output<N>>;
    if (answer.ok && !requests[name].output.safeParse(answer.value).success) misfits.add(`the answer to ${name}`);
    await lookAtWindows(name);
    return answer;
  };
  return {
    application,
    dataDir,
    ask,
    notices,
    scans,
    log,
    now: () => application.snapshots(),
    shown: () => told.shown,
    stale,
    async must(name, input) {
      const result = await ask(name, input);
      if (!result.ok) throw new Error(`${name} was refused: ${result.error.code}`);
      return result.value;
    },
    async until(what, condition, limitMs = hangMs) {
      const end = Date.now() + limitMs;
      while (!condition(application.snapshots())) {
        if (Date.now() > end) throw new Error(`waited in vain for: ${what}; log: ${log.slice(-5).join(' | ')}`);
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
      await lookAtWindows(what);
    },
    setBackendUrl: (url) => {
      backendUrl = url;
    },
    async stop() {
      await application.stop();
      await host.stop();
      if (!options.keep) rmSync(dataDir, { recursive: true, force: true });
      if (misfits.size > 0) throw new Error(`the bridge broke its contract: ${[...misfits].join('; ')}`);
      if (stale.size > 0) throw new Error(`windows show what is not so: ${[...stale].join('; ')}`);
      const betrayed = personalDataIn(log);
      if (betrayed.length > 0) throw new Error(`personal data in the log: ${betrayed.join('; ')}`);
    },
  };
}

/** The person's settings file without a file. */
function settingsInMemory(devices: Settings['devices'], fixed: string[]): DeviceSettingsStore {
  let now: object = devices;
  return {
    fixed,
    save(change) {
      const parsed = Settings.safeParse({ devices: { ...now, ...change } });
      if (!parsed.success) return { ok: false, code: 'settings-wrong' };
      now = parsed.data.devices;
      return { ok: true, devices: parsed.data.devices };
    },
  };
}

/** Signed in at Schalter 1 with all devices ready. */
export async function signInAt(counter: TestCounter, counterIndex = 0, pin = '1111', clerkIndex = 0): Promise<void> {
  await signInBeforeTheDoors(counter, counterIndex, pin, clerkIndex);
  await counter.until('the doors to be known', (now) => now.devices.compartments.some(({ door }) => door === 'closed'));
}

/** The same, whatever the doors say. */
export async function signInBeforeTheDoors(
  counter: TestCounter,
  counterIndex = 0,
  pin = '1111',
  clerkIndex = 0,
): Promise<void> {
  await counter.until('the backend to be heard', (now) => now.session.phase === 'signed-out');
  const clerk = counter.now().session.clerks[clerkIndex]!;
  await counter.must('session.signIn', { clerkId: clerk.id, pin });
  await counter.must('session.chooseCounter', {
    counterId: counter.now().session.counters[counterIndex]!.id,
    takeOver: true,
  });
  await counter.until(
    'connection and devices',
    (now) =>
      now.connection.state === 'connected' &&
      now.devices.devices.length === 3 &&
      now.devices.devices.every(({ state }) => state === 'ready'),
  );
}

/** Lets the simulated scanner read one of the codes that the simulation offers. */
export async function scan(
  counter: TestCounter,
  what: string,
  choose: { mine?: boolean; label?: string },
): Promise<ScanView> {
  const code = counter
    .now()
    .simulation?.codes.find(
      (c) =>
        c.what === what &&
        (choose.mine === undefined || c.mine === choose.mine) &&
        (choose.label === undefined || c.label === choose.label),
    );
  if (!code) throw new Error(`the simulation offers no such code: ${what} ${JSON.stringify(choose)}`);
  const before = counter.scans.length;
  await counter.must('simulation.play', { deed: 'scan', text: code.text });
  await counter.until(`the scan of ${what}`, () => counter.scans.length > before);
  return counter.scans.at(-1)!;
}

export const confirmed = (counter: TestCounter): Promise<void> =>
  counter.until(
    'everything to be confirmed',
    (now) => now.outbox.waiting === 0 && now.connection.state === 'connected',
  );

/** A clerk at Schalter 1, whoever had it before. */
export async function signInAgain(counter: TestCounter, clerkId: string, pin: string): Promise<void> {
  await counter.must('session.signIn', { clerkId, pin });
  await counter.must('session.chooseCounter', { counterId: 'counter-1', takeOver: true });
}

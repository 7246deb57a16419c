import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { app, BrowserWindow } from 'electron';
import type { Finding, SelfTestReport } from '../../contract/selfTest.ts';
import { clerkWindow } from '../../contract/index.ts';
import type { Settings } from '../../core/kernel/settings/settings.ts';
import { trustSystemCertificates } from '../certificates.ts';
import { paths } from '../paths.ts';
import { serveScheme } from '../scheme.ts';
import { readSettings } from '../settings.ts';
import { lockedDown, lockWindows } from '../windows.ts';
import { deviceHost, devices, embeddedBackend, type Host } from './children.ts';
import { failed, passed, type Found, unknown, warning, withoutHome } from './found.ts';
import { holdPart, singleInstance } from './singleInstance.ts';
import { keyStore, keyStorePart } from './keyStoreTest.ts';
import { argument } from '../commandLine.ts';
import { disk, rights, screens, timeZone } from './machine.ts';
import { certificates, office } from './office.ts';
import { selfTestPage } from './page.ts';
import { bridge, camera, openPage, padPictures, printing, protection } from './pages.ts';
import { archive, fuses, refusedStarts, sandbox, versions } from './program.ts';
import { settingsSources } from './settingsSources.ts';

const usualPadPages = 200;
export const reportName = 'self-test.json';
export const pageName = 'self-test.html';

/** How this start of the program takes part in the self-test, by its arguments. */
export type SelfTestMode =
  | {
      part: 'all';
      /** Folder for the report; null: beside the data, and the page is shown. */
      to: string | null;
      padPages: number;
      /** Where the settings of the person lie. */
      data: string;
    }
  | { part: 'seal' | 'open' | 'hold' | 'nothing'; file: string };

/** A start that looks and changes nothing: also where data lie stays as it is. */
export const isSelfTest = (): boolean => app.commandLine.hasSwitch('self-test') || argument('self-test-part') !== null;

/**
 * To be called before the lock and before the application is ready. The test itself works on a folder of its own for
 * everything that Electron writes, so that it disturbs no counter that runs beside it.
 */
export function selfTestMode(): SelfTestMode {
  const part = argument('self-test-part');
  if (part === 'seal' || part === 'open' || part === 'hold' || part === 'nothing')
    return { part, file: argument('self-test-file') ?? '' };
  const data = argument('self-test-data') ?? app.getPath('userData');
  app.setPath('userData', mkdtempSync(path.join(os.tmpdir(), 'schalterwerk-self-test-')));
  return {
    part: 'all',
    to: argument('self-test-to'),
    padPages: Number(argument('self-test-pages') ?? usualPadPages),
    data,
  };
}

/** Takes the place of the usual start, and ends the program: 0 when nothing failed. */
export async function runSelfTest(mode: SelfTestMode, connectHost: () => Host): Promise<void> {
  if (mode.part === 'hold') return holdPart(mode.file);
  await app.whenReady();
  if (mode.part === 'nothing') return app.exit(0);
  if (mode.part !== 'all') return keyStorePart(mode.part, mode.file);

  app.on('window-all-closed', () => undefined);
  const report = await look(mode, connectHost);
  const to = mode.to ?? path.join(mode.data, 'self-test');
  mkdirSync(to, { recursive: true });
  const page = selfTestPage(
    report,
    report.settings.length > 0 ? languageIn(report) : app.getLocale().startsWith('de') ? 'de' : 'en',
  );
  writeFileSync(path.join(to, reportName), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(path.join(to, pageName), page);
  const wrong = report.findings.filter(({ outcome }) => outcome === 'failed');
  for (const { id, outcome, reason } of report.findings)
    console.log(`${outcome.padEnd(7)}  ${id}${reason === null ? '' : `: ${reason}`}`);
  console.log(`The report lies in ${path.join(to, pageName)}`);
  if (mode.to === null) await showUntilClosed(page);
  rmSync(app.getPath('userData'), { recursive: true, force: true, maxRetries: 3 });
  app.exit(wrong.length === 0 ? 0 : 1);
}

async function look(mode: Extract<SelfTestMode, { part: 'all' }>, connectHost: () => Host): Promise<SelfTestReport> {
  const began = Date.now();
  const folder = app.getPath('userData');
  const read = readSettings({ user: mode.data, machine: paths.machineSettings() });
  if (read.ok && read.settings.backend.mode === 'remote') trustSystemCertificates();
  serveScheme(paths.renderer);
  let page: BrowserWindow | null = null;
  lockWindows([], () => page?.webContents ?? null);
  const host = connectHost();
  const findings: Finding[] = [];
  const one = async (id: string, work: () => Found | Promise<Found>): Promise<void> => {
    // Where, not with what: a message may quote a path or an address.
    const found = await Promise.resolve()
      .then(work)
      .catch((error: unknown) => failed('unexpected', { detail: error instanceof Error ? error.name : typeof error }));
    findings.push({ id, ...found });
  };

  await one('versions', versions);
  await one('settings', () =>
    read.ok
      ? settingsFound(read.settings)
      : failed(`settings-${read.failure.code}`, { file: read.failure.file, detail: read.failure.detail }),
  );
  await one('fuses', fuses);
  await one('archive', archive);
  await one('refused-starts', () => refusedStarts(folder));
  await one('single-instance', () => singleInstance(folder));
  await one('key-store', () => keyStore(folder));
  await one('disk', () => disk(existing(mode.data)));
  await one('rights', () => rights({ data: mode.data, machineSettings: paths.machineSettings() }));
  await one('device-host', () => deviceHost(host));
  await one('devices', () => devices(host));
  await one('embedded-backend', () => embeddedBackend(paths.backend, folder));
  await one('certificates', certificates);
  await one('office', () => (read.ok ? office(read.settings.backend) : unknown('no-settings')));
  await one('time-zone', timeZone);
  await one('screens', screens);
  try {
    page = await openPage(paths.preload(clerkWindow));
    const opened = page;
    await one('sandbox', () => sandbox(opened.webContents.getOSProcessId()));
    await one('protection', () => protection(opened, paths.renderer));
    await one('bridge', () => bridge(opened));
    await one('camera', () => camera(opened));
    await one('printing', () => printing(opened));
  } catch {
    await one('protection', () => failed('no-page'));
  }
  await one('pad-pictures', () => padPictures(paths.processes, mode.padPages));
  page?.destroy();
  await host.stop();
  return {
    program: `Schalterwerk ${app.getVersion()}`,
    at: new Date(began).toISOString(),
    seconds: (Date.now() - began) / 1000,
    findings,
    settings: read.ok
      ? settingsSources(read.settings, read.files).map((setting) => ({ ...setting, value: withoutHome(setting.value) }))
      : [],
  };
}

/** Without a file of the administrators a counter trains, and everybody may think that it works. */
function settingsFound({ backend }: Settings): Found {
  const facts = { machineSettings: paths.machineSettings() };
  return backend.mode === 'embedded' && backend.seed
    ? warning('in-training', facts)
    : passed(existsSync(paths.machineSettings()) ? facts : {});
}

/** As the windows have it; where no settings could be read, the system's. */
const languageIn = (report: SelfTestReport): 'de' | 'en' =>
  report.settings.some(({ name, value }) => name === 'language' && value === '"en"') ? 'en' : 'de';

/** The nearest folder that is there: a machine on which nobody has worked yet has no data. */
function existing(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    return folder;
  } catch {
    return os.tmpdir();
  }
}

async function showUntilClosed(page: string): Promise<void> {
  const window = new BrowserWindow({
    width: 1100,
    height: 850,
    title: 'Schalterwerk',
    webPreferences: { ...lockedDown },
  });
  const closed = new Promise<void>((resolve) => void window.once('closed', () => resolve()));
  await window.loadURL(`data:text/html;charset=utf-8;base64,${Buffer.from(page).toString('base64')}`);
  await closed;
}

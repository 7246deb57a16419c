import { existsSync, mkdirSync } from 'node:fs';
import { app, dialog } from 'electron';
import { connectDeviceHost } from '../native/connectDeviceHost.ts';
import { createApplication } from './core/wiring/application.ts';
import { loadKey } from './core/kernel/database/seal.ts';
import { browserPage, openBrowser } from './shell/browser.ts';
import { trustSystemCertificates } from './shell/certificates.ts';
import { useDataFolder } from './shell/useDataFolder.ts';
import { startDeviceHostProcess } from './shell/deviceHostProcess.ts';
import { startEmbeddedBackend } from './shell/embeddedBackend.ts';
import { harden, sandboxEveryProcess } from './shell/hardening.ts';
import { openKeyStore } from './shell/keyStore.ts';
import { openLog, placeOf } from './shell/log.ts';
import { paintPad } from './shell/padPainter.ts';
import { removeOldTrainings } from './shell/oldTraining.ts';
import { paths } from './shell/paths.ts';
import { createPrint } from './shell/print.ts';
import { runSelfTestBeside } from './shell/selfTest/runBeside.ts';
import { isSelfTest, runSelfTest, selfTestMode } from './shell/selfTest/selfTest.ts';
import { officeFile, setUpOffice } from './shell/setUpOffice.ts';
import { createPublish } from './shell/publish.ts';
import { quitOrderly } from './shell/quit.ts';
import { registerScheme, serveScheme } from './shell/scheme.ts';
import { serve, served } from './shell/serve.ts';
import { runtimeLine } from './shell/runtimeLine.ts';
import { readSettings } from './shell/settings.ts';
import { startText } from './shell/startTexts.ts';
import { clerkKind } from './shell/windowKinds.ts';
import { createWindow, lockWindows } from './shell/windows.ts';

/**
 * Wires the parts, in order. Electron becomes ready only when this module has been evaluated: whatever waits for that
 * is never awaited at the top.
 */

// Whoever read the output may go away: that ends nobody.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
const allowed = harden();
sandboxEveryProcess();
registerScheme();
const testing = isSelfTest();
const data = useDataFolder(!testing);
const office = officeFile();
const selfTest = testing ? selfTestMode() : null;
if (!allowed) app.exit(1);
else if (selfTest)
  void runSelfTest(selfTest, () => connectDeviceHost(() => startDeviceHostProcess(paths.deviceHost, () => undefined)));
else if (data.outcome === 'failed' || data.outcome === 'two-places') {
  const sentence =
    data.outcome === 'failed'
      ? startText(app.getLocale(), 'data-not-moved', { detail: data.detail })
      : startText(app.getLocale(), 'data-in-two-places');
  dialog.showErrorBox(startText(app.getLocale(), 'title'), sentence);
  app.exit(1);
} else if (office !== null) void setUpOffice(office);
else if (app.requestSingleInstanceLock()) void start();
else app.exit(0);

async function start(): Promise<void> {
  const log = openLog(paths.logs());
  const giveUp = (key: Parameters<typeof startText>[1], values: Record<string, string> = {}): void => {
    dialog.showErrorBox(startText(app.getLocale(), 'title'), startText(app.getLocale(), key, values));
    app.exit(1);
  };
  process.on('uncaughtException', (error) => {
    log('error', `Unexpected: ${placeOf(error)}`);
    giveUp('unexpected', { file: paths.logs() });
  });
  // Told like any other fault: left alone, its message would be written to the error output.
  process.on('unhandledRejection', (reason) => {
    throw reason;
  });
  await app.whenReady();

  const read = readSettings({ user: app.getPath('userData'), machine: paths.machineSettings() });
  if (!read.ok) {
    const { code, file, detail } = read.failure;
    log('error', `Settings ${code}: ${file}: ${detail}`);
    return giveUp(`settings-${code}`, { file, detail });
  }
  const { settings, saveLanguage, deviceSettings } = read;
  const { backend } = settings;
  if (backend.mode === 'remote') trustSystemCertificates();
  const training = backend.mode === 'embedded' && backend.seed;
  const counterData = paths.counterData(training);
  removeOldTrainings(paths.trainings(), paths.today(), log);
  try {
    mkdirSync(counterData, { recursive: true });
  } catch (error) {
    return giveUp('data-folder-unusable', { file: counterData, detail: String((error as NodeJS.ErrnoException).code) });
  }

  const machine = existsSync(paths.machineSettings()) ? paths.machineSettings() : 'no settings of the machine';
  log('info', runtimeLine());
  if (data.outcome === 'moved')
    log('info', 'The data of an earlier version were moved to the local part of the profile.');
  log(
    'info',
    `Starting version ${app.getVersion()}, ${machine}, backend ${backend.mode === 'remote' ? new URL(backend.url).origin : training ? 'embedded for training' : 'embedded'}.`,
  );
  serveScheme(paths.renderer);
  const window = createWindow(clerkKind, {
    log,
    onGivingUp: () => giveUp('window-keeps-crashing'),
    onSessionEnd: () => application.coverUp(),
  });
  lockWindows([window], () => (application.mayUseCamera() ? window.contents() : null));
  app.on('second-instance', window.focus);
  app.on('window-all-closed', () => app.quit());

  const host = connectDeviceHost(() => startDeviceHostProcess(paths.deviceHost, log));
  const embedded =
    backend.mode === 'embedded'
      ? startEmbeddedBackend({ entry: paths.backend, dataDir: paths.backendData(training), seed: backend.seed, log })
      : undefined;

  const application = createApplication({
    dataDir: counterData,
    processesDir: paths.processes,
    settings,
    saveLanguage,
    deviceSettings,
    backendUrl: () => (backend.mode === 'remote' ? backend.url : (embedded?.url() ?? null)),
    backendSecret: embedded?.secret ?? null,
    host,
    key: await loadKey(counterData, await openKeyStore()),
    openBrowser,
    browserPage,
    comeForward: window.focus,
    paintPad,
    selfTest: runSelfTestBeside,
    print: createPrint(window.contents, log),
    publish: createPublish(window, log),
    log,
  });

  serve([served(window, application.handlers)], log);
  quitOrderly([() => application.stop(), () => host.stop(), () => embedded?.stop()], log);
  window.open();
  await application.start();
}

import type { Handlers, Notice, Snapshots } from '../../contract/index.ts';
import { fail, ok, type AppError } from '../../contract/errors.ts';
import { CaseActions } from '../counter/caseAtHand/caseActions.ts';
import { CaseAtHand } from '../counter/caseAtHand/caseAtHand.ts';
import { WorkAtCounter } from '../counter/work/counterWork.ts';
import { WhoIsHere } from './whoIsHere.ts';
import { openStore, type Store } from '../kernel/database/store.ts';
import { matchCodes } from '../codes/codeRules.ts';
import { Deposits } from '../subjects/box/deposits.ts';
import { deviceEvents } from './deviceEvents.ts';
import { DeviceDesk } from '../subjects/devices/deviceDesk.ts';
import { Devices } from '../kernel/devices/devices.ts';
import { ocrReaders } from '../kernel/devices/scannerConfigs.ts';
import { Traces } from '../subjects/devices/traces.ts';
import { Office } from '../kernel/records/office.ts';
import { BackendClient } from '../kernel/outbox/backendClient.ts';
import { Outbox } from '../kernel/outbox/outbox.ts';
import { createAnswers } from './answers.ts';
import { OutboxSender } from '../kernel/outbox/outboxSender.ts';
import { contentOf } from '../kernel/devices/deviceViews.ts';
import type { Ports } from '../kernel/ports.ts';
import { loadProcesses } from '../counter/processes/loadProcesses.ts';
import { Changes } from '../kernel/changes.ts';
import { Publisher } from '../kernel/publisher.ts';
import { snapshotMakers, whoIsAtHand, type Source } from './snapshots.ts';
import { QueueActions } from '../counter/queue/queueActions.ts';
import { Retention } from '../kernel/retention/retention.ts';
import { createScannerBeeps } from '../subjects/scans/scannerBeeps.ts';
import { ScanRouter } from '../subjects/scans/scanRouter.ts';
import { BrowserSignIn } from '../counter/session/browserSignIn.ts';
import { comingAndGoing } from './comingAndGoing.ts';
import { whereThereIsRoom } from '../kernel/database/whereThereIsRoom.ts';
import { onlySignedIn } from '../counter/session/onlySignedIn.ts';
import { Session } from '../counter/session/session.ts';
import { Signatures } from '../subjects/signing/signatures.ts';
import { Simulation } from '../subjects/simulation/simulation.ts';
import { stoodStill } from './stoodStill.ts';
import { OfficeClock } from '../kernel/sync/officeClock.ts';
import { Sync } from '../kernel/sync/sync.ts';
import { workHandlers } from './workHandlers.ts';

/** The product, wired: handlers for the windows, and its life. */
export interface Application {
  handlers: Handlers;
  snapshots(): Snapshots;
  /**
   * The clerk's window may use the camera now: by the settings as they are, and only while somebody is signed in at the
   * counter.
   */
  mayUseCamera(): boolean;
  /**
   * Opens the store, recovers what stood in the middle, connects devices and backend. Never rejects: what is wrong is
   * in the snapshots.
   */
  start(): Promise<void>;
  /** Takes what shows a person off the devices, at once: the system ends the session and waits for nobody. */
  coverUp(): void;
  /** Settles what is under way and closes the store. */
  stop(): Promise<void>;
}

/** Wires the product. A store that cannot be used gives an application that says so, and does nothing else. */
export function createApplication(ports: Ports): Application {
  const opened = openStore(ports.dataDir, ports.key, ports.log);
  if (opened.ok) return wire(ports, opened.store, opened.keyProtected);
  ports.log('error', `the store is not used and stays as it is: ${opened.reason}: ${opened.detail}`);
  return stoodStill(ports, { code: opened.reason === 'damaged' ? 'store-broken' : `store-${opened.reason}` });
}

function wire(ports: Ports, store: Store, keyProtected: boolean): Application {
  const { log, host } = ports;
  let language = ports.settings.language;
  const changes = new Changes<Source>();
  const { changed } = changes;

  const { definitions, broken } = loadProcesses(ports.processesDir);
  for (const { sentence } of broken) log('error', sentence);
  const process = (service: string) => definitions.get(service);

  const client = new BackendClient(() => ports.backendUrl(), log, ports.backendSecret);
  const office = new Office(store);
  const clock = new OfficeClock(store);
  const rules = () => session.rules;
  const outbox = new Outbox(store, office, { now: clock.now, rules }, log);
  const session: Session = new Session(store, client, () => {
    if (ready()) sender.kick();
    else whoIsHere.nobodySignedIn();
    // Who may sign in, and at what, can have changed since.
    if (session.token === null) void comings.greetUntilHeard();
    whoIsHere.follow();
    if (session.trainingOffice !== training) {
      training = session.trainingOffice;
      void devices.configure();
    }
    changed('session');
  });
  /** What the devices are chosen by. */
  let training = session.trainingOffice;
  const browserSignIn = new BrowserSignIn({
    client,
    open: ports.openBrowser,
    page: () => ports.browserPage(language),
    finish: async (answer) => {
      ports.comeForward();
      return comings.signInBy(() => session.signInOidc(answer));
    },
    onChange: () => changed('browserSignIn'),
  });
  /** Somebody is signed in at a counter; without that nothing of anybody is shown, told or done. */
  const ready = () => session.snapshot.phase === 'ready';
  const token = () => session.token;
  const counterId = () => session.counterId;
  const works = new WorkAtCounter();
  const atHand = new CaseAtHand(office, store, counterId, () => changed('atHand'));
  const whoIsHere = new WhoIsHere(() => ({ atHand, actions, signatures, deposits, router, desk, traces, ready }));
  const devices = new Devices({
    host,
    dataDir: ports.dataDir,
    log,
    // Twins are for training: in a real office what is missing is missing, whatever the settings say.
    settings: () => {
      const set = desk.settings.devices;
      return { ...set, simulate: set.simulate && session.trainingOffice };
    },
    busy: () => works.holdsDevices,
    onChange: () => changed('devices'),
    onFound: (name) => notice('good', 'device-plugged', null, { device: name }),
  });

  const sync: Sync = new Sync({
    store,
    office,
    outbox,
    client,
    clock,
    token,
    log,
    onConnection: () => changed('connection', 'clock'),
    onRecords: () => {
      retention.sweepRecords();
      whoIsHere.follow();
      changed('records');
    },
    onUnauthorised: () => session.ended(),
    checkSession: () => void session.check(),
    onBack: () => {
      sender.retryNow();
      // Perhaps a new day has begun.
      retention.sweep();
    },
  });
  const sender: OutboxSender = new OutboxSender({
    outbox,
    client,
    token,
    counterId,
    log,
    pull: () => sync.pull(),
    onUnauthorised: () => session.ended(),
    onCounterLost: () => void session.check(),
    onReachable: (reachable) => sync.reachable(reachable),
    onHeldBack: () => changed('sender'),
    onSettled: (entry, result, asked) => answers.settled(entry, result, asked),
  });
  const answers = createAnswers({ outbox, office, log, notice, actions: () => actions });
  const actions: CaseActions = new CaseActions({
    office,
    store,
    outbox,
    atHand,
    counterId,
    rules,
    process,
    clerkId: () => session.clerkId,
    now: clock.now,
    counterName: (id) => session.counter(id)?.name ?? null,
    works,
    signatureView: (id) => (signatures.about === id ? signatures.view : null),
    depositView: (id) => (deposits.about === id ? deposits.view : null),
    onChange: () => changed('actions'),
    onLeft: () => router.forgetPeople(),
  });
  const queue = new QueueActions({
    office,
    outbox,
    sender,
    atHand,
    counterId,
    rules,
    now: clock.now,
    versionHere: (id) => actions.versionHere(id),
    serviceTitles: (service) => Object.values(process(service)?.title ?? { de: service }),
    connected: () => sync.connected,
    hindrance: () => actions.hindrance(),
    callReserved: (id) => actions.callReserved(id),
  });
  const signatures: Signatures = new Signatures({
    host,
    devices,
    atHand,
    outbox,
    log,
    counterId,
    process,
    now: clock.now,
    paintPad: ports.paintPad,
    onChange: () => (devices.becameFree(), changed('signatures')),
    onInk: (ink) => ready() && ports.publish('ink', ink),
    onNotice: (code) =>
      notice(({ 'signature-saved': 'good', 'pad-cancelled': 'info', 'signature-void': 'bad' } as const)[code], code),
  });
  const deposits: Deposits = new Deposits({
    host,
    devices,
    atHand,
    office,
    store,
    outbox,
    log,
    counterId,
    process,
    onChange: () => (devices.becameFree(), whoIsHere.follow(), changed('deposits')),
    onDeposited: (compartment) => notice('good', 'deposited', null, { compartment }),
    onLeftBehind: (compartment) => notice('bad', 'deposit-left', null, { compartment }),
    place: ports.settings.slip.place,
  });
  const desk: DeviceDesk = new DeviceDesk({
    host,
    devices,
    log,
    settings: ports.settings.devices,
    store: ports.deviceSettings,
    paintPad: ports.paintPad,
    language: () => language,
    mayChange: () => session.mayChangeSettings,
    depositUnderWay: () => deposits.underWay,
    signing: () => signatures.holdsPad,
    contentOf: (door) => contentOf(door, office.all('compartment')),
    onInk: (ink) => ready() && ports.publish('ink', ink),
    onChange: () => (devices.becameFree(), changed('desk')),
  });
  works.add(deposits, signatures, desk);
  const beep = ports.settings.devices.scannerBeeps
    ? createScannerBeeps(host, (id) => devices.status(id)?.kind === 'scanner')
    : null;
  const retention = new Retention({
    store,
    office,
    log,
    rule: ports.settings.retention,
    now: clock.steady,
    needed: () =>
      new Set([
        ...outbox.appointments(),
        ...[atHand.appointment, ...atHand.beside].flatMap((one) => (one ? [one.id] : [])),
        ...works.appointments,
      ]),
    onForgotten: () => changed('records'),
  });
  const router: ScanRouter = new ScanRouter({
    office,
    atHand,
    actions,
    works,
    readMrz: ports.settings.readMrz,
    isOcrReader: (id) => ocrReaders(desk.settings.devices).has(id),
    match: matchCodes(ports.settings.codes, (rule) =>
      log('warn', `code rule ${rule} of the settings took too long on a scan and was passed over`),
    ),
    sameCodePause: ports.settings.devices.sameCodePause,
    asksForLabels: ports.settings.labelsWithoutCheck === 'ask',
    interleaved: ports.settings.interleaved2of5,
    onScan: (scan) => {
      ports.publish('scan', scan);
      beep?.(scan);
    },
    onChange: () => changed('router'),
  });
  const traces: Traces = new Traces({
    host,
    dataDir: ports.dataDir,
    log,
    somebodyThere: () => (atHand.appointment !== null || atHand.beside.length > 0) && !session.trainingOffice,
    onChange: () => changed('traces'),
    onNotice: (tone, code) => notice(tone, code),
  });
  const simulation = new Simulation({
    host,
    devices,
    office,
    atHand,
    compartmentInPlay: () => deposits.state?.compartmentId ?? null,
    training: () => session.trainingOffice && ready(),
  });

  const publisher = new Publisher(
    changes,
    (name, value) => ports.publish(name, value),
    snapshotMakers({
      session,
      browserSignIn,
      office,
      clock,
      sync,
      outbox,
      sender,
      actions,
      router,
      devices,
      desk,
      simulation,
      traces,
      process,
      keyProtected,
      ready,
      language: () => language,
    }),
  );
  // No recording holds anything of a person, whether or not a window shows who came.
  changes.listen(whoIsAtHand, () => traces.endIfSomebodyCame());

  outbox.connect(
    () => (whoIsHere.follow(), changed('outbox')),
    () => sender.kick(),
  );

  function notice(
    tone: Notice['tone'],
    code: string,
    error: AppError | null = null,
    values: Notice['values'] = {},
  ): void {
    ports.publish('notice', { tone, code, error, values });
  }

  const unsubscribe = host.onEvent(
    deviceEvents({
      devices,
      deposits,
      desk,
      signatures,
      traces,
      router,
      office,
      log,
      ready,
      notice,
      onInk: () => changed('signatures'),
    }),
  );

  const comings = comingAndGoing({
    session,
    browserSignIn,
    sync,
    sender,
    outbox,
    atHand,
    works,
  });

  /** Under way: whoever asks meanwhile gets the same. */
  let selfTest: ReturnType<Ports['selfTest']> | null = null;
  const handlers: Handlers = {
    'app.snapshots': async () => ok(publisher.forNewWindow()),
    'app.setLanguage': async (input) => {
      language = input.language;
      ports.saveLanguage(language);
      changed('language');
      return ok(null);
    },
    'app.reportProblem': async ({ message, stack }) => {
      // The message may quote what was on the screen; only the place in the program is kept.
      log(
        'error',
        `a window reported a problem (${message.length} characters) at ${(stack.match(/[\w.-]{1,80}\.js:\d{1,7}:\d{1,7}/g) ?? []).slice(0, 8).join(' ')}`,
      );
      return ok(null);
    },
    'selfTest.run': async () => {
      if (!session.mayChangeSettings) return fail('not-allowed');
      const done = await (selfTest ??= ports.selfTest().finally(() => (selfTest = null)));
      return done ? ok(done) : fail('self-test-not-run');
    },
    ...comings.handlers,
    ...desk.handlers,
    ...workHandlers({
      queue,
      actions,
      atHand,
      signatures,
      deposits,
      desk,
      router,
      print: () => ports.print(ports.settings.slip.printer),
      outbox,
      sender,
      traces,
      simulation,
    }),
  };

  return {
    handlers: whereThereIsRoom(onlySignedIn(handlers, ready)),
    snapshots: () => publisher.all(),
    mayUseCamera: () => ready() && desk.settings.devices.camera === 'auto',
    async start() {
      // Windows show what the store knows at once; devices and backend follow in their own time.
      retention.start();
      void devices.configure().then(() => deposits.recover());
      if (session.token) {
        sync.start();
        sender.kick();
        void session.check();
      }
      void comings.greetUntilHeard();
    },
    coverUp() {
      if (signatures.running) signatures.cancel();
      void desk.end();
    },
    async stop() {
      comings.stop();
      session.close();
      browserSignIn.cancel();
      unsubscribe();
      if (signatures.running) signatures.cancel();
      await desk.end();
      deposits.stop();
      traces.stop();
      await sync.end();
      await sender.stop();
      answers.end();
      retention.stop();
      store.close();
    },
  };
}

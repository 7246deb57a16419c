import type { Handlers, Notice, SnapshotName, Snapshots } from '../contract/index.ts';
import { fail, ok, type AppError, type Result } from '../contract/errors.ts';
import { CaseActions } from './caseAtHand/caseActions.ts';
import { CaseAtHand } from './caseAtHand/caseAtHand.ts';
import { openStore, type Store } from './database/store.ts';
import { matchCodes } from './codes/codeRules.ts';
import { Deposits } from './deposits/deposits.ts';
import { createDeviceNews } from './devices/deviceNews.ts';
import { DeviceDesk } from './devices/deviceDesk.ts';
import { Devices } from './devices/devices.ts';
import { Traces } from './devices/traces.ts';
import { Office } from './office/office.ts';
import { BackendClient } from './outbox/backendClient.ts';
import { isClaim, isPerishable, Outbox } from './outbox/outbox.ts';
import { outboxCounts, outboxView } from './outbox/outboxView.ts';
import { OutboxSender } from './outbox/outboxSender.ts';
import { createRefusalNews } from './outbox/refusalNews.ts';
import { problemToError } from './outbox/problemToError.ts';
import { isStorageFull } from './database/open.ts';
import { contentOf } from './devices/deviceViews.ts';
import type { HostEvent } from '../../native/index.ts';
import type { Ports } from './ports.ts';
import { loadProcesses } from './processes/loadProcesses.ts';
import { Publisher } from './publisher.ts';
import { dayView, emptyDay } from './queue/dayView.ts';
import { QueueActions } from './queue/queueActions.ts';
import { Retention } from './retention/retention.ts';
import { createScannerBeeps } from './scans/scannerBeeps.ts';
import { ScanRouter } from './scans/scanRouter.ts';
import { BrowserSignIn } from './session/browserSignIn.ts';
import { whereThereIsRoom } from './database/whereThereIsRoom.ts';
import { onlySignedIn } from './session/onlySignedIn.ts';
import { Session } from './session/session.ts';
import { signOut } from './session/signOut.ts';
import { Signatures } from './signatures/signatures.ts';
import { Simulation } from './simulation/simulation.ts';
import { stoodStill } from './stoodStill.ts';
import { OfficeClock } from './sync/officeClock.ts';
import { Sync } from './sync/sync.ts';
import { workHandlers } from './workHandlers.ts';

/** The product, wired: handlers for the windows, and its life. */
export interface Application {
  handlers: Handlers;
  snapshots(): Snapshots;
  /** The clerk's window may use the camera now: by the settings as they are, and only while somebody is signed in at the counter. */
  mayUseCamera(): boolean;
  /** Opens the store, recovers what stood in the middle, connects devices and backend. Never rejects: what is wrong is in the snapshots. */
  start(): Promise<void>;
  /** Settles what is under way and closes the store. */
  stop(): Promise<void>;
}

const greetAgainMs = 1000;

/** Wires the product. A store that cannot be used gives an application that says so, and does nothing else. */
export function createApplication(ports: Ports): Application {
  const opened = openStore(ports.dataDir, ports.keyStore, ports.log);
  if (opened.ok) return wire(ports, opened.store, opened.keyProtected);
  ports.log('error', `the store is not used and stays as it is: ${opened.reason}: ${opened.detail}`);
  return stoodStill(ports, { code: opened.reason === 'damaged' ? 'store-broken' : `store-${opened.reason}` });
}

function wire(ports: Ports, store: Store, keyProtected: boolean): Application {
  const { log, host } = ports;
  let language = ports.settings.language;
  let stopped = false;
  let signingIn = false;
  let greeting = false;
  let personHere: string | null = null;

  const { definitions, broken } = loadProcesses(ports.processesDir);
  for (const { sentence } of broken) log('error', sentence);
  const process = (service: string) => definitions.get(service);

  const client = new BackendClient(() => ports.backendUrl(), log);
  const office = new Office(store);
  const clock = new OfficeClock(store);
  const rules = () => session.rules;
  const outbox = new Outbox(store, office, { now: clock.now, rules });
  const session: Session = new Session(store, client, () => {
    if (!ready()) nobodyThere();
    followPerson();
    changed('session', 'day', 'case', 'scans', 'devices', 'outbox', 'simulation');
  });
  const browserSignIn = new BrowserSignIn({
    client, open: ports.openBrowser, page: () => ports.browserPage(language),
    finish: async (answer) => {
      ports.comeForward();
      return signInBy(() => session.signInOidc(answer));
    },
    onChange: () => changed('session'),
  });
  /** Somebody is signed in at a counter; without that nothing of anybody is shown, told or done. */
  const ready = () => session.snapshot.phase === 'ready';
  const serviceTitle = (service: string) => process(service)?.title ?? { de: service };
  const token = () => session.token;
  const counterId = () => session.counterId;
  const atHand = new CaseAtHand(office, store, counterId, () => changed('case'));
  const devices = new Devices({
    host, dataDir: ports.dataDir, log,
    settings: () => desk.settings.devices,
    busy: () => signatures.holdsPad || deposits.underWay || desk.underWay,
    onChange: () => changed('devices', 'simulation', 'session', 'case'),
    onFound: (name) => notice('good', 'device-plugged', null, { device: name }),
  });

  const sync: Sync = new Sync({
    store, office, outbox, client, clock, token, log,
    // What can be called without the network is another list.
    onConnection: () => changed('connection', 'day'),
    onRecords: () => {
      retention.sweepRecords();
      followPerson();
      changed('day', 'case', 'devices', 'simulation', 'outbox');
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
    outbox, client, token, counterId, log,
    pull: () => sync.pull(),
    onUnauthorised: () => session.ended(),
    onCounterLost: () => void session.check(),
    onReachable: (reachable) => sync.reachable(reachable),
    onHeldBack: () => changed('outbox'),
    onSettled: (entry, result, asked) => {
      const { id, action } = entry.command;
      if (result.kind === 'applied' && result.appointmentId && isClaim(action)) actions.called(result.appointmentId, id);
      if (result.kind === 'applied' && action.kind === 'redirect') actions.sentOn(action.appointmentId, id);
      if (result.kind === 'refused' && action.kind === 'deposit') deposits.notTaken(action, entry.command.counterId);
      if (result.kind === 'refused' && !asked) refusals.heard({ ticket: 'appointmentId' in action ? (office.get('appointment', action.appointmentId)?.ticket ?? null) : null, error: isPerishable(action) ? problemToError(result.code) : null });
      if (result.kind === 'withdrawn') notice('info', isClaim(action) ? 'call-withdrawn' : 'withdrawn');
    },
  });
  const refusals = createRefusalNews(({ count, last: { ticket, error } }) =>
    count === 1 ? notice('bad', 'refused-by-backend', error, ticket ? { ticket } : {}) : notice('bad', 'refused-several', null, { count: outbox.counts().refused }));
  const actions: CaseActions = new CaseActions({
    office, store, outbox, atHand, counterId, rules, process,
    now: clock.now,
    counterName: (id) => session.counter(id)?.name ?? null,
    signatures: () => signatures,
    deposits: () => deposits,
    onChange: () => changed('case', 'day'),
    onLeft: () => router.forgetPeople(),
  });
  const queue = new QueueActions({
    office, outbox, sender, atHand, counterId, rules,
    now: clock.now,
    connected: () => sync.connected,
    hindrance: () => actions.hindrance(),
    callReserved: (id) => actions.callReserved(id),
  });
  const signatures: Signatures = new Signatures({
    host, devices, atHand, outbox, log, counterId, process,
    paintPad: ports.paintPad,
    onChange: () => (devices.becameFree(), changed('case')),
    onInk: (ink) => ready() && ports.publish('ink', ink),
    onNotice: (code) => notice(code === 'signature-saved' ? 'good' : 'info', code),
  });
  const deposits: Deposits = new Deposits({
    host, devices, atHand, office, store, outbox, log, counterId, process,
    onChange: () => (devices.becameFree(), followPerson(), changed('case', 'simulation')),
    onDeposited: (compartment) => notice('good', 'deposited', null, { compartment }),
    onLeftBehind: (compartment) => notice('bad', 'deposit-left', null, { compartment }),
  });
  const desk: DeviceDesk = new DeviceDesk({
    host, devices, log,
    settings: ports.settings.devices,
    store: ports.deviceSettings,
    paintPad: ports.paintPad,
    language: () => language,
    mayChange: () => session.mayChangeSettings,
    depositUnderWay: () => deposits.underWay,
    signing: () => signatures.holdsPad,
    contentOf: (door) => contentOf(door, office.all('compartment')),
    onInk: (ink) => ready() && ports.publish('ink', ink),
    onChange: () => (devices.becameFree(), changed('devices')),
  });
  const beep = ports.settings.devices.scannerBeeps ? createScannerBeeps(host, (id) => devices.status(id)?.kind === 'scanner') : null;
  const retention = new Retention({
    store, office, log,
    rule: ports.settings.retention,
    now: clock.steady,
    needed: () => new Set([...outbox.appointments(), ...[atHand.appointment, ...atHand.beside].flatMap((one) => (one ? [one.id] : [])), ...[deposits.appointmentId, signatures.appointmentId].filter((id) => id !== null)]),
    onForgotten: () => changed('day', 'case', 'simulation', 'outbox'),
  });
  const router: ScanRouter = new ScanRouter({
    office, atHand, actions, deposits,
    readMrz: ports.settings.readMrz,
    match: matchCodes(ports.settings.codes, (rule) => log('warn', `code rule ${rule} of the settings took too long on a scan and was passed over`)),
    sameCodePause: ports.settings.devices.sameCodePause,
    onScan: (scan) => {
      ports.publish('scan', scan);
      beep?.(scan);
    },
    onChange: () => changed('scans', 'case'),
  });
  const traces: Traces = new Traces({
    host, dataDir: ports.dataDir, log,
    somebodyThere: () => (atHand.appointment !== null || atHand.beside.length > 0) && !session.trainingOffice,
    onChange: () => changed('traces'),
    onNotice: (tone, code) => notice(tone, code),
  });
  const training = () => session.trainingOffice || devices.anySimulated;
  const simulation = new Simulation({ host, devices, office, atHand, deposits, training: () => session.trainingOffice && ready() });

  const publisher = new Publisher((name, value) => ports.publish(name, value), {
    session: () => ({ ...session.snapshot, browserSignIn: browserSignIn.snapshot, training: training(), keyProtected, language }),
    connection: () => sync.connection,
    day: () => (ready() ? {
      ...dayView({ office, counterId: counterId(), now: clock.now(), rules: rules(), connected: sync.connected, isLead: session.isLead, counter: (id) => session.counter(id), serviceTitle }),
      services: session.services.map((id) => ({ id, title: serviceTitle(id) })),
      undo: actions.undoable, calling: outbox.calling,
    } : emptyDay),
    case: () => (ready() ? actions.view() : null),
    scans: () => router.snapshot,
    devices: () => ({ ...devices.snapshot(office.all('compartment')), ...desk.view }),
    outbox: () => (ready() ? outboxView({
      outbox, office, serviceTitle, counterId: counterId(), now: clock.now(),
      heldBack: (id) => sender.heldBack(id),
      counterName: (id) => session.counter(id)?.name ?? null,
      stepTitle: (service, stepId) => process(service)?.steps.find(({ id }) => id === stepId)?.title ?? null,
    }) : outboxCounts(outbox)),
    simulation: () => simulation.snapshot(),
    traces: () => traces.snapshot,
  });
  const changed = (...names: SnapshotName[]): void => {
    publisher.changed(...names);
    if (names.includes('case')) traces.caseChanged();
  };

  outbox.connect(() => (followPerson(), changed('outbox', 'day', 'case', 'devices')), () => sender.kick());

  function notice(tone: Notice['tone'], code: string, error: AppError | null = null, values: Notice['values'] = {}): void {
    ports.publish('notice', { tone, code, error, values });
  }

  const tellNews = createDeviceNews((tone, code, values) => notice(tone, code, null, values));

  const ended = host.onEvent((told) => {
    // A board that was away does not know that the door it now finds open was commanded before.
    const event = told.type === 'door' && (deposits.waitsFor(told.door) || desk.expects(told.door)) ? { ...told, commanded: true } : told;
    try {
      take(event);
    } catch (error) {
      if (!isStorageFull(error)) throw error;
      log('error', `no room to note what a device told: ${event.type}`);
      notice('bad', 'storage-full', { code: 'storage-full' });
    }
  });

  function take(event: HostEvent): void {
    const before = event.type === 'device' ? devices.status(event.status.id) : undefined;
    devices.take(event);
    deposits.take(event);
    traces.take(event);
    desk.take(event);
    switch (event.type) {
      case 'scan':
        if (!desk.takesScan(event.scan) && ready()) router.receive(event.scan);
        break;
      case 'ink':
        signatures.takeInk(event.screenId, event.points);
        changed('case');
        break;
      case 'button':
        signatures.takeButton(event.screenId, event.button);
        break;
      case 'device':
        if (before?.state === 'ready' && event.status.state !== 'ready' && event.status.kind === 'pad') signatures.padLost(event.status.id);
        tellNews(event.status);
        break;
      case 'door':
        // Also a door that gives way after the clerk took another compartment: nobody waits for it any more.
        if (event.door.door === 'open' && (!event.commanded || !(deposits.isAbout(event.door) || desk.expects(event.door)))) notice('bad', 'door-alarm', null, { compartment: labelOf(event.door.board, event.door.lock) });
        break;
      case 'plugged':
        void devices.configure();
        break;
      case 'log':
        log(event.level, `device host: ${event.message}`);
        break;
      case 'room': case 'trace':
        break;
    }
  }

  /** Who is here can change without anybody here doing it (taken over, refused afterwards): nothing of the one before stays on the pad or in a list. */
  function followPerson(): void {
    const here = atHand.appointment?.id ?? null;
    const before = personHere;
    personHere = here;
    if (ready()) deposits.leaveBehind();
    if (before === null || before === here) return;
    if (signatures.running && signatures.appointmentId !== here) signatures.cancel();
    router.forgetPeople();
  }

  /** The session is over, or its counter is somebody else's: nothing of the person served here stays on the pad or in a list. */
  function nobodyThere(): void {
    if (signatures.running) signatures.cancel();
    void desk.end();
    traces.end();
    if (router.snapshot.recent.length > 0) router.forgetPeople();
    actions.forgetFinished();
  }

  const labelOf = (board: number, lock: number) => office.all('compartment').find((c) => c.board === board && c.lock === lock)?.label ?? String(lock + 1);

  async function signedIn(): Promise<void> {
    sync.start();
    await sync.pull();
    sender.retryNow();
    changed('session', 'day', 'case', 'devices', 'simulation', 'outbox', 'connection');
  }

  async function signInBy(way: () => Promise<Result<null>>): Promise<Result<null>> {
    // A second session beside the first would keep the counter of the first one taken.
    if (session.token !== null || signingIn) return fail('wrong-state');
    signingIn = true;
    const result = await way().finally(() => (signingIn = false));
    if (!result.ok) return result;
    browserSignIn.cancel();
    await signedIn();
    return result;
  }

  async function greetUntilHeard(): Promise<void> {
    if (greeting) return;
    greeting = true;
    while (!stopped && !(await session.greet())) await new Promise((resolve) => setTimeout(resolve, greetAgainMs).unref());
    greeting = false;
  }

  const handlers: Handlers = {
    'app.snapshots': async () => ok(publisher.all()),
    'app.setLanguage': async (input) => {
      language = input.language;
      ports.saveLanguage(language);
      changed('session');
      return ok(null);
    },
    'app.reportProblem': async ({ message, stack }) => {
      // The message may quote what was on the screen; only the place in the program is kept.
      log('error', `a window reported a problem (${message.length} characters) at ${(stack.match(/[\w.-]{1,80}\.js:\d{1,7}:\d{1,7}/g) ?? []).slice(0, 8).join(' ')}`);
      return ok(null);
    },
    'session.signIn': ({ clerkId, pin }) => signInBy(() => session.signIn(clerkId, pin)),
    'session.signInWithBrowser': async () => (session.token !== null || signingIn ? fail('wrong-state') : browserSignIn.start()),
    'session.openBrowserAgain': () => browserSignIn.openAgain(),
    'session.cancelBrowser': async () => (browserSignIn.cancel(), ok(null)),
    'session.others': () => session.others(),
    'session.endOther': ({ sessionId }) => session.endOther(sessionId),
    'session.signOut': ({ leaveOpen }) => signOut({ session, sync, atHand, deposits, signatures, outbox, sender, onSignedOut: () => void greetUntilHeard() }, leaveOpen),
    'session.chooseCounter': async ({ counterId: id, takeOver }) => {
      // An open door or a running pad belongs to the counter it stands at.
      if (counterId() !== null && counterId() !== id && deposits.underWay) return fail('deposit-running');
      if (counterId() !== null && counterId() !== id && signatures.running) return fail('signature-running');
      const result = await session.chooseCounter(id, takeOver);
      if (result.ok) await signedIn();
      return result;
    },
    ...desk.handlers,
    ...workHandlers({ queue, actions, atHand, signatures, deposits, desk, router, outbox, sender, traces, simulation }),
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
      void greetUntilHeard();
    },
    async stop() {
      stopped = true;
      session.close();
      browserSignIn.cancel();
      ended();
      if (signatures.running) signatures.cancel();
      await desk.end();
      deposits.stop();
      traces.stop();
      await sync.end();
      await sender.stop();
      refusals.end();
      retention.stop();
      store.close();
    },
  };
}

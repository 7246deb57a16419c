import type { Handlers, Snapshots } from '../../contract/index.ts';
import { loadProcesses } from '../counter/processes/loadProcesses.ts';
import { onlySignedIn } from '../counter/session/onlySignedIn.ts';
import { Changes } from '../kernel/changes.ts';
import { diskFullAsAnswer } from '../kernel/database/diskFull.ts';
import { openStore, type Store } from '../kernel/database/store.ts';
import type { Ports } from '../kernel/ports.ts';
import { Publisher } from '../kernel/publisher.ts';
import { appHandlers } from './appHandlers.ts';
import { counterParts } from './counterParts.ts';
import { deviceEvents } from './deviceEvents.ts';
import { kernelParts } from './kernelParts.ts';
import type { Basis, Parts } from './parts.ts';
import { snapshotMakers, type Source } from './snapshots.ts';
import { stoodStill } from './stoodStill.ts';
import { subjectParts } from './subjectParts.ts';
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
  const { definitions, broken } = loadProcesses(ports.processesDir);
  for (const { sentence } of broken) log('error', sentence);
  const basis: Basis = {
    ports,
    store,
    changes: new Changes<Source>(),
    process: (service) => definitions.get(service),
    language: { now: ports.settings.language },
    ready: () => parts.session.snapshot.phase === 'ready',
    notice: (tone, code, error = null, values = {}) => ports.publish('notice', { tone, code, error, values }),
  };
  const parts = basis as Parts;
  Object.assign(parts, kernelParts(parts));
  Object.assign(parts, counterParts(parts));
  const subjects = subjectParts(parts);
  Object.assign(parts, subjects.inner);

  const { changes, ready, session, browserSignIn, comings, outbox, sender, sync, devices, works, retention } = parts;
  const publisher = new Publisher(changes, (name, value) => ports.publish(name, value), {
    ...snapshotMakers({ ...parts, keyProtected, language: () => parts.language.now }),
    ...subjects.snapshots,
  });
  outbox.connect(
    () => (parts.whoIsHere.follow(), changes.changed('outbox')),
    () => sender.kick(),
  );
  const takesScans = (): boolean => ready() && session.seesPeople;
  const unsubscribe = host.onEvent(deviceEvents({ ...parts, log, takesScans }));
  const handlers: Handlers = {
    ...appHandlers(parts, publisher),
    ...comings.handlers,
    ...subjects.handlers,
    ...workHandlers({ ...parts, takesScans, print: () => ports.print(ports.settings.slip.printer) }),
  };

  return {
    handlers: diskFullAsAnswer(onlySignedIn(handlers, ready, () => session.seesPeople)),
    snapshots: () => publisher.all(),
    mayUseCamera: () => ready() && parts.desk.settings.devices.camera === 'auto',
    async start() {
      // Windows show what the store knows at once; devices and backend follow in their own time.
      retention.start();
      void devices.configure().then(() => parts.deposits.recover());
      if (session.token) {
        sync.start();
        sender.kick();
        void session.check();
      }
      void comings.greetUntilHeard();
    },
    coverUp: () => void works.coverUp(),
    async stop() {
      comings.stop();
      session.close();
      browserSignIn.cancel();
      unsubscribe();
      await works.coverUp();
      works.stop();
      await sync.end();
      await sender.stop();
      parts.answers.end();
      retention.stop();
      store.close();
    },
  };
}

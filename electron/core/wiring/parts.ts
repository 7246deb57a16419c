import type { Notice } from '../../contract/index.ts';
import type { AppError } from '../../contract/errors.ts';
import type { CaseActions } from '../counter/caseAtHand/caseActions.ts';
import type { CaseAtHand } from '../counter/caseAtHand/caseAtHand.ts';
import type { Deeds } from '../counter/caseAtHand/deeds.ts';
import type { Process } from '../counter/processes/process.ts';
import type { QueueActions } from '../counter/queue/queueActions.ts';
import type { BrowserSignIn } from '../counter/session/browserSignIn.ts';
import type { Session } from '../counter/session/session.ts';
import type { WorkAtCounter } from '../counter/work/counterWork.ts';
import type { Changes } from '../kernel/changes.ts';
import type { Store } from '../kernel/database/store.ts';
import type { Devices } from '../kernel/devices/devices.ts';
import type { BackendClient } from '../kernel/outbox/backendClient.ts';
import type { Outbox } from '../kernel/outbox/outbox.ts';
import type { OutboxSender } from '../kernel/outbox/outboxSender.ts';
import type { Ports } from '../kernel/ports.ts';
import type { Office } from '../kernel/records/office.ts';
import type { Retention } from '../kernel/retention/retention.ts';
import type { OfficeClock } from '../kernel/sync/officeClock.ts';
import type { Sync } from '../kernel/sync/sync.ts';
import type { Deposits } from '../subjects/box/deposits.ts';
import type { DeviceDesk } from '../subjects/devices/deviceDesk.ts';
import type { ScanRouter } from '../subjects/scans/scanRouter.ts';
import type { Signatures } from '../subjects/signing/signatures.ts';
import type { createAnswers } from './answers.ts';
import type { comingAndGoing } from './comingAndGoing.ts';
import type { Source } from './snapshots.ts';
import type { WhoIsHere } from './whoIsHere.ts';

/** What every layer builds on. */
export interface Basis {
  ports: Ports;
  store: Store;
  changes: Changes<Source>;
  process: (service: string) => Process | undefined;
  language: { now: Ports['settings']['language'] };
  /** Somebody is signed in at a counter; without that nothing of anybody is shown, told or done. */
  ready: () => boolean;
  notice: (tone: Notice['tone'], code: string, error?: AppError | null, values?: Notice['values']) => void;
}

export interface KernelParts {
  client: BackendClient;
  office: Office;
  clock: OfficeClock;
  outbox: Outbox;
  devices: Devices;
  sync: Sync;
  sender: OutboxSender;
  retention: Retention;
}

export interface CounterParts {
  session: Session;
  browserSignIn: BrowserSignIn;
  comings: ReturnType<typeof comingAndGoing>;
  works: WorkAtCounter;
  atHand: CaseAtHand;
  deeds: Deeds;
  actions: CaseActions;
  queue: QueueActions;
}

/** What the layers below, or other subjects, speak to; a subject that nobody asks for anything is not here. */
export interface SubjectParts {
  signatures: Signatures;
  deposits: Deposits;
  desk: DeviceDesk;
  router: ScanRouter;
  answers: ReturnType<typeof createAnswers>;
  whoIsHere: WhoIsHere;
}

/**
 * All that the product is made of. It is filled from below, layer by layer: what a part needs while it is made comes
 * from further down, what it calls later may be anything.
 */
export interface Parts extends Basis, KernelParts, CounterParts, SubjectParts {}

import type { SnapshotName, Snapshots } from '../../contract/index.ts';
import type { LocalText } from '../../contract/common.ts';
import type { CaseActions } from '../counter/caseAtHand/caseActions.ts';
import type { Deeds } from '../counter/caseAtHand/deeds.ts';
import type { DeviceDesk } from '../subjects/devices/deviceDesk.ts';
import type { Devices } from '../kernel/devices/devices.ts';
import type { Office } from '../kernel/records/office.ts';
import type { Outbox } from '../kernel/outbox/outbox.ts';
import type { OutboxSender } from '../kernel/outbox/outboxSender.ts';
import { outboxCounts, outboxView } from '../kernel/outbox/outboxView.ts';
import type { Makers } from '../kernel/publisher.ts';
import type { ProcessDefinition } from '../../../backend/contract/processes.ts';
import { dayView, emptyDay } from '../counter/queue/dayView.ts';
import type { ScanRouter } from '../subjects/scans/scanRouter.ts';
import type { BrowserSignIn } from '../counter/session/browserSignIn.ts';
import type { Session } from '../counter/session/session.ts';
import type { OfficeClock } from '../kernel/sync/officeClock.ts';
import type { Sync } from '../kernel/sync/sync.ts';

/**
 * What says that it changed. `records` is what the office told; what this counter shows of it also has the effect of
 * what is in the outbox. `clock` is the office's clock, and says so every few seconds: what depends on the time is
 * shown anew. A snapshot's own name is a source, too: that of the part which it is about.
 */
export type Source =
  | SnapshotName
  | 'browserSignIn'
  | 'language'
  | 'clock'
  | 'records'
  | 'sender'
  | 'atHand'
  | 'actions'
  | 'signatures'
  | 'deposits'
  | 'router'
  | 'desk';

/** The records as this counter shows them. */
const theOffice = ['records', 'outbox'] as const satisfies Source[];
/** What decides who is at this counter. */
export const whoIsAtHand = ['session', ...theOffice] as const satisfies Source[];

interface SnapshotParts {
  session: Session;
  browserSignIn: BrowserSignIn;
  office: Office;
  clock: OfficeClock;
  sync: Sync;
  outbox: Outbox;
  sender: OutboxSender;
  deeds: Deeds;
  actions: CaseActions;
  router: ScanRouter;
  devices: Devices;
  desk: DeviceDesk;
  process: (service: string) => ProcessDefinition | undefined;
  language: () => Snapshots['session']['language'];
  keyProtected: boolean;
  /** Somebody is signed in at a counter. */
  ready: () => boolean;
}

/**
 * What the windows are shown and what each of it reads, made anew when it is asked for; of people only while somebody
 * is signed in at a counter. What `make` looks at stands in `reads`, or windows go on showing what was.
 */
export function snapshotMakers({
  session,
  browserSignIn,
  office,
  clock,
  sync,
  outbox,
  sender,
  deeds,
  actions,
  router,
  devices,
  desk,
  process,
  language,
  keyProtected,
  ready,
}: SnapshotParts) {
  const showsPeople = (): boolean => ready() && session.seesPeople;
  const serviceTitle = (service: string): LocalText => process(service)?.title ?? { de: service };
  return {
    session: {
      reads: ['session', 'browserSignIn', 'devices', 'language'],
      make: () => ({
        ...session.snapshot,
        browserSignIn: browserSignIn.snapshot,
        training: session.trainingOffice || devices.anySimulated,
        keyProtected,
        language: language(),
      }),
    },
    connection: { reads: ['connection', 'clock'], make: () => sync.connection },
    day: {
      reads: [...whoIsAtHand, 'actions', 'connection', 'clock'],
      make: () =>
        showsPeople()
          ? {
              ...dayView({
                office,
                counterId: session.counterId,
                now: clock.now(),
                rules: session.rules,
                connected: sync.connected,
                isLead: session.isLead,
                counter: (id) => session.counter(id),
                serviceTitle,
              }),
              services: session.services.map((id) => ({ id, title: serviceTitle(id) })),
              undo: deeds.undoable && { kind: deeds.undoable.kind, ticket: deeds.undoable.ticket },
              calling: outbox.calling,
            }
          : emptyDay,
    },
    case: {
      reads: [...whoIsAtHand, 'atHand', 'actions', 'signatures', 'deposits', 'devices', 'clock'],
      make: () => (showsPeople() ? actions.view() : null),
    },
    scans: { reads: ['router'], make: () => router.snapshot },
    devices: {
      reads: ['devices', 'desk', 'session', ...theOffice],
      make: () => ({
        ...devices.snapshot(office.all('compartment')),
        ...desk.view,
        mayUnblock: session.may('box'),
      }),
    },
    outbox: {
      reads: ['outbox', 'sender', 'records', 'session', 'clock'],
      make: () =>
        ready()
          ? outboxView({
              outbox,
              office,
              serviceTitle,
              counterId: session.counterId,
              now: clock.now(),
              heldBack: (id) => sender.heldBack(id),
              counterName: (id) => session.counter(id)?.name ?? null,
              stepTitle: (service, stepId) => process(service)?.steps.find(({ id }) => id === stepId)?.title ?? null,
            })
          : outboxCounts(outbox),
    },
  } satisfies Partial<Makers<Source>>;
}

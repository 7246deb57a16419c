import type { SnapshotName, Snapshots } from '../../contract/index.ts';
import type { LocalText } from '../../contract/common.ts';
import type { CaseActions } from '../counter/caseAtHand/caseActions.ts';
import type { DeviceDesk } from '../subjects/devices/deviceDesk.ts';
import type { Devices } from '../kernel/devices/devices.ts';
import type { Traces } from '../subjects/devices/traces.ts';
import type { Office } from '../kernel/records/office.ts';
import type { Outbox } from '../kernel/outbox/outbox.ts';
import type { OutboxSender } from '../kernel/outbox/outboxSender.ts';
import { outboxCounts, outboxView } from '../kernel/outbox/outboxView.ts';
import type { ProcessDefinition } from '../counter/processes/processDefinition.ts';
import { dayView, emptyDay } from '../counter/queue/dayView.ts';
import type { ScanRouter } from '../subjects/scans/scanRouter.ts';
import type { BrowserSignIn } from '../counter/session/browserSignIn.ts';
import type { Session } from '../counter/session/session.ts';
import type { Simulation } from '../subjects/simulation/simulation.ts';
import type { OfficeClock } from '../kernel/sync/officeClock.ts';
import type { Sync } from '../kernel/sync/sync.ts';

interface SnapshotParts {
  session: Session;
  browserSignIn: BrowserSignIn;
  office: Office;
  clock: OfficeClock;
  sync: Sync;
  outbox: Outbox;
  sender: OutboxSender;
  actions: CaseActions;
  router: ScanRouter;
  devices: Devices;
  desk: DeviceDesk;
  simulation: Simulation;
  traces: Traces;
  process: (service: string) => ProcessDefinition | undefined;
  language: () => Snapshots['session']['language'];
  keyProtected: boolean;
  /** Somebody is signed in at a counter. */
  ready: () => boolean;
}

/**
 * What the windows are shown, each made anew when it is asked for; of people only while somebody is signed in at a
 * counter.
 */
export function snapshotMakers({
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
  language,
  keyProtected,
  ready,
}: SnapshotParts): { [N in SnapshotName]: () => Snapshots[N] } {
  const serviceTitle = (service: string): LocalText => process(service)?.title ?? { de: service };
  return {
    session: () => ({
      ...session.snapshot,
      browserSignIn: browserSignIn.snapshot,
      training: session.trainingOffice || devices.anySimulated,
      keyProtected,
      language: language(),
    }),
    connection: () => sync.connection,
    day: () =>
      ready()
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
            undo: actions.undoable,
            calling: outbox.calling,
          }
        : emptyDay,
    case: () => (ready() ? actions.view() : null),
    scans: () => router.snapshot,
    devices: () => ({ ...devices.snapshot(office.all('compartment')), ...desk.view }),
    outbox: () =>
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
    simulation: () => simulation.snapshot(),
    traces: () => traces.snapshot,
  };
}

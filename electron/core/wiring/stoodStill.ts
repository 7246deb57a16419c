import type { Handlers, Snapshots } from '../../contract/index.ts';
import { fail, ok, type AppError } from '../../contract/errors.ts';
import { requests } from '../../contract/index.ts';
import type { Application } from './application.ts';
import type { Ports } from '../kernel/ports.ts';
import { emptyDay } from '../counter/queue/dayView.ts';

/** An application that cannot work and says why: it touches nothing, so that nothing is lost. */
export function stoodStill(ports: Ports, problem: AppError): Application {
  let language = ports.settings.language;
  const snapshots = (): Snapshots => ({
    session: {
      phase: 'broken',
      problem,
      officeName: '',
      ways: { pin: true, browser: false },
      browserSignIn: { phase: 'idle', problem: null },
      clerks: [],
      counters: [],
      clerk: null,
      counter: null,
      mayEndSessions: false,
      seesPeople: false,
      training: false,
      keyProtected: true,
      language,
    },
    connection: { state: 'offline', asOf: null, clockOffsetMs: 0, problem: null, newer: 0 },
    day: emptyDay,
    case: null,
    scans: { recent: [], torn: 0, offered: [] },
    devices: {
      devices: [],
      hostRunning: false,
      camera: false,
      others: [],
      test: null,
      setUp: null,
      settings: { values: ports.settings.devices, fixed: [...ports.deviceSettings.fixed], mayChange: false },
      compartments: [],
      mayUnblock: false,
    },
    outbox: { waiting: 0, refused: 0, entries: [], done: [] },
    simulation: null,
    traces: { recording: [], last: null },
  });
  const refuseAll = Object.fromEntries(
    Object.keys(requests).map((name) => [name, async () => ({ ok: false, error: problem })]),
  ) as unknown as Handlers;
  return {
    handlers: {
      ...refuseAll,
      'app.snapshots': async () => ok(snapshots()),
      'app.setLanguage': async (input) => {
        language = input.language;
        ports.publish('session', snapshots().session);
        return ok(null);
      },
      'app.reportProblem': async () => fail(problem.code),
    },
    snapshots,
    mayUseCamera: () => false,
    start: async () => {},
    coverUp: () => {},
    stop: async () => {},
  };
}

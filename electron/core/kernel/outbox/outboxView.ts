import { appointmentOf, traits, type Action, type Appointment } from '../../../../backend/contract/index.ts';
import { OutboxEntry, refusalCodes, type OutboxSnapshot } from '../../../contract/outbox.ts';
import type { LocalText } from '../../../contract/common.ts';
import type { StoredCommand } from '../database/store.ts';
import type { Office } from '../records/office.ts';
import type { Outbox } from './outbox.ts';
import type { HeldBack } from './outboxSender.ts';

interface OutboxViewOptions {
  outbox: Outbox;
  office: Office;
  counterId: string | null;
  now: Date;
  heldBack: (commandId: string) => HeldBack | null;
  counterName: (id: string | null) => string | null;
  serviceTitle: (service: string) => LocalText;
  stepTitle: (service: string, stepId: string) => LocalText | null;
}

/** As many as one looks through; the counts name all. */
const shownAtMost = 200;
const order = { refused: 0, unknown: 1, waiting: 2 } as const;

/** For a window at which nobody is signed in: how many, and of whom nothing. */
export const outboxCounts = (outbox: Outbox): OutboxSnapshot => ({ ...outbox.counts(), entries: [], done: [] });

/** Everything that has not arrived, in the order in which a person should look at it, and the last that has. */
export function outboxView(options: OutboxViewOptions): OutboxSnapshot {
  const { outbox, office, now } = options;
  const listed = outbox.open();
  const first = listed.filter(({ state }) => state !== 'waiting');
  const entries = [...first, ...listed.filter(({ state }) => state === 'waiting').slice(0, shownAtMost)]
    .toSorted((a, b) => order[stateOf(a)] - order[stateOf(b)])
    .slice(0, shownAtMost);
  return {
    ...outbox.counts(),
    entries: entries.map((entry) => entryOf(entry, options)),
    done: outbox
      .recentlyDone()
      .filter(({ doneAt }) => new Date(doneAt).toDateString() === now.toDateString())
      .map(({ commandId, kind, appointmentId, at, doneAt }) => ({
        commandId,
        kind,
        ticket: appointmentId ? (office.get('appointment', appointmentId)?.ticket ?? null) : null,
        at,
        doneAt,
      })),
  };
}

const stateOf = ({ state }: StoredCommand): 'refused' | 'unknown' | 'waiting' =>
  state === 'refused' || state === 'unknown' ? state : 'waiting';

function entryOf(entry: StoredCommand, options: OutboxViewOptions): OutboxEntry {
  const { outbox, office, heldBack, serviceTitle, stepTitle } = options;
  const {
    command: { id, action, at },
    attempts,
  } = entry;
  const appointmentId = appointmentOf(action);
  const appointment = appointmentId === null ? undefined : office.get('appointment', appointmentId);
  const service = appointment?.service ?? ('service' in action ? action.service : null);
  const problem = outbox.problemOf(entry);
  const state = stateOf(entry);
  return {
    commandId: id,
    kind: action.kind,
    tangible: traits[action.kind].tangible,
    canForget: traits[action.kind].brings === 'call',
    detail: detailOf(action),
    state,
    at,
    attempts,
    problem,
    ticket: appointment?.ticket ?? null,
    serviceTitle: service === null ? null : serviceTitle(service),
    stepTitle: service !== null && 'stepId' in action ? stepTitle(service, action.stepId) : null,
    heldBack: state === 'refused' ? null : heldBack(id),
    office:
      state === 'refused' && appointmentId !== null
        ? asTold(office.told('appointment', appointmentId), action, options)
        : null,
    next: state === 'refused' ? (refusalCodes.find((code) => code === problem?.code) ?? 'refused-by-backend') : null,
  };
}

function detailOf(action: Action): OutboxEntry['detail'] {
  const detail =
    action.kind === 'record-step' ? (action.step?.state ?? 'open') : action.kind === 'finish' ? action.outcome : null;
  // Of what was refused only the outline is sure.
  return OutboxEntry.shape.detail.safeParse(detail).data ?? null;
}

function asTold(
  appointment: Appointment | undefined,
  action: Action,
  { counterId, counterName }: OutboxViewOptions,
): OutboxEntry['office'] {
  if (!appointment) return null;
  const { state, finishedAt, parkedAt, appearedAt, calledAt, arrivedAt } = appointment;
  const since = {
    completed: finishedAt,
    parked: parkedAt,
    serving: appearedAt,
    called: calledAt,
    waiting: arrivedAt,
    scheduled: null,
    missed: null,
    cancelled: null,
  }[state];
  return {
    state,
    since,
    counterName: counterName(appointment.counterId),
    mine: appointment.counterId !== null && appointment.counterId === counterId,
    step: 'stepId' in action ? (appointment.steps[action.stepId]?.state ?? 'open') : null,
  };
}

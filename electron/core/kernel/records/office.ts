import {
  appointmentOf,
  applyToThings,
  applyToVisit,
  isRecordKind,
  touchesThings,
  type Appointment,
  type Change,
  type Command,
  type RecordKind,
  type RecordOf,
} from '../../../../backend/contract/index.ts';
import { records } from '../../../../backend/contract/index.ts';
import type { Store } from '../database/store.ts';

type Tables = { [K in RecordKind]: Map<string, RecordOf[K]> };
const emptyTables = (): Tables =>
  Object.fromEntries(Object.keys(records).map((kind) => [kind, new Map()])) as unknown as Tables;

const leftTheOffice: ReadonlySet<RecordOf['item']['state']> = new Set(['handed-over', 'returned', 'destroyed']);

/**
 * What this counter knows of the office: the backend's records, and on top of them the effect of what this counter did
 * and the backend has not told back yet.
 */
export class Office {
  readonly #store: Store;
  #told = emptyTables();
  #pending: Command[] = [];
  /** Made when somebody looks: while thousands of commands arrive, the backend tells much that nobody looks at. */
  #view: { shown: Tables; pendingAppointments: Set<string> } | null = null;

  constructor(store: Store) {
    this.#store = store;
    for (const { kind, id, value } of store.records()) (this.#told[kind] as Map<string, unknown>).set(id, value);
  }

  get<K extends RecordKind>(kind: K, id: string): RecordOf[K] | undefined {
    return this.#seen.shown[kind].get(id);
  }

  /** As the backend last told it, without what this counter did since. */
  told<K extends RecordKind>(kind: K, id: string): RecordOf[K] | undefined {
    return this.#told[kind].get(id);
  }

  all<K extends RecordKind>(kind: K): RecordOf[K][] {
    return [...this.#seen.shown[kind].values()];
  }

  isPending(appointmentId: string): boolean {
    return this.#seen.pendingAppointments.has(appointmentId);
  }

  /**
   * Takes over what the backend told, in one transaction with the cursor. Records that do not fit their schema are left
   * out and named in the answer, and so are those of a kind that only a newer version knows; the rest is not held up by
   * them.
   */
  take(changes: Change[], reset: boolean, cursor: number): { unreadable: Change[] } {
    const told = reset ? emptyTables() : this.#told;
    const unreadable: Change[] = [];
    const parsed: { seq: number; kind: RecordKind; id: string; value: unknown }[] = [];
    for (const change of changes) {
      const { seq, kind, id, value } = change;
      // What was never understood leaves nothing behind when it is removed.
      if (!isRecordKind(kind) && value === null) continue;
      const result =
        value === null
          ? { success: true as const, data: null }
          : isRecordKind(kind)
            ? records[kind].safeParse(value)
            : null;
      if (result?.success && isRecordKind(kind)) parsed.push({ seq, kind, id, value: result.data });
      else unreadable.push(change);
    }
    this.#store.transaction(() => {
      if (reset) this.#store.dropRecords();
      for (const one of parsed) this.#store.saveChange(one);
      this.#store.setMeta('cursor', cursor);
    });
    for (const { kind, id, value } of parsed) {
      const table = told[kind] as Map<string, unknown>;
      if (value === null) table.delete(id);
      else table.set(id, value);
    }
    this.#told = told;
    this.#view = null;
    return { unreadable };
  }

  /**
   * Gives up the copies of whole visits (somebody who came alone is one too), with their signatures and with the
   * documents that have left the office. What lies in a compartment or waits to be handed out stays known: it is here,
   * whosever it is. True when there was something.
   */
  forget(isOver: (visit: readonly Appointment[]) => boolean): boolean {
    const { appointment, item, signature } = this.#told;
    const gone = [...Map.groupBy(appointment.values(), ({ id, visitId }) => visitId ?? id).values()]
      .filter(isOver)
      .flat();
    if (gone.length === 0) return false;
    const ids = new Set(gone.map(({ id }) => id));
    const stay = new Set(
      [...appointment.values()].filter(({ id }) => !ids.has(id)).map(({ applicant }) => applicant.id),
    );
    const theirs = new Set(gone.map(({ applicant }) => applicant.id).filter((id) => !stay.has(id)));
    const items = [...item.values()].filter(
      ({ applicantId, state }) => theirs.has(applicantId) && leftTheOffice.has(state),
    );
    const signatures = [...signature.values()].filter(({ appointmentId }) => ids.has(appointmentId));
    this.#store.transaction(() => {
      for (const { id } of gone) this.#store.dropRecord('appointment', id);
      for (const { id } of items) this.#store.dropRecord('item', id);
      for (const { id } of signatures) this.#store.dropRecord('signature', id);
    });
    for (const id of ids) appointment.delete(id);
    for (const { id } of items) item.delete(id);
    for (const { id } of signatures) signature.delete(id);
    this.#view = null;
    return true;
  }

  /** Says which commands are not yet part of what the backend told, in the order in which they were made. */
  setPending(commands: Command[]): void {
    this.#pending = commands;
    this.#view = null;
  }

  /**
   * One more of these commands, the newest. A day without the network has thousands: the others are not looked at
   * again.
   */
  addPending(command: Command): void {
    this.#pending.push(command);
    if (this.#view) this.#applyEffect(command);
  }

  get #seen(): { shown: Tables; pendingAppointments: Set<string> } {
    if (this.#view) return this.#view;
    this.#view = {
      pendingAppointments: new Set(),
      shown: {
        ...this.#told,
        appointment: new Map(this.#told.appointment),
        item: new Map(this.#told.item),
        compartment: new Map(this.#told.compartment),
      },
    };
    for (const command of this.#pending) this.#applyEffect(command);
    return this.#view;
  }

  #applyEffect({ id, at, counterId, action }: Command): void {
    const { shown, pendingAppointments } = this.#seen;
    const { appointment, item, compartment } = shown;
    const appointmentId = appointmentOf(action);
    const owner = (appointmentId !== null && appointment.get(appointmentId)) || null;
    if (appointmentId !== null) {
      pendingAppointments.add(appointmentId);
      const before = owner;
      // The record may already contain the command: then it does not fit a second time, and is left as told.
      if (before && counterId !== null && before.undo?.commandId !== id) {
        const result = applyToVisit(before, this.othersOfVisit(before), action, { commandId: id, counterId, now: at });
        if (result.ok) for (const one of result.appointments) appointment.set(one.id, one);
      }
    }
    if (!touchesThings(action)) return;
    // As with the appointment: what the backend's record contains already does not fit a second time.
    const result = applyToThings(action, owner, {
      item: 'itemId' in action ? item.get(action.itemId) : undefined,
      compartment: 'compartmentId' in action ? compartment.get(action.compartmentId) : undefined,
    });
    if (!result.ok) return;
    const { changed } = result;
    if (changed.item) item.set(changed.item.id, changed.item);
    if (changed.compartment) compartment.set(changed.compartment.id, changed.compartment);
  }

  /** The other appointments of the same visit, in any state. */
  othersOfVisit({ id, visitId }: Appointment): Appointment[] {
    return visitId === null
      ? []
      : this.all('appointment').filter((other) => other.visitId === visitId && other.id !== id);
  }

  appointmentByCode(code: string): Appointment | undefined {
    return this.all('appointment').find((appointment) => appointment.code === code);
  }
}

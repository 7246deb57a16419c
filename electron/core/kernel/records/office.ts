import {
  about,
  effect,
  isRecordKind,
  records,
  type Action,
  type Appointment,
  type Change,
  type Circumstances,
  type Command,
  type RecordKind,
  type RecordOf,
  type RecordOutcome,
} from '../../../../backend/contract/index.ts';
import type { Store } from '../database/store.ts';

type Tables = { [K in RecordKind]: Map<string, RecordOf[K]> };
const emptyTables = (): Tables =>
  Object.fromEntries(Object.keys(records).map((kind) => [kind, new Map()])) as unknown as Tables;

interface View {
  shown: Tables;
  /** Tables of `shown` that are not those of `#told` any more. */
  changed: Set<RecordKind>;
  pendingAppointments: Set<string>;
}

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
  #view: View | null = null;

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

  /**
   * What an action would do to the records as they are seen here: each as it would be, or why it would not take it.
   * Copies may be old: only the backend knows whether it takes it.
   */
  effectOf(action: Action, at: Circumstances): readonly RecordOutcome[] {
    return effect(
      action,
      {
        one: (kind, id) => this.get(kind, id),
        visit: (visitId) => this.all('appointment').filter((one) => one.visitId === visitId),
        theirs: (personId) => ({
          appointments: this.all('appointment').filter(({ applicant }) => applicant.id === personId),
          items: this.all('item').filter(({ applicantId }) => applicantId === personId),
        }),
      },
      at,
    );
  }

  get #seen(): View {
    if (this.#view) return this.#view;
    this.#view = { shown: { ...this.#told }, changed: new Set(), pendingAppointments: new Set() };
    for (const command of this.#pending) this.#applyEffect(command);
    return this.#view;
  }

  /**
   * What the backend has told already does not fit a second time, and what does not fit stays as it was told: each
   * record by itself, since only some of them may be known here.
   */
  #applyEffect({ id, at, counterId, action }: Command): void {
    const { pendingAppointments } = this.#seen;
    for (const ref of about(action)) if (ref.kind === 'appointment') pendingAppointments.add(ref.id);
    if (counterId === null) return;
    for (const outcome of this.effectOf(action, { commandId: id, counterId, now: at }))
      if (outcome.ok) this.#show(outcome.kind, outcome.value);
  }

  #show<K extends RecordKind>(kind: K, value: RecordOf[K]): void {
    const { shown, changed } = this.#seen;
    if (!changed.has(kind)) shown[kind] = new Map(shown[kind]) as Tables[K];
    changed.add(kind);
    shown[kind].set(value.id, value);
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

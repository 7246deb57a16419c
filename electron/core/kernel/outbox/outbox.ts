import {
  Command as CommandSchema,
  about,
  appointmentOf,
  traits,
  usualRules,
  type Action,
  type Command,
  type OfficeRules,
  type ProblemCode,
} from '../../../../backend/contract/index.ts';
import { fail, ok, type AppError, type Result } from '../../../contract/errors.ts';
import type { Done, Store, StoredCommand } from '../database/store.ts';
import type { Office } from '../records/office.ts';
import { uuidv7 } from '../basics/uuid.ts';
import { isStorageFull } from '../database/open.ts';
import type { Log } from '../ports.ts';
import { problemToError } from './problemToError.ts';

export const isPerishable = ({ kind }: Action): boolean => traits[kind].unheard === 'perishes';

/** These bring somebody to this counter. */
export const isClaim = ({ kind }: Action): boolean => traits[kind].brings !== null;

/** The office's rules and clock: what this counter's own clock says decides nothing. */
export interface OfficeSays {
  now: () => Date;
  rules: () => OfficeRules;
}
const nothingHeard: OfficeSays = { now: () => new Date(), rules: () => usualRules };

/** What arrived is of interest for a moment: did it go through? */
const doneShown = 20;

/** Shown here although the backend has not told it back. */
const hasEffect = ({ command, state }: StoredCommand): boolean =>
  (state === 'waiting' || state === 'applied') && !isPerishable(command.action);
const isOpen = ({ state }: StoredCommand): boolean => state === 'waiting' || state === 'unknown' || state === 'refused';
const isOver = ({ state }: StoredCommand): boolean =>
  state === 'done' || state === 'withdrawn' || state === 'dismissed';

/** Everything this counter did and the backend has not confirmed; kept on the disk first, then sent. */
export class Outbox {
  readonly #store: Store;
  readonly #office: Office;
  readonly #says: OfficeSays;
  readonly #log: Log;
  #entries: StoredCommand[];
  /** Those of them that perish: a handful, where a day without the network leaves thousands of the others. */
  #asked: StoredCommand[];
  /** The backend has them, and nobody was told: they still count as waiting. */
  readonly #answered = new Set<StoredCommand>();
  #done: Done[];
  #onChange: () => void = () => {};
  #onAdded: () => void = () => {};

  constructor(store: Store, office: Office, says: OfficeSays = nothingHeard, log: Log = () => {}) {
    this.#store = store;
    this.#office = office;
    this.#says = says;
    this.#log = log;
    // Whether a call from before the restart ever arrived is unknown; sending it now might call somebody nobody meant.
    this.#entries = store
      .commands()
      .map((entry) =>
        entry.state === 'waiting' && isPerishable(entry.command.action) ? { ...entry, state: 'unknown' } : entry,
      );
    this.#asked = this.#entries.filter(({ command }) => isPerishable(command.action));
    this.#done = store.lastDone(doneShown);
    this.#showEffects();
  }

  /** @param onChange the list changed @param onAdded there is something new to send */
  connect(onChange: () => void, onAdded: () => void): void {
    this.#onChange = onChange;
    this.#onAdded = onAdded;
  }

  /**
   * Records what a person did: the command and everything `alongside` writes are one transaction, on the disk when this
   * returns. What cannot be done in the present state is refused here already, and so is what does not fit the
   * contract: nobody could read it again.
   */
  add(counterId: string, action: Action, alongside: (commandId: string) => void = () => {}): Result<StoredCommand> {
    const command: Command = {
      id: uuidv7(),
      counterId,
      stationId: this.#store.stationId,
      at: this.#says.now().toISOString(),
      action,
      about: about(action),
    };
    const fits = CommandSchema.safeParse(command);
    if (!fits.success) {
      this.#log(
        'error',
        `a command of the kind ${action.kind} does not fit the contract at ${fits.error.issues.map(({ path, code }) => `${path.join('.')} (${code})`).join(', ')}: it was not kept`,
      );
      return fail('unexpected');
    }
    // Who may take over is the backend's to say: this counter does not know the clerk's rights.
    const at = { commandId: command.id, counterId, now: command.at, rules: this.#says.rules(), role: 'lead' as const };
    // Of things only the person there is the truth: what lies in a compartment lies there, whatever a copy says.
    const refusal = this.#office.effectOf(action, at).find((outcome) => !outcome.ok && outcome.kind === 'appointment');
    if (refusal && !refusal.ok) return { ok: false, error: problemToError(refusal.code) };
    let entry: StoredCommand;
    try {
      entry = this.#store.transaction(() => {
        const added = this.#store.addCommand(command);
        alongside(command.id);
        return added;
      });
    } catch (error) {
      if (isStorageFull(error)) return fail('storage-full');
      throw error;
    }
    this.#entries.push(entry);
    if (isPerishable(action)) this.#asked.push(entry);
    if (hasEffect(entry)) this.#office.addPending(command);
    this.#onChange();
    this.#onAdded();
    return ok(entry);
  }

  /**
   * What to send next, oldest first. Several only of those that report what happened at this counter: a call is asked
   * alone. Those that are held back are passed over, and with them whatever came later about the same: its turn is after
   * them.
   */
  next(heldBack: Pick<ReadonlySet<string>, 'has'>, atMost = 1): StoredCommand[] {
    const passedOver = new Set<string>();
    const next: StoredCommand[] = [];
    for (const entry of this.#entries) {
      const {
        command: { id, action },
        state,
      } = entry;
      if ((state !== 'waiting' && state !== 'unknown') || this.#answered.has(entry)) continue;
      const names = about(action).map((ref) => `${ref.kind} ${ref.id}`);
      if (heldBack.has(id) || names.some((name) => passedOver.has(name))) {
        for (const name of names) passedOver.add(name);
        continue;
      }
      const alone = state === 'unknown' || isPerishable(action);
      if (alone && next.length > 0) break;
      next.push(entry);
      if (alone || next.length === atMost) break;
    }
    return next;
  }

  find(commandId: string): StoredCommand | undefined {
    return this.#entries.find(({ command }) => command.id === commandId);
  }

  /** Somebody is being called right now, and it is not known yet whom. */
  get calling(): boolean {
    return this.isAsking((action) => isClaim(action));
  }

  /** Something of this kind was asked, and the backend's answer is not known yet. */
  isAsking(which: (action: Action) => boolean): boolean {
    return this.#asked.some(
      ({ command, state }) => which(command.action) && (state === 'waiting' || state === 'unknown'),
    );
  }

  attempted(entry: StoredCommand, state: 'waiting' | 'unknown'): void {
    this.#set(entry, { state, attempts: entry.attempts + 1 });
  }

  /**
   * The network is away and nobody knows whether a call arrived: the counter goes on without it. The order to forget it
   * takes its place in the line, so that the backend has sent that person back before it hears of the next one.
   */
  forgetCall(counterId: string): Result<null> {
    const call = this.#entries.find(
      ({ command, state }) => traits[command.action.kind].brings === 'call' && state === 'unknown',
    );
    if (!call) return fail('wrong-state');
    const added = this.add(counterId, { kind: 'forget-call', commandId: call.command.id });
    if (!added.ok) return added;
    this.withdrawn(call);
    return ok(null);
  }

  /** Nobody waits for this call any more: from now on it is looked up or withdrawn, not sent. */
  giveUpOn(entry: StoredCommand): void {
    if (entry.state === 'waiting') this.#set(entry, { state: 'unknown' });
  }

  /** The backend has them. They are not sent again, and `applied` follows soon, for many at once. */
  answered(entries: readonly StoredCommand[]): void {
    for (const entry of entries) this.#answered.add(entry);
  }

  /** What the backend has of this counter is about to be fetched. */
  get hasAnswered(): boolean {
    return this.#answered.size > 0;
  }

  /**
   * The backend has them; their effect stays in place until the backend's own records show it. Not written down: after a
   * crash the same id is asked again and gets the same answer, and a write to the disk for each would double the time
   * of coming back.
   */
  applied(...entries: StoredCommand[]): void {
    for (const entry of entries) {
      entry.state = 'applied';
      this.#answered.delete(entry);
    }
    this.#onChange();
  }

  refused(entry: StoredCommand, problem: ProblemCode | 'answer-not-understood'): void {
    this.#set(entry, { state: 'refused', problem });
  }

  withdrawn(entry: StoredCommand): void {
    this.#set(entry, { state: 'withdrawn' });
  }

  /** The backend's records were just fetched completely: what was applied before is now in them. */
  settle(appliedBefore: readonly StoredCommand[]): void {
    if (appliedBefore.length === 0) return;
    this.#store.transaction(() => {
      for (const entry of appliedBefore) if (entry.state === 'applied') this.#write(entry, { state: 'done' });
    });
    this.#done = this.#store.lastDone(doneShown);
    this.#afterChange();
  }

  appliedNow(): StoredCommand[] {
    return this.#entries.filter(({ state }) => state === 'applied');
  }

  dismiss(commandId: string): Result<null> {
    const entry = this.find(commandId);
    if (!entry) return fail('not-found');
    if (entry.state !== 'refused') return fail('wrong-state');
    this.#set(entry, { state: 'dismissed' });
    return ok(null);
  }

  refusedFor(appointmentId: string): StoredCommand | undefined {
    return this.#entries.findLast(
      ({ command, state }) => state === 'refused' && appointmentOf(command.action) === appointmentId,
    );
  }

  /** Why it was refused, in the windows' words; whose person it is by now is told with it. */
  problemOf({ command, problem }: Pick<StoredCommand, 'command' | 'problem'>): AppError | null {
    const appointmentId = appointmentOf(command.action);
    if (problem !== 'not-yours' || appointmentId === null) return problem ? problemToError(problem) : null;
    const appointment = this.#office.get('appointment', appointmentId);
    return { code: appointment?.takenFrom === command.counterId ? 'taken-over' : 'not-yours' };
  }

  /** Everything that waits, is not known, or was refused and not taken note of, in the order in which it was done. */
  open(): StoredCommand[] {
    return this.#entries.filter(isOpen);
  }

  /** Whose actions are not over yet, refused ones that nobody has read among them. */
  appointments(): ReadonlySet<string> {
    return new Set(this.#entries.flatMap(({ command }) => appointmentOf(command.action) ?? []));
  }

  /** How many of them: `waiting` has no answer yet, known or not; `refused` wants to be read. */
  counts(): { waiting: number; refused: number } {
    const refused = this.#entries.filter(({ state }) => state === 'refused').length;
    return { waiting: this.open().length - refused, refused };
  }

  /** What arrived last, newest first. */
  recentlyDone(): readonly Done[] {
    return this.#done;
  }

  #set(entry: StoredCommand, change: Partial<StoredCommand>): void {
    const hadEffect = hasEffect(entry);
    this.#write(entry, change);
    if (hadEffect === hasEffect(entry) && !isOver(entry)) this.#onChange();
    else this.#afterChange();
  }

  #write(entry: StoredCommand, change: Partial<StoredCommand>): void {
    this.#store.setCommand(
      { ...entry, ...change },
      isOver({ ...entry, ...change }) ? this.#says.now().toISOString() : null,
    );
    Object.assign(entry, change);
  }

  #afterChange(): void {
    this.#entries = this.#entries.filter((entry) => !isOver(entry));
    this.#asked = this.#asked.filter((entry) => !isOver(entry));
    this.#showEffects();
    this.#onChange();
  }

  #showEffects(): void {
    this.#office.setPending(this.#entries.filter(hasEffect).map(({ command }) => command));
  }
}

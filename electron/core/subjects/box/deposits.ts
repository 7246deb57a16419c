import { hasName, type Compartment, type DocumentItem } from '../../../../backend/contract/index.ts';
import type { DeviceHost, HostEvent } from '../../../../native/index.ts';
import type { DepositChoice, DepositView } from '../../../contract/box.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { CaseAtHand } from '../../counter/caseAtHand/caseAtHand.ts';
import { stepFor } from '../../counter/caseAtHand/steps.ts';
import type { CounterWork, Goal } from '../../counter/work/counterWork.ts';
import { isStorageFull } from '../../kernel/database/open.ts';
import type { Store } from '../../kernel/database/store.ts';
import type { Devices } from '../../kernel/devices/devices.ts';
import { surelyNothingHappened, deviceToAppError } from '../../kernel/devices/deviceErrors.ts';
import type { Office } from '../../kernel/records/office.ts';
import type { Outbox } from '../../kernel/outbox/outbox.ts';
import type { Log } from '../../kernel/ports.ts';
import type { Process } from '../../counter/processes/process.ts';
import { uuidv7 } from '../../kernel/basics/uuid.ts';
import { blockUnrecorded } from './blockUnrecorded.ts';
import { chooseCompartment } from './chooseCompartment.ts';
import {
  choicesFor,
  DepositState,
  depositStep,
  isUnderWay,
  newDeposit,
  notSentCode,
  readyToComplete,
  type DepositInput,
} from './depositFlow.ts';
import { depositView } from './depositView.ts';
import { hashPickupCode, newPickupCode } from './pickupCode.ts';

export const depositLimits = {
  /** From the pulse to the contact; a jam must be told within 10 s (promise 7). */
  openMs: 6000,
  /**
   * A door without a contact: lock and door need this long, then the clerk is asked. Waiting longer would teach
   * nothing.
   */
  noContactMs: 1500,
  /** A door that stands open longer is pointed out. */
  openTooLongMs: 60_000,
  /** How often an unknown door is looked at while its board is away. */
  lookAgainMs: 1000,
} as const;

interface DepositsOptions {
  host: DeviceHost;
  devices: Devices;
  atHand: CaseAtHand;
  office: Office;
  store: Store;
  outbox: Outbox;
  log: Log;
  counterId: () => string | null;
  process: (service: string) => Process | undefined;
  /** By the office's clock. */
  now: () => Date;
  onChange: () => void;
  onDeposited: (compartmentLabel: string) => void;
  /** Where the output box stands, for the slip. */
  place: string;
  /** The person went elsewhere while a door was in play; the compartment is blocked. */
  onLeftBehind: (compartmentLabel: string) => void;
}

/** Does what `depositFlow` decides: one deposit at a time, every state on the disk before a byte is sent. */
export class Deposits implements CounterWork {
  readonly #options: DepositsOptions;
  #state: DepositState | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** Compartments that failed during this deposit; not offered again. */
  #avoid = new Set<string>();
  #stopped = false;

  constructor(options: DepositsOptions) {
    this.#options = options;
    for (const work of options.store.works()) if (work.kind === 'deposit') this.#state = DepositState.parse(work.value);
  }

  /**
   * After a start: an opening that was commanded, or about to be, is never commanded again. The door is looked at; if
   * it is shut, nobody can know what happened in between, and the clerk is asked.
   */
  recover(): void {
    // Everything was known, only the end of it was not written down any more.
    if (this.#state && readyToComplete(this.#state)) this.#complete(this.#state);
    else this.#look();
  }

  get underWay(): boolean {
    return this.#state !== null && isUnderWay(this.#state);
  }

  get holdsDevices(): boolean {
    return this.underWay;
  }

  hinders(goal: Goal): 'deposit-running' | 'slip-not-given' | null {
    if (this.underWay) return 'deposit-running';
    return (goal === 'leave-person' || goal === 'sign-out') && this.#slipWaits() ? 'slip-not-given' : null;
  }

  /** This person's pickup code is on the screen, and nowhere else: it is lost when they leave. */
  #slipWaits(): boolean {
    const s = this.#state;
    return s?.phase === 'done' && s.pickupCode !== null && s.appointmentId === this.#options.atHand.appointment?.id;
  }

  get state(): DepositState | null {
    return this.#state;
  }

  get view(): DepositView | null {
    return this.#state && depositView(this.#state, this.#options.office, this.#options.devices, this.#options.place);
  }

  /** A pulse was or may have been sent to this door, and it was not seen open yet. */
  waitsFor(door: { board: number; lock: number }): boolean {
    const phase = this.#state?.phase;
    return this.isAbout(door) && (phase === 'opening' || phase === 'jammed' || phase === 'unknown');
  }

  /** Is this the door of the deposit that is under way? */
  isAbout({ board, lock }: { board: number; lock: number }): boolean {
    const compartment = this.#state?.compartmentId
      ? this.#options.office.get('compartment', this.#state.compartmentId)
      : undefined;
    return compartment?.board === board && compartment.lock === lock;
  }

  /** Whose deposit it is, as long as it is not through. */
  get about(): string | null {
    return this.#state?.appointmentId ?? null;
  }

  start(stepId: string): Result<null> {
    const serving = this.#options.atHand.serving();
    if (!serving.ok) return serving;
    // What was begun for somebody who has left without us is no longer of interest, unless a door is involved.
    if (
      this.#state &&
      this.#state.phase !== 'done' &&
      (this.underWay || this.#state.appointmentId === serving.value.id)
    )
      return fail('deposit-running');
    const step = stepFor(this.#options.process(serving.value.service), serving.value, stepId);
    if (!step.ok) return step;
    if (step.value.kind !== 'output' || !step.value.ways.includes('box')) return fail('not-possible-in-this-step');
    if (!hasName(serving.value.applicant)) return fail('name-missing');
    if (!this.#options.devices.ready('locker')) return fail('box-missing');
    this.#avoid.clear();
    this.#write(newDeposit(uuidv7(), serving.value.id, stepId), this.#state?.depositId);
    return ok(null);
  }

  /** Ends a deposit in which nothing was commanded, when the person leaves the counter. */
  leave(): void {
    if (this.#state && !isUnderWay(this.#state)) this.#forget();
  }

  stepSettled(stepId: string): void {
    if (this.#state?.stepId === stepId) this.leave();
  }

  /**
   * Whose deposit it is was taken over by another counter, or refused to this one: it cannot be recorded here any more,
   * and must not hold up whoever comes next. Their document may lie in the compartment without the office knowing it,
   * so nobody else's may follow it there.
   */
  follow(): void {
    const s = this.#state;
    const { office, store, outbox, counterId, log } = this.#options;
    const counter = counterId();
    // What a pulse that is on its way comes to is waited for.
    if (!s?.compartmentId || !counter || !isUnderWay(s) || s.phase === 'opening') return;
    const person = office.get('appointment', s.appointmentId);
    if (person?.counterId === counter && (person.state === 'called' || person.state === 'serving')) return;
    // First: recording it is a change upon which this is asked again.
    this.#state = null;
    const blocked = outbox.add(counter, blockUnrecorded(s.compartmentId), () => store.dropWork(s.depositId));
    if (!blocked.ok) {
      log('error', `deposit ${s.depositId} could not be left behind: ${blocked.error.code}`);
      this.#state = s;
      return;
    }
    clearTimeout(this.#timer);
    this.#options.onLeftBehind(office.get('compartment', s.compartmentId)?.label ?? '');
    this.#options.onChange();
  }

  takesDocument(item: DocumentItem, here: boolean): Result<'recognised' | 'confirmed'> | null {
    const s = this.#state;
    if (!s || s.phase === 'done') return null;
    if (s.appointmentId !== this.#options.atHand.appointment?.id) return fail('deposit-not-running');
    if (s.phase === 'open' || s.phase === 'closed-unconfirmed')
      // A number that somebody types shows nothing of what lies in the compartment; looking and saying so does.
      return here ? this.#confirm(item.id === s.itemId) : fail('content-not-scanned');
    if (s.phase !== 'awaiting-item') return fail('wrong-state');
    if (!this.#mayGoInto(s, item)) return fail('not-possible-in-this-step');
    if (item.state !== 'ready') return fail('item-not-ready');
    const compartment = this.#choose();
    if (!compartment.ok) return compartment;
    this.#open({
      kind: 'item-scanned',
      itemId: item.id,
      compartmentId: compartment.value.id,
      operationId: uuidv7(),
      now: this.#options.now().toISOString(),
    });
    return ok('recognised');
  }

  /**
   * The clerk scanned the label of a compartment. Where it is not `sure` that all of the label was read, the clerk is
   * asked once.
   */
  takesLabel(label: string, sure: boolean): Result<'confirmed' | 'asked' | 'another-compartment'> | null {
    const s = this.#state;
    if (
      !s ||
      s.appointmentId !== this.#options.atHand.appointment?.id ||
      (s.phase !== 'open' && s.phase !== 'closed-unconfirmed')
    )
      return null;
    const expected = s.compartmentId ? this.#options.office.get('compartment', s.compartmentId)?.label : undefined;
    if (label !== expected) return ok('another-compartment');
    if (!sure) {
      this.#move({ kind: 'label-unproven' });
      return ok('asked');
    }
    const confirmed = this.#confirm(true);
    return confirmed.ok ? ok('confirmed') : confirmed;
  }

  answer(choice: DepositChoice): Result<null> {
    const s = this.#state;
    const counterId = this.#options.counterId();
    if (!s || !counterId) return fail('deposit-not-running');
    if (!choicesFor(s).includes(choice)) return fail('choice-not-offered');
    const serving = this.#options.atHand.serving();
    if (!serving.ok) return serving;
    if (serving.value.id !== s.appointmentId) return fail('deposit-not-running');
    const now = this.#options.now().toISOString();
    switch (choice) {
      case 'cancel':
        this.#forget();
        return ok(null);
      case 'try-again':
        if (!this.#options.devices.ready('locker')) return fail('box-missing');
        this.#open({ kind: 'open-again', operationId: uuidv7(), now });
        return ok(null);
      case 'other-compartment':
      case 'block-and-other': {
        if (!this.#options.devices.ready('locker')) return fail('box-missing');
        if (s.compartmentId) this.#avoid.add(s.compartmentId);
        const other = this.#choose();
        if (!other.ok) return other;
        if (choice === 'block-and-other' && s.compartmentId) {
          const blocked = this.#options.outbox.add(counterId, {
            kind: 'block-compartment',
            compartmentId: s.compartmentId,
            reason: s.problem?.code ?? 'door-jammed',
          });
          if (!blocked.ok) return blocked;
        }
        this.#open({ kind: 'other-compartment', compartmentId: other.value.id, operationId: uuidv7(), now });
        return ok(null);
      }
      case 'item-is-inside': {
        const at = s.compartmentId ? this.#options.office.get('compartment', s.compartmentId) : undefined;
        if (at && this.#options.devices.door(at) === 'open') return fail('door-still-open');
        const confirmed = this.#confirm(true);
        return confirmed.ok ? ok(null) : confirmed;
      }
      case 'label-fits': {
        const confirmed = this.#confirm(true);
        return confirmed.ok ? ok(null) : confirmed;
      }
      case 'item-is-with-me':
        this.#move({ kind: 'item-is-with-me' });
        return ok(null);
    }
  }

  slipGiven(): Result<null> {
    if (this.#state?.phase !== 'done') return fail('deposit-not-running');
    this.#forget();
    return ok(null);
  }

  take(event: HostEvent): void {
    const s = this.#state;
    if (!s?.compartmentId) return;
    const compartment = this.#options.office.get('compartment', s.compartmentId);
    if (!compartment) return;
    if (
      event.type === 'door' &&
      event.door.board === compartment.board &&
      event.door.lock === compartment.lock &&
      event.door.door !== 'unknown'
    ) {
      try {
        this.#move({ kind: 'door', door: event.door.door, now: this.#options.now().toISOString() });
      } catch (error) {
        // No room to write it down, and it is told once only: it is looked up.
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#look(), depositLimits.lookAgainMs);
        throw error;
      }
    }
    if (event.type !== 'device' || event.status.kind !== 'locker') return;
    // The board is back. It tells only changes from here on: what did the door do meanwhile?
    if (event.status.state === 'ready' && isUnderWay(s)) void this.#lookAgain();
    // Nobody watches a door that was just told to open: whether it does can only be looked up.
    else if (event.status.state !== 'ready' && s.phase === 'opening') void this.#lookUntilKnown(s);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #mayGoInto({ appointmentId, stepId }: DepositState, item: DocumentItem): boolean {
    const service = this.#options.office.get('appointment', appointmentId)?.service;
    const step =
      service === undefined ? undefined : this.#options.process(service)?.steps.find(({ id }) => id === stepId);
    return step?.kind === 'output' && step.itemKinds.includes(item.kind);
  }

  #choose(): Result<Compartment> {
    const { office, devices, atHand } = this.#options;
    const needsLow = atHand.appointment?.applicant.lowCompartment ?? false;
    const chosen = chooseCompartment(
      office.all('compartment'),
      (c) => (devices.hasContact(c) ? devices.door(c) : 'no-contact'),
      needsLow,
      this.#avoid,
    );
    return chosen ? ok(chosen) : fail('no-compartment-free');
  }

  /**
   * The intent is on the disk before the byte is on the wire; after a crash in between, `recover` looks instead of
   * repeating.
   */
  #open(input: Extract<DepositInput, { operationId: string }>): void {
    const locker = this.#options.devices.ready('locker');
    this.#move(input);
    const s = this.#state;
    const compartment = s?.compartmentId ? this.#options.office.get('compartment', s.compartmentId) : undefined;
    if (s?.phase !== 'opening' || s.operationId !== input.operationId || !compartment) return;
    if (!locker) {
      this.#note(() => ({ kind: 'pulse-not-sent', code: 'box-missing' }));
      return;
    }
    void this.#options.host
      .ask('locker.open', {
        deviceId: locker.id,
        board: compartment.board,
        lock: compartment.lock,
        operationId: input.operationId,
      })
      .then((answer) => {
        // Meanwhile the door may have opened already, or the clerk decided otherwise.
        if (this.#stopped || this.#state?.operationId !== input.operationId || this.#state.phase !== 'opening') return;
        if (answer.ok && !this.#options.devices.hasContact(compartment)) {
          this.#arm(depositLimits.noContactMs, () => ({ kind: 'outcome-unknown' }));
          return;
        }
        if (answer.ok) {
          // A contact that nobody can read says nothing about a jam.
          this.#arm(depositLimits.openMs, () =>
            this.#options.devices.door(compartment) === 'closed'
              ? { kind: 'not-opened-in-time' }
              : { kind: 'outcome-unknown' },
          );
          return;
        }
        this.#options.log('warn', `opening ${input.operationId}: ${answer.error.code}`);
        // Its board is away while others answer: the next attempt takes another one.
        if (surelyNothingHappened(answer.error) && this.#options.devices.ready('locker'))
          this.#avoid.add(compartment.id);
        const { code } = deviceToAppError(answer.error);
        if (surelyNothingHappened(answer.error))
          this.#note(() => ({ kind: 'pulse-not-sent', code: notSentCode(code) }));
        else void this.#lookUntilKnown(this.#state);
      });
  }

  #look(): void {
    if (this.#stopped || !this.#state) return;
    void (this.#state.phase === 'opening' ? this.#lookUntilKnown(this.#state) : this.#lookAgain());
  }

  /** Reads the door of a commanded opening until the board answers. Open: it happened. Shut: only a person can know. */
  async #lookUntilKnown(of: DepositState): Promise<void> {
    const began = Date.now();
    while (!this.#stopped && this.#state?.operationId === of.operationId && this.#state?.phase === 'opening') {
      const compartment = of.compartmentId ? this.#options.office.get('compartment', of.compartmentId) : undefined;
      const door = compartment ? await this.#options.devices.look(compartment) : null;
      if (this.#stopped || this.#state?.operationId !== of.operationId || this.#state.phase !== 'opening') return;
      const canBeSeen = !compartment || this.#options.devices.hasContact(compartment);
      if (door === 'open') this.#note(() => ({ kind: 'door', door, now: this.#options.now().toISOString() }));
      else if (door === 'closed' || !canBeSeen || Date.now() - began > depositLimits.openMs)
        this.#note(() => ({ kind: 'outcome-unknown' }));
      await new Promise((resolve) => setTimeout(resolve, depositLimits.lookAgainMs));
    }
  }

  async #lookAgain(): Promise<void> {
    const of = this.#state;
    const compartment = of?.compartmentId ? this.#options.office.get('compartment', of.compartmentId) : undefined;
    const door = compartment ? await this.#options.devices.look(compartment) : null;
    if (!this.#stopped && this.#state?.operationId === of?.operationId && (door === 'open' || door === 'closed'))
      this.#note(() => ({ kind: 'door', door, now: this.#options.now().toISOString() }));
  }

  /**
   * What was seen, or waited for in vain. Where the disk has no room it is tried again: it cannot be asked for a second
   * time.
   */
  #note(input: () => DepositInput): void {
    try {
      this.#move(input());
    } catch (error) {
      if (!isStorageFull(error)) throw error;
      this.#options.log('error', 'no room to note how a deposit stands; it is tried again');
      this.#arm(depositLimits.lookAgainMs, input);
    }
  }

  #confirm(fits: boolean): Result<'confirmed'> {
    if (!fits) return fail('wrong-item');
    this.#move({ kind: 'content-confirmed' });
    return ok('confirmed');
  }

  #move(input: DepositInput): void {
    const before = this.#state;
    if (!before) return;
    const after = depositStep(before, input);
    if (after === before) return;
    this.#write(after);
    // Left behind by what followed from that.
    if (this.#state !== after) return;
    clearTimeout(this.#timer);
    if (after.phase === 'open') this.#arm(depositLimits.openTooLongMs, () => ({ kind: 'open-too-long' }));
    if (readyToComplete(after)) this.#complete(after);
  }

  /** Deposit, its command and the code for the slip: one transaction. */
  #complete(s: DepositState): void {
    const counterId = this.#options.counterId();
    if (!counterId || !s.itemId || !s.compartmentId) return;
    const code = newPickupCode();
    const done = depositStep(s, { kind: 'completed', pickupCode: code });
    const added = this.#options.outbox.add(
      counterId,
      {
        kind: 'deposit',
        appointmentId: s.appointmentId,
        stepId: s.stepId,
        depositId: s.depositId,
        itemId: s.itemId,
        compartmentId: s.compartmentId,
        codeHash: hashPickupCode(code),
      },
      () => this.#options.store.saveWork(done.depositId, 'deposit', done),
    );
    if (!added.ok) {
      this.#options.log('error', `deposit ${s.depositId} could not be recorded: ${added.error.code}`);
      // In memory only: where the disk is full, this cannot be written either.
      this.#state = { ...s, problem: { code: added.error.code } };
      this.#options.onChange();
      return;
    }
    this.#state = done;
    this.#options.onChange();
    this.#options.onDeposited(this.#options.office.get('compartment', s.compartmentId)?.label ?? '');
  }

  #arm(ms: number, input: () => DepositInput): void {
    const operationId = this.#state?.operationId;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.#stopped && this.#state?.operationId === operationId) this.#note(input);
    }, ms);
  }

  #write(state: DepositState, replaces?: string): void {
    this.#options.store.transaction(() => {
      if (replaces && replaces !== state.depositId) this.#options.store.dropWork(replaces);
      this.#options.store.saveWork(state.depositId, 'deposit', state);
    });
    this.#state = state;
    this.#options.onChange();
  }

  #forget(): void {
    if (this.#state) this.#options.store.dropWork(this.#state.depositId);
    this.#state = null;
    clearTimeout(this.#timer);
    this.#options.onChange();
  }
}

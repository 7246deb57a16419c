import {
  inOrder,
  isLeftOver,
  standing,
  type Action,
  type Appointment,
  type OfficeRules,
} from '../../../../backend/contract/index.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { CaseAtHand } from '../caseAtHand/caseAtHand.ts';
import { isOver } from '../identity/knownPeople.ts';
import { resembles } from '../identity/resembles.ts';
import { isFound } from './findPeople.ts';
import type { Office } from '../../kernel/records/office.ts';
import type { Outbox } from '../../kernel/outbox/outbox.ts';
import type { OutboxSender } from '../../kernel/outbox/outboxSender.ts';
import { problemToError } from '../../kernel/outbox/problemToError.ts';

/** How long the backend is waited for before it is said that the outcome is not known. */
const answerWaitMs = 6000;

interface QueueActionsOptions {
  office: Office;
  outbox: Outbox;
  sender: OutboxSender;
  atHand: CaseAtHand;
  now: () => Date;
  rules: () => OfficeRules;
  counterId: () => string | null;
  connected: () => boolean;
  /** Of somebody's process. */
  versionHere: (appointmentId: string) => number | undefined;
  /** What an appointment is for, in every language the windows know. */
  serviceTitles: (service: string) => readonly string[];
  /** Something of the person at the counter is under way: a door, a signature. */
  hindrance: () => Result<null>;
  /** Calls one of those whom this counter holds, without the backend. */
  callReserved: (appointmentId: string) => Result<null>;
}

/** What a clerk does with the queue that all counters share: the backend decides, or nothing happens. */
export class QueueActions {
  readonly #options: QueueActionsOptions;

  constructor(options: QueueActionsOptions) {
    this.#options = options;
  }

  /** Ids of the appointments of the day whose person has all that is sought. */
  find(sought: string): string[] {
    const { office, serviceTitles } = this.#options;
    const items = office.all('item');
    return office
      .all('appointment')
      .filter((appointment) =>
        isFound(
          {
            appointment,
            items: items.filter(({ applicantId }) => applicantId === appointment.applicant.id),
            service: serviceTitles(appointment.service),
          },
          sought,
        ),
      )
      .map(({ id }) => id);
  }

  /** Without the network: the first of those whom this counter holds. */
  async callNext(): Promise<Result<null>> {
    const first = this.#held()[0];
    return this.#options.connected() || !first ? this.#claim({ kind: 'call-next' }) : this.call(first.id);
  }

  async call(appointmentId: string): Promise<Result<null>> {
    const isHeld = this.#held().some(({ id }) => id === appointmentId);
    if (this.#options.connected() || !isHeld) return this.#claim({ kind: 'call', appointmentId });
    const free = this.#mayClaim();
    return free.ok ? this.#options.callReserved(appointmentId) : free;
  }

  async resume(appointmentId: string): Promise<Result<null>> {
    return this.#claim({ kind: 'resume', appointmentId, processVersion: this.#options.versionHere(appointmentId) });
  }

  async takeOver(appointmentId: string): Promise<Result<null>> {
    return this.#claim({ kind: 'take-over', appointmentId });
  }

  async recall(): Promise<Result<null>> {
    const appointment = this.#options.atHand.appointment;
    return appointment ? this.#ask({ kind: 'recall', appointmentId: appointment.id }) : fail('nobody-at-counter');
  }

  async redirect(
    appointmentId: string,
    to: { counterId: string } | { service: string },
    reason: string,
  ): Promise<Result<null>> {
    const { atHand, hindrance } = this.#options;
    if (atHand.appointment?.id === appointmentId) {
      if (atHand.stop) return fail('wrong-person');
      const hindered = hindrance();
      if (!hindered.ok) return hindered;
    }
    return this.#ask({ kind: 'redirect', appointmentId, to, reason: reason.trim() });
  }

  /** @param reason null: back into the usual order */
  async prioritise(appointmentId: string, reason: string | null): Promise<Result<null>> {
    return this.#ask({ kind: 'prioritise', appointmentId, reason });
  }

  /**
   * Somebody without an appointment; the answer is their ticket number. Nobody is taken in where somebody of such a
   * name has an open appointment today: then the answer is those, until the clerk says that it is somebody else
   * (`evenIfKnown`).
   */
  async walkIn({
    evenIfKnown,
    ...person
  }: {
    service: string;
    familyName: string;
    givenNames: string;
    language: string;
    evenIfKnown?: boolean | undefined;
  }): Promise<Result<{ ticket: string | null; known: string[] }>> {
    const known = evenIfKnown
      ? []
      : this.#options.office.all('appointment').filter((one) => !isOver(one) && resembles(person, one.applicant));
    if (known.length > 0) return ok({ ticket: null, known: known.map(({ id }) => id) });
    const outcome = await this.#answer({ kind: 'walk-in', ...person });
    if (!outcome.ok) return outcome;
    const appointment = outcome.value === null ? undefined : this.#options.office.get('appointment', outcome.value);
    return appointment ? ok({ ticket: appointment.ticket, known: [] }) : fail('not-found');
  }

  /** Somebody went, or was not served on an earlier day: out of the line. Counts from now on, also without the network. */
  takeOff(appointmentId: string): Result<null> {
    const appointment = this.#options.office.get('appointment', appointmentId);
    if (!appointment) return fail('not-found');
    const why = isLeftOver(appointment, this.#options.now()) ? 'not-served' : 'left';
    return this.#add({ kind: 'take-off', appointmentId, why });
  }

  /** Everybody of earlier days. A family goes with its first. */
  clearLeftOver(): Result<null> {
    const { office, now } = this.#options;
    for (const { id } of office.all('appointment')) {
      const one = office.get('appointment', id);
      if (!one || !isLeftOver(one, now())) continue;
      const added = this.#add({ kind: 'take-off', appointmentId: id, why: 'not-served' });
      if (!added.ok) return added;
    }
    return ok(null);
  }

  #add(action: Action): Result<null> {
    const counter = this.#options.counterId();
    if (!counter) return fail('not-signed-in');
    const added = this.#options.outbox.add(counter, action);
    return added.ok ? ok(null) : added;
  }

  /** This counter holds its next `count` people; 0 lets all of them go. */
  async reserve(count: number): Promise<Result<null>> {
    return this.#ask({ kind: 'reserve', count });
  }

  /** Nobody knows what became of the last call, and the network is away: go on without it. */
  forgetCall(): Result<null> {
    const { outbox, counterId, connected } = this.#options;
    const counter = counterId();
    if (!counter) return fail('not-signed-in');
    // It will be known in a moment.
    if (connected()) return fail('call-running');
    return outbox.forgetCall(counter);
  }

  /** Those whom this counter may call without the network, in order. */
  #held(): Appointment[] {
    const { office, counterId, now, rules } = this.#options;
    const at = now().toISOString();
    const held = office
      .all('appointment')
      .filter(
        (one) =>
          one.state === 'waiting' &&
          standing(one, at)?.counterId === counterId() &&
          standing(one, at)?.kind !== 'visit',
      );
    return inOrder(held, rules());
  }

  #mayClaim(): Result<null> {
    const { outbox, atHand, counterId } = this.#options;
    if (!counterId()) return fail('not-signed-in');
    if (outbox.calling) return fail('call-running');
    if (atHand.appointment) return fail('counter-busy');
    return atHand.beside.length > 0 ? fail('visit-not-over') : ok(null);
  }

  /** Brings somebody to this counter. */
  async #claim(action: Action): Promise<Result<null>> {
    const free = this.#mayClaim();
    if (!free.ok) return free;
    const outcome = await this.#answer(action);
    if (!outcome.ok) return outcome;
    return outcome.value === null ? fail('nobody-waiting') : ok(null);
  }

  async #ask(action: Action): Promise<Result<null>> {
    const outcome = await this.#answer(action);
    return outcome.ok ? ok(null) : outcome;
  }

  /** What the backend made of it: the appointment's id. A second one of the same kind waits for the first. */
  async #answer(action: Action): Promise<Result<string | null>> {
    const { outbox, sender, counterId, connected } = this.#options;
    const counter = counterId();
    if (!counter) return fail('not-signed-in');
    if (outbox.isAsking(({ kind }) => kind === action.kind)) return fail('call-running');
    if (!connected()) return fail('offline');
    const added = outbox.add(counter, action);
    if (!added.ok) return added;
    const outcome = await sender.outcomeOf(added.value.command.id, answerWaitMs);
    if (!outcome) {
      outbox.giveUpOn(added.value);
      return fail('offline');
    }
    if (outcome.kind === 'refused')
      return {
        ok: false,
        error:
          outbox.problemOf({ command: added.value.command, problem: outcome.code }) ?? problemToError(outcome.code),
      };
    return outcome.kind === 'withdrawn' ? fail('offline') : ok(outcome.appointmentId);
  }
}

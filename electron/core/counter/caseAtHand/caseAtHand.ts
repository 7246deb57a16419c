import { z } from 'zod';
import { isBeside, type Appointment, type DocumentItem, type StepRecord } from '../../../../backend/contract/index.ts';
import { Instant } from '../../../contract/common.ts';
import type { Comparison, WrongPersonStop } from '../../../contract/case.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { Store } from '../../kernel/database/store.ts';
import type { Office } from '../../kernel/records/office.ts';

const StoredStop = z.object({
  appointmentId: z.string(),
  at: Instant,
  what: z.enum(['appointment-code', 'document', 'passport', 'compartment', 'signature']),
  otherTicket: z.string().nullable(),
  because: z.enum(['number', 'facts', 'nothing-fits']).nullable().default(null),
});

/** A comparison that waits for the clerk's eye, and what is recorded if it is this person. */
interface OpenComparison {
  appointmentId: string;
  view: Comparison;
  evidence: StepRecord['evidence'];
}

/**
 * Who is at this counter: one value, and the one place where a thing is checked against it (promise 4). A thing of
 * somebody else stops everything until the clerk has taken note; the stop survives a restart.
 */
export class CaseAtHand {
  readonly #office: Office;
  readonly #store: Store;
  readonly #counterId: () => string | null;
  readonly #now: () => Date;
  readonly #onChange: () => void;
  #stop: z.infer<typeof StoredStop> | null;
  /** Not on the disk: after a restart the document is scanned again. */
  #comparison: OpenComparison | null = null;

  /** @param now by the office's clock */
  constructor(office: Office, store: Store, counterId: () => string | null, now: () => Date, onChange: () => void) {
    this.#office = office;
    this.#store = store;
    this.#counterId = counterId;
    this.#now = now;
    this.#onChange = onChange;
    const stored = StoredStop.safeParse(store.meta('stop'));
    this.#stop = stored.success ? stored.data : null;
  }

  /** Called to, or served at, this counter. */
  get appointment(): Appointment | null {
    const counterId = this.#counterId();
    if (!counterId) return null;
    const mine = this.#office
      .all('appointment')
      .filter((a) => a.counterId === counterId && (a.state === 'called' || a.state === 'serving'));
    return mine.find(({ state }) => state === 'serving') ?? mine[0] ?? null;
  }

  /** Others of the same visit who stand at this counter and are not served yet. */
  get beside(): Appointment[] {
    const counterId = this.#counterId();
    return counterId
      ? this.#office
          .all('appointment')
          .filter((one) => isBeside(one, counterId))
          .toSorted((a, b) => (a.ticket < b.ticket ? -1 : 1))
      : [];
  }

  /** The person being served, provided that no stop stands. */
  serving(): Result<Appointment> {
    const appointment = this.appointment;
    if (!appointment) return fail('nobody-at-counter');
    if (this.stop) return fail('wrong-person');
    if (appointment.state !== 'serving') return fail('wrong-state');
    return ok(appointment);
  }

  items(appointment: Appointment): DocumentItem[] {
    return this.#office.all('item').filter((item) => item.applicantId === appointment.applicant.id);
  }

  /**
   * Belongs to the person at the counter: when they were sent away from elsewhere, the next one is not held up by it.
   */
  get stop(): WrongPersonStop | null {
    if (!this.#stop || this.#stop.appointmentId !== this.appointment?.id) return null;
    const { appointmentId: _theirs, ...stop } = this.#stop;
    const sameVisit = this.beside.find(({ ticket }) => ticket === stop.otherTicket);
    return { ...stop, sameVisit: sameVisit?.id ?? null };
  }

  raiseStop(
    what: WrongPersonStop['what'],
    otherTicket: string | null,
    because: WrongPersonStop['because'] = null,
  ): void {
    const appointment = this.appointment;
    if (!appointment) return;
    this.#comparison = null;
    this.#stop = { appointmentId: appointment.id, at: this.#now().toISOString(), what, otherTicket, because };
    this.#store.setMeta('stop', this.#stop);
    this.#onChange();
  }

  /**
   * The clerk has read the stop of this moment. One that went away meanwhile needs nothing more; another one that
   * stands now was not read.
   */
  acknowledgeStop(at: string): Result<null> {
    if (this.stop && this.stop.at !== at) return fail('wrong-state');
    this.#stop = null;
    this.#store.setMeta('stop', null);
    this.#onChange();
    return ok(null);
  }

  /** Of the person who is here now; nobody else's document stays on the screen. */
  get comparison(): OpenComparison | null {
    return this.#comparison?.appointmentId === this.appointment?.id ? this.#comparison : null;
  }

  compare(view: Comparison, evidence: StepRecord['evidence']): void {
    const appointment = this.appointment;
    if (!appointment) return;
    this.#comparison = { appointmentId: appointment.id, view, evidence };
    this.#onChange();
  }

  endComparison(): void {
    if (this.#comparison === null) return;
    this.#comparison = null;
    this.#onChange();
  }
}

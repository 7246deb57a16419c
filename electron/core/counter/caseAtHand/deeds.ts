import { z } from 'zod';
import type { Action } from '../../../../backend/contract/index.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { Store } from '../../kernel/database/store.ts';
import type { Outbox } from '../../kernel/outbox/outbox.ts';
import type { Office } from '../../kernel/records/office.ts';
import type { WorkAtCounter } from '../work/counterWork.ts';
import type { CaseAtHand } from './caseAtHand.ts';

/** With whose it was: nobody takes back what somebody else did here before. */
const LastAction = z.object({
  appointmentId: z.string(),
  commandId: z.string(),
  clerkId: z.string(),
  counterId: z.string(),
});

interface DeedsOptions {
  office: Office;
  store: Store;
  outbox: Outbox;
  atHand: CaseAtHand;
  /** What is under way here; told when the person leaves the counter. */
  works: WorkAtCounter;
  counterId: () => string | null;
  clerkId: () => string | null;
  /** Nobody of whom something is shown is here any more. */
  onLeft: () => void;
}

/**
 * How a clerk's deed is done at this counter: into the outbox, remembered for Undo, and, where the person goes,
 * followed by the end of all that was begun for them.
 */
export class Deeds {
  readonly #options: DeedsOptions;
  /** The last thing that can be taken back; kept on the disk, because undo is also for after a restart. */
  #last: z.infer<typeof LastAction> | null;

  constructor(options: DeedsOptions) {
    this.#options = options;
    const last = LastAction.safeParse(options.store.meta('lastAction'));
    this.#last = last.success ? last.data : null;
  }

  do(action: Action): Result<null> {
    const counterId = this.#options.counterId();
    if (!counterId) return fail('not-signed-in');
    const lastBefore = this.#last;
    const added = this.#options.outbox.add(counterId, action, (commandId) => {
      if ('appointmentId' in action)
        this.remember(action.kind === 'undo' ? null : { appointmentId: action.appointmentId, commandId });
    });
    if (added.ok) return ok(null);
    this.#last = lastBefore;
    return added;
  }

  /** A deed on whoever is at the counter; refused while a stop stands or nobody is there. */
  doOnMine(action: (appointmentId: string) => Action): Result<null> {
    const { atHand } = this.#options;
    if (atHand.stop) return fail('wrong-person');
    return atHand.appointment ? this.do(action(atHand.appointment.id)) : fail('nobody-at-counter');
  }

  /** The same, and they go by it: nothing of theirs may stay on the pad, in a door, or on the screen. */
  leave(action: (appointmentId: string) => Action): Result<null> {
    const hindered = this.hindrance();
    if (!hindered.ok) return hindered;
    const left = this.doOnMine(action);
    if (left.ok) this.personLeft();
    return left;
  }

  /** A door, a slip or a signature of this person that must come to its end first. */
  hindrance(): Result<null> {
    return this.#options.works.hindrance('leave-person');
  }

  /** Whoever was here is not: what was begun for them ends. */
  personLeft(): void {
    this.#options.works.leave();
    this.#options.onLeft();
  }

  /** What Undo would take back: this clerk's last deed at this counter, as long as nothing followed it. */
  get undoable(): { kind: string; ticket: string; appointmentId: string; commandId: string } | null {
    const last = this.#last;
    if (!last || last.clerkId !== this.#options.clerkId() || last.counterId !== this.#options.counterId()) return null;
    const appointment = this.#options.office.get('appointment', last.appointmentId);
    if (appointment?.undo?.commandId !== last.commandId) return null;
    const { appointmentId, commandId } = last;
    return { kind: appointment.undo.kind, ticket: appointment.ticket, appointmentId, commandId };
  }

  /** Null: nothing can be taken back. */
  remember(last: Pick<z.infer<typeof LastAction>, 'appointmentId' | 'commandId'> | null): void {
    const { clerkId, counterId, store } = this.#options;
    this.#last = last && { ...last, clerkId: clerkId() ?? '', counterId: counterId() ?? '' };
    store.setMeta('lastAction', this.#last);
  }
}

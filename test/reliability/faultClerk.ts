import type { Snapshots } from '../../electron/contract/index.ts';
import { callNext, connected, nextDeed, type Clerk, type Deed } from '../journeys/clerk.ts';
import type { Random } from '../fuzz/random.ts';

/**
 * One of several clerks of an office who want people of the same queue. Does what the screen asks for, and now and then
 * something else that a clerk does.
 */

/** What happens once in the whole office, whoever does it, and what was seen anywhere. */
export interface OfficeDay {
  /** So many people are begun with; whoever was begun with is finished. */
  people: number;
  /** Clerks keep their next people for themselves, so that they can go on without the network. */
  mayHold: boolean;
  /** The check-in of this one is what the backend fails over for ever. */
  unbearable: { appointmentId: string; byCounter: string };
  /** Every clerk checks this one in: all but one of them in vain. */
  contested: string;
  parked: Set<string>;
  /** Whose documents other people's were scanned at. */
  stopped: Set<string>;
  /** The ticket of whom each counter has had before it, in its own words. */
  seenAt: Map<string, Set<string>>;
  /** The ticket of whose document somebody put behind each door. */
  putInto: Map<string, string>;
}

/** Done once for a person, and on the disk when it is answered. */
const recorded = new Set<string>([
  'case.confirmIdentity',
  'case.tickDocument',
  'case.completeStep',
  'case.handOver',
  'case.park',
  'case.finish',
]);
const begun = new Set<string>(['called', 'serving', 'completed']);
/** Who was finished before the day began. */
const finishedBefore = new Set(['A009', 'A010', 'B005']);
export const countsAsBegun = ({ ticket, state }: { ticket: string; state: string }): boolean =>
  begun.has(state) && !finishedBefore.has(ticket);

export class FaultClerk implements Clerk {
  readonly id: string;
  readonly pin: string;
  readonly counterId: string;
  readonly hasBox: boolean;
  readonly #random: Random;
  readonly #day: OfficeDay;
  /** What this counter said is saved; that it is to be done again would be a loss. */
  readonly #saved = new Set<string>();
  readonly lost: string[] = [];
  /** Of who was at the counter when the clerk looked last. */
  ticket = '';

  constructor(who: Pick<Clerk, 'id' | 'pin' | 'counterId' | 'hasBox'>, random: Random, day: OfficeDay) {
    ({ id: this.id, pin: this.pin, counterId: this.counterId, hasBox: this.hasBox } = who);
    this.#random = random;
    this.#day = day;
  }

  next(now: Snapshots): Deed | null {
    this.ticket = now.case?.ticket ?? '';
    if (now.case && now.case.state !== 'completed') {
      const at = this.#day.seenAt.get(now.case.ticket) ?? new Set();
      this.#day.seenAt.set(now.case.ticket, at.add(this.counterId));
    }
    const deed = nextDeed(now, this);
    if (now.session.phase !== 'ready') return deed;
    const checkIn = this.#checkIn(now);
    if (checkIn || !deed) return checkIn;
    const instead = this.#variation(now, deed);
    if (
      deed.name === 'put the document in' &&
      deed.request.name === 'simulation.play' &&
      deed.request.input.deed === 'put-item'
    )
      this.#day.putInto.set(`${deed.request.input.board}/${deed.request.input.lock}`, now.case?.ticket ?? '');
    return instead ?? deed;
  }

  /** The counter has answered to a deed that it says is saved. */
  heard(deed: Deed, answer: unknown, ticket: string): void {
    if (!(answer as { ok: boolean } | null)?.ok || !recorded.has(deed.request.name)) return;
    const what = `${deed.name} for ${ticket} ${JSON.stringify(deed.request.input)}`;
    if (this.#saved.has(what)) this.lost.push(`${what} was saved at ${this.counterId} and had to be done again`);
    this.#saved.add(what);
  }

  /** Whether there is nothing left to do, as far as this counter can know. */
  isOver(now: Snapshots): boolean {
    const { day, outbox } = now;
    const waiting = outbox.entries.filter(
      ({ state, kind, ticket }) => state !== 'refused' && !(kind === 'check-in' && this.#isUnbearable(now, ticket)),
    );
    return (
      now.session.phase === 'ready' &&
      connected(now) &&
      waiting.length === 0 &&
      !day.calling &&
      this.#toCheckIn(now) === undefined &&
      !this.misses(now) &&
      day.all.filter(countsAsBegun).length >= this.#day.people &&
      !day.all.some(
        ({ state, reservedFor }) =>
          state === 'called' || state === 'serving' || state === 'parked' || reservedFor?.kind === 'visit',
      )
    );
  }

  readonly bring = (now: Snapshots): Deed | null => {
    const { day } = now;
    const settled = (n: Snapshots): boolean => n.case !== null || !n.day.calling;
    if (day.calling)
      return !connected(now) && day.ahead.count > 0
        ? { name: 'forget the call', request: { name: 'queue.forgetCall', input: null }, seen: (n) => !n.day.calling }
        : null;
    const wanted = day.all.filter(countsAsBegun).length < this.#day.people && day.waiting.length > 0;
    if (!connected(now)) return wanted && day.ahead.count > 0 ? callNext : null;
    const parked = day.parked[0];
    if (parked && (!wanted || this.#random.chance(2)))
      return {
        name: 'resume',
        request: { name: 'queue.resume', input: { appointmentId: parked.appointmentId } },
        seen: settled,
      };
    if (!wanted) return null;
    if (this.#day.mayHold && day.ahead.count === 0 && this.#random.chance(4))
      return {
        name: 'hold the next ones',
        request: { name: 'queue.reserve', input: { count: 2 } },
        seen: (n) => n.day.ahead.count > 0,
      };
    // Whoever stands first, also where others reach for the same person.
    const first = day.waiting.find(
      ({ reservedFor, service }) =>
        (reservedFor === null || reservedFor.mine) && now.session.counter?.services.includes(service),
    );
    if (first && this.#random.chance(3))
      return {
        name: 'call the first one',
        request: { name: 'queue.call', input: { appointmentId: first.appointmentId } },
        seen: settled,
      };
    return callNext;
  };

  #variation(now: Snapshots, deed: Deed): Deed | null {
    const mine = now.case;
    if (!mine) return null;
    const day = this.#day;
    if (deed.name === 'complete the documents' && !day.parked.has(mine.ticket) && this.#random.chance(5)) {
      day.parked.add(mine.ticket);
      return {
        name: 'park',
        request: { name: 'case.park', input: { reason: 'Holt eine Kopie' } },
        seen: (n) => n.case === null,
      };
    }
    if (
      (deed.name === 'scan the document' || deed.name === 'hand over the document') &&
      !day.stopped.has(mine.ticket)
    ) {
      day.stopped.add(mine.ticket);
      const another = now.simulation?.codes.find(({ what, mine: own }) => what === 'document-serial' && !own);
      if (another && this.#random.chance(2))
        return {
          name: "scan somebody else's document",
          request: { name: 'simulation.play', input: { deed: 'scan', text: another.text } },
          seen: (n) => n.case?.stop !== null,
        };
    }
    return null;
  }

  /** By a clock that is ahead whoever is to come today is of yesterday, and forgotten until it is right. */
  misses({ session, day: { all } }: Snapshots): boolean {
    const { contested, unbearable } = this.#day;
    return (
      session.phase === 'ready' &&
      all.length > 0 &&
      [contested, unbearable.appointmentId].some((id) => !all.some(({ appointmentId }) => appointmentId === id))
    );
  }

  /** Who is still to be checked in here, as the screen shows it. */
  #toCheckIn({ day: { all } }: Snapshots): string | undefined {
    const { contested, unbearable } = this.#day;
    const mine = unbearable.byCounter === this.counterId ? [unbearable.appointmentId, contested] : [contested];
    return mine.find((id) => all.find(({ appointmentId }) => appointmentId === id)?.state === 'scheduled');
  }

  #checkIn(now: Snapshots): Deed | null {
    const appointmentId = this.#toCheckIn(now);
    if (appointmentId === undefined || !this.#random.chance(2)) return null;
    return {
      name: 'check in',
      request: { name: 'queue.checkIn', input: { appointmentId } },
      seen: (n) => this.#toCheckIn(n) !== appointmentId,
    };
  }

  #isUnbearable(now: Snapshots, ticket: string | null): boolean {
    return now.day.all.find((entry) => entry.ticket === ticket)?.appointmentId === this.#day.unbearable.appointmentId;
  }
}

import type { DocumentItem } from '../../../../backend/contract/index.ts';
import type { HostEvent, RawScan } from '../../../../native/index.ts';
import { fail, ok, type AppError, type Result } from '../../../contract/errors.ts';

/** What work that is under way may forbid until it has come to its end. */
export type Goal =
  /** The person at the counter goes: is parked, finished, sent on, or another one comes. */
  | 'leave-person'
  /** A step is settled in another way than by this work. */
  | 'settle-step'
  | 'change-counter'
  | 'sign-out';

interface Door {
  board: number;
  lock: number;
}

/**
 * Something that has a beginning and an end at the counter: a signature, a deposit, a test of a door, a recording. It
 * answers what concerns it.
 */
export interface CounterWork {
  /** Whose appointment it is for; null: nobody's, or nothing is under way. */
  readonly about?: string | null;
  /** Devices it uses must not be configured anew meanwhile. */
  readonly holdsDevices?: boolean;
  /** The code of the refusal, or null when it does not stand in the way. */
  hinders?(goal: Goal): AppError['code'] | null;
  /** The person has gone: ends what may be ended. */
  leave?(): void;
  /** A step was settled in another way: ends what was begun for it. */
  stepSettled?(stepId: string): void;
  /**
   * Who is at the counter now, told as often as it may have changed without anybody here doing it (taken over, refused
   * afterwards): ends what was begun for somebody else.
   */
  follow?(appointmentId: string | null): void;
  /** The session is over, or the program ends: takes what shows a person off the devices. */
  coverUp?(): Promise<void> | void;
  /** The program ends: timers are stopped, what is under way stays on the disk. */
  stop?(): void;
  /** What a device tells, about this work or not. */
  take?(event: HostEvent): void;
  /** A pulse was or may have been sent to this door, and it was not seen open yet. */
  waitsFor?(door: Door): boolean;
  /** This door belongs to the work: that it opens when it was ordered to is no alarm. */
  isAbout?(door: Door): boolean;
  /** True when a scan was made for this work alone: it must reach no case. */
  takesScan?(scan: RawScan): boolean;
  /**
   * A document of the person at the counter was scanned, or, where it is not `here`, only its number was typed. Null:
   * this work does not wait for one.
   */
  takesDocument?(item: DocumentItem, here: boolean): Result<'recognised' | 'confirmed'> | null;
  /** The label of a compartment was scanned; `sure`: it is whole and right. Null: this work does not wait for one. */
  takesLabel?(label: string, sure: boolean): Result<'confirmed' | 'asked' | 'another-compartment'> | null;
}

/** All the work there can be at a counter; whoever asks about it asks here, and never one of them by name. */
export class WorkAtCounter {
  readonly #works: CounterWork[] = [];

  /** What was added first is asked first. */
  add(...works: CounterWork[]): void {
    this.#works.push(...works);
  }

  /** The refusal of the first work that stands in the way. */
  hindrance(goal: Goal): Result<null> {
    for (const work of this.#works) {
      const code = work.hinders?.(goal);
      if (code) return fail(code);
    }
    return ok(null);
  }

  get holdsDevices(): boolean {
    return this.#works.some((work) => work.holdsDevices);
  }

  /** Whose appointments are still worked on, also when they have left the counter. */
  get appointments(): string[] {
    return this.#works.flatMap(({ about }) => about ?? []);
  }

  leave(): void {
    for (const work of this.#works) work.leave?.();
  }

  stepSettled(stepId: string): void {
    for (const work of this.#works) work.stepSettled?.(stepId);
  }

  follow(appointmentId: string | null): void {
    for (const work of this.#works) work.follow?.(appointmentId);
  }

  async coverUp(): Promise<void> {
    await Promise.all(this.#works.map((work) => work.coverUp?.()));
  }

  stop(): void {
    for (const work of this.#works) work.stop?.();
  }

  take(event: HostEvent): void {
    for (const work of this.#works) work.take?.(event);
  }

  waitsFor(door: Door): boolean {
    return this.#works.some((work) => work.waitsFor?.(door));
  }

  isAbout(door: Door): boolean {
    return this.#works.some((work) => work.isAbout?.(door));
  }

  takesScan(scan: RawScan): boolean {
    return this.#works.some((work) => work.takesScan?.(scan));
  }

  takesDocument(item: DocumentItem, here: boolean): Result<'recognised' | 'confirmed'> | null {
    return this.#first((work) => work.takesDocument?.(item, here));
  }

  takesLabel(label: string, sure: boolean): Result<'confirmed' | 'asked' | 'another-compartment'> | null {
    return this.#first((work) => work.takesLabel?.(label, sure));
  }

  #first<T>(ask: (work: CounterWork) => T | null | undefined): T | null {
    for (const work of this.#works) {
      const answer = ask(work);
      if (answer !== null && answer !== undefined) return answer;
    }
    return null;
  }
}

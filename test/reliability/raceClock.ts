/** Long enough for no race to show a time that the one before has shown. */
const betweenRacesMs = 7 * 24 * 3_600_000;

/**
 * The backend's clock in a race: it stands still until somebody sets it. In milliseconds after the beginning of the
 * race.
 */
export class RaceClock {
  /** Midnight, so that the day of a moment is told by the milliseconds alone. */
  #began = new Date().setHours(0, 0, 0, 0);
  #shown = [{ since: 0, ms: 0 }];

  readonly date = (): Date => new Date(this.#began + this.now);

  get now(): number {
    return this.#shown.at(-1)?.ms ?? 0;
  }

  set(ms: number): void {
    this.#shown.push({ since: performance.now(), ms });
  }

  /** A new race, days later. */
  begin(): void {
    this.#began += betweenRacesMs;
    this.#shown = [{ since: 0, ms: 0 }];
  }

  get hasMoved(): boolean {
    return this.#shown.length > 1;
  }

  /** All that it has shown from a moment (`performance.now`) until now. */
  shownSince(moment: number): number[] {
    const first = this.#shown.findLastIndex(({ since }) => since <= moment);
    return [...new Set(this.#shown.slice(Math.max(0, first)).map(({ ms }) => ms))];
  }
}

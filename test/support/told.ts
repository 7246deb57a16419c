import { setImmediate as turn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { SnapshotName, Snapshots } from '../../electron/contract/index.ts';

/** Something that changes in every turn of the event loop is looked at this often. */
const mostTurns = 100;

/** What a window shows by what it was told, to be held beside what is true. */
export class Told {
  readonly #true: () => Snapshots;
  #told: Partial<Snapshots> = {};
  /** How often each was told, and when for the last time. */
  readonly #times = new Map<SnapshotName, number>();
  readonly #toldAt = new Map<SnapshotName, number>();

  /** @param isTrue what a window would be given that asks now */
  constructor(isTrue: () => Snapshots) {
    this.#true = isTrue;
  }

  /** A window asks once when it opens; from then on it is told. */
  open(): void {
    this.#told = structuredClone(this.#true());
  }

  get shown(): Partial<Snapshots> {
    return this.#told;
  }

  /** Takes note of what windows are told; a copy, as they get it. */
  take<N extends SnapshotName>(name: N, value: Snapshots[N]): void {
    this.#told[name] = structuredClone(value);
    this.#times.set(name, (this.#times.get(name) ?? 0) + 1);
    this.#toldAt.set(name, Date.now());
  }

  /**
   * Names of snapshots, and the first path in each, that windows still show otherwise than it is. What was said to have
   * changed is told in the next turn of the event loop: whatever was neither told nor changed in a whole turn is stale.
   * What only time has changed is not: the product looks at the clock every few seconds, and a window counts by itself.
   */
  async stale(): Promise<string[]> {
    await turn();
    for (let turns = 0; turns < mostTurns; turns += 1) {
      const now = structuredClone(this.#true());
      const differing = this.#differing(now).map((name) => ({ name, times: this.#times.get(name) }));
      if (differing.length === 0) return [];
      await turn();
      const later = this.#true();
      const stale = differing.filter(
        ({ name, times }) =>
          this.#times.get(name) === times && isDeepStrictEqual(now[name], later[name]) && !this.#isTimeAlone(name),
      );
      if (stale.length > 0) return stale.map(({ name }) => `${name} at ${pathOf(this.#told[name], later[name])}`);
    }
    return [];
  }

  #isTimeAlone(name: SnapshotName): boolean {
    const at = this.#toldAt.get(name);
    return at !== undefined && isDeepStrictEqual(atTime(at, this.#true)[name], this.#told[name]);
  }

  #differing(now: Snapshots): SnapshotName[] {
    return (Object.keys(now) as SnapshotName[]).filter((name) => !isDeepStrictEqual(this.#told[name], now[name]));
  }
}

/** What comes of it when the clock stands at that time. */
function atTime<T>(ms: number, make: () => T): T {
  const clock = globalThis.Date;
  globalThis.Date = class extends clock {
    constructor(...given: [] | ConstructorParameters<typeof Date>) {
      super(...((given.length === 0 ? [ms] : given) as ConstructorParameters<typeof Date>));
    }

    static override now(): number {
      return ms;
    }
  } as DateConstructor;
  try {
    return make();
  } finally {
    globalThis.Date = clock;
  }
}

/** Where two values differ first. */
function pathOf(one: unknown, other: unknown, path: string[] = []): string {
  if (typeof one === 'object' && typeof other === 'object' && one !== null && other !== null)
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const [a, b] = [(one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]];
      if (!isDeepStrictEqual(a, b)) return pathOf(a, b, [...path, key]);
    }
  return `${path.join('.') || 'its top'} (${shortly(one)} instead of ${shortly(other)})`;
}

const shortly = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 60);

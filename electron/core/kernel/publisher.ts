import type { EventName, EventOf, SnapshotName, Snapshots } from '../../contract/index.ts';
import type { Changes } from './changes.ts';

/** How a snapshot is made, and what it reads: whenever one of those says that it changed, it is made anew. */
export type Makers<Source extends string> = {
  [N in SnapshotName]: { reads: readonly Source[]; make: () => Snapshots[N] };
};

/**
 * Publishes whole snapshots, each at most once per turn of the event loop however often what it reads changed
 * meanwhile, and only when it is not what was told last.
 */
export class Publisher<Source extends string> {
  readonly #publish: <N extends EventName>(name: N, value: EventOf<N>) => void;
  readonly #makers: Makers<Source>;
  readonly #dirty = new Set<SnapshotName>();
  /** As text: nobody changes it afterwards, and it is compared in no time. */
  readonly #told = new Map<SnapshotName, string>();
  #scheduled = false;

  constructor(
    changes: Changes<Source>,
    publish: <N extends EventName>(name: N, value: EventOf<N>) => void,
    makers: Makers<Source>,
  ) {
    this.#publish = publish;
    this.#makers = makers;
    for (const name of Object.keys(makers) as SnapshotName[])
      changes.listen(makers[name].reads, () => this.#changed(name));
  }

  #changed(name: SnapshotName): void {
    this.#dirty.add(name);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const names = [...this.#dirty];
      this.#dirty.clear();
      for (const one of names) this.#send(one);
    });
  }

  /** For a window that opens. What is published next goes out in any case: this one may know more than the others. */
  forNewWindow(): Snapshots {
    this.#told.clear();
    return this.all();
  }

  all(): Snapshots {
    return Object.fromEntries(
      Object.entries(this.#makers).map(([name, { make }]) => [name, make()]),
    ) as unknown as Snapshots;
  }

  #send<N extends SnapshotName>(name: N): void {
    const value = this.#makers[name].make();
    const text = JSON.stringify(value);
    if (this.#told.get(name) === text) return;
    this.#told.set(name, text);
    this.#publish(name, value as EventOf<N>);
  }
}

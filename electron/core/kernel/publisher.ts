import type { EventName, EventOf, SnapshotName, Snapshots } from '../../contract/index.ts';

/**
 * Publishes whole snapshots, each at most once per turn of the event loop however often its subject changed meanwhile.
 */
export class Publisher {
  readonly #publish: <N extends EventName>(name: N, value: EventOf<N>) => void;
  readonly #make: { [N in SnapshotName]: () => Snapshots[N] };
  readonly #dirty = new Set<SnapshotName>();
  #scheduled = false;

  constructor(
    publish: <N extends EventName>(name: N, value: EventOf<N>) => void,
    make: { [N in SnapshotName]: () => Snapshots[N] },
  ) {
    this.#publish = publish;
    this.#make = make;
  }

  changed(...names: SnapshotName[]): void {
    for (const name of names) this.#dirty.add(name);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const names = [...this.#dirty];
      this.#dirty.clear();
      for (const name of names) this.#send(name);
    });
  }

  all(): Snapshots {
    const { session, connection, day, scans, devices, outbox, simulation, traces } = this.#make;
    return {
      session: session(),
      connection: connection(),
      day: day(),
      case: this.#make.case(),
      scans: scans(),
      devices: devices(),
      outbox: outbox(),
      simulation: simulation(),
      traces: traces(),
    };
  }

  #send<N extends SnapshotName>(name: N): void {
    this.#publish(name, this.#make[name]() as EventOf<N>);
  }
}

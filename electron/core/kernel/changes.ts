/** Where parts say that something of theirs changed. Who shows it, or has to act on it, listens; the parts know nobody. */
export class Changes<Source extends string> {
  readonly #listeners: ((source: Source) => void)[] = [];

  /** Tells it at once to everybody who listens. */
  readonly changed = (...sources: Source[]): void => {
    for (const source of sources) for (const listener of this.#listeners) listener(source);
  };

  listen(sources: readonly Source[], listener: (source: Source) => void): void {
    this.#listeners.push((source) => {
      if (sources.includes(source)) listener(source);
    });
  }
}

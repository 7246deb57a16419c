const realDate = globalThis.Date;

/** Everything in this process that asks for the time hears another one from now on. */
export function setClock(offsetMs: number): void {
  globalThis.Date = class extends realDate {
    constructor(...given: [] | ConstructorParameters<typeof Date>) {
      super(...((given.length === 0 ? [realDate.now() + offsetMs] : given) as ConstructorParameters<typeof Date>));
    }

    static override now(): number {
      return realDate.now() + offsetMs;
    }
  } as DateConstructor;
}

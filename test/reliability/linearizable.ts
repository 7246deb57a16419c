/**
 * Is a history of concurrent operations linearizable: could every operation have taken effect at one moment between its
 * call and its answer, one after another, as a sequential specification allows? The search of Wing and Gong with the
 * memory of Lowe ("Testing for linearizability", 2017): what was reached before by the same operations with the same
 * state need not be tried again. What may happen now and never changes anything happens now: any order in which it
 * comes later is as good with it here.
 */

export interface Operation<I, O> {
  /** Before this moment it cannot have happened. */
  called: number;
  /** After this moment it cannot have happened; Infinity while nobody knows. */
  answered: number;
  input: I;
  /** What was answered; undefined when no answer ever came: it may have happened or not. */
  output: O | undefined;
}

export interface Specification<S, I, O> {
  initial: S;
  /**
   * All states that this operation may leave behind, the very same one where nothing changes; none where the answer is
   * impossible in this state.
   */
  step(state: S, input: I, output: O | undefined): readonly S[];
  /** Does an operation with this answer leave the state as it is, whenever it happens? */
  changesNothing(input: I, output: O): boolean;
  /** Equal for equal states. */
  key(state: S): string;
}

export interface Verdict {
  /** `unknown`: there were too many orders to try them all. */
  linearizable: boolean | 'unknown';
  /** The longest order that was possible, as positions in the history. */
  longest: number[];
}

/** Most histories of races need fewer than a hundred. */
export const usualTries = 20_000;

export function checkHistory<S, I, O>(
  history: readonly Operation<I, O>[],
  specification: Specification<S, I, O>,
  mostTries = usualTries,
): Verdict {
  const tried = new Set<string>();
  const looks = history.map(({ input, output }) => JSON.stringify([input, output]));
  let longest: number[] = [];

  function search(state: S, left: readonly number[], order: number[]): boolean {
    if (order.length > longest.length) longest = [...order];
    if (left.every((position) => history[position]?.output === undefined)) return true;
    const key = `${left.join(',')}|${specification.key(state)}`;
    if (tried.has(key) || tried.size >= mostTries) return false;
    tried.add(key);
    const nexts = possible(state, left);
    const idle = nexts.find(({ position, states }) => {
      const { input, output } = history[position]!;
      return (
        output !== undefined && specification.changesNothing(input, output) && states.every((next) => next === state)
      );
    });
    for (const { position, states } of idle ? [idle] : nexts) {
      const others = left.filter((other) => other !== position);
      for (const next of new Set(states)) if (search(next, others, [...order, position])) return true;
    }
    return false;
  }

  /** What may have happened next. */
  function possible(state: S, left: readonly number[]): { position: number; states: readonly S[] }[] {
    const firstAnswer = Math.min(...left.map((position) => history[position]?.answered ?? Number.POSITIVE_INFINITY));
    // What was called after another was answered comes after it.
    const open = left.filter((position) => (history[position]?.called ?? 0) <= firstAnswer);
    // Of those that cannot be told apart it is the one that was answered first.
    const answered = (position: number): number => history[position]?.answered ?? 0;
    return open.flatMap((position) => {
      const operation = history[position];
      if (
        !operation ||
        open.some(
          (other) =>
            looks[other] === looks[position] &&
            (answered(other) < answered(position) || (answered(other) === answered(position) && other < position)),
        )
      )
        return [];
      const states = specification.step(state, operation.input, operation.output);
      return states.length === 0 ? [] : [{ position, states }];
    });
  }

  const found = search(
    specification.initial,
    history.map((_, position) => position),
    [],
  );
  return { linearizable: found || (tried.size < mostTries ? false : 'unknown'), longest };
}

/**
 * Is a history of concurrent operations linearizable: could every operation have taken effect at one moment between its call and its
 * answer, one after another, as a sequential specification allows? The search of Wing and Gong with the memory of Lowe ("Testing for
 * linearizability", 2017): what was reached before by the same operations with the same state need not be tried again.
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
  /** The state after this operation, or undefined where the answer is impossible in this state. */
  step(state: S, input: I, output: O | undefined): S | undefined;
  /** Equal for equal states. */
  key(state: S): string;
}

export interface Verdict { linearizable: boolean; /** The longest order that was possible, as positions in the history. */ longest: number[] }

export function checkHistory<S, I, O>(history: readonly Operation<I, O>[], specification: Specification<S, I, O>): Verdict {
  const tried = new Set<string>();
  let longest: number[] = [];

  function search(state: S, left: number[], order: number[]): boolean {
    if (order.length > longest.length) longest = [...order];
    if (left.every((position) => history[position]?.output === undefined)) return true;
    const key = `${left.join(',')}|${specification.key(state)}`;
    if (tried.has(key)) return false;
    tried.add(key);
    const firstAnswer = Math.min(...left.map((position) => history[position]?.answered ?? Number.POSITIVE_INFINITY));
    for (const position of left) {
      const operation = history[position];
      // What was called after another was answered comes after it.
      if (!operation || operation.called > firstAnswer) continue;
      const next = specification.step(state, operation.input, operation.output);
      if (next === undefined) continue;
      order.push(position);
      if (search(next, left.filter((other) => other !== position), order)) return true;
      order.pop();
    }
    return false;
  }

  return { linearizable: search(specification.initial, history.map((_, position) => position), []), longest };
}

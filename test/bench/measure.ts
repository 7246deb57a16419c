/** One line of the table: ours beside a named other, measured in the same process and run. */
export interface Row {
  what: string;
  ours: string;
  /** What it is compared with, and its figure; empty where there is nothing to compare with. */
  beside: string;
  other: string;
  /** Ours divided by the other's: above 1 is faster for rates, slower for times. */
  ratio: number | null;
  note: string;
}

/** Rounds of both in turn, so that what else runs on the machine meets both; the median round of each counts. */
export function perSecond(
  rounds: number,
  items: number,
  ours: () => void,
  other: () => void,
): { ours: number; other: number } {
  const times = { ours: [] as number[], other: [] as number[] };
  for (let warmUp = 0; warmUp < 4; warmUp++) {
    ours();
    other();
  }
  for (let round = 0; round < rounds; round++) {
    times.ours.push(milliseconds(ours));
    times.other.push(milliseconds(other));
  }
  return { ours: (items * 1000) / middle(times.ours), other: (items * 1000) / middle(times.other) };
}

function milliseconds(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

export const middle = (values: readonly number[]): number => quantile(values, 0.5);

export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export const rate = (perSecondValue: number, unit: string): string =>
  `${Math.round(perSecondValue).toLocaleString('en')} ${unit}/s`;
export const times = (values: readonly number[]): string =>
  `p50 ${quantile(values, 0.5).toFixed(2)} ms, p95 ${quantile(values, 0.95).toFixed(2)} ms`;

export function rateRow(
  what: string,
  unit: string,
  figures: { ours: number; other: number },
  beside: string,
  note = '',
): Row {
  return {
    what,
    ours: rate(figures.ours, unit),
    beside,
    other: rate(figures.other, unit),
    ratio: figures.ours / figures.other,
    note,
  };
}

export function timeRow(
  what: string,
  ours: readonly number[],
  beside: string,
  other: readonly number[],
  note = '',
): Row {
  return {
    what,
    ours: times(ours),
    beside,
    other: other.length > 0 ? times(other) : '',
    ratio: other.length > 0 ? middle(ours) / middle(other) : null,
    note,
  };
}

/** Something went another way than expected: then there is no figure. */
export function must(condition: unknown, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise);
}

/**
 * What real Electron does at its worst, played on request: `SCHALTERWERK_STAND_IN_FAULTS`, names with blanks between.
 * Each was read in Electron's sources or seen on a real one.
 */
const wanted = (process.env['SCHALTERWERK_STAND_IN_FAULTS'] ?? '').split(' ').filter(Boolean);

export const faults = {
  /** As under Wayland for a hidden window. */
  neverReadyToShow: wanted.includes('never-ready-to-show'),
  /** As on Windows: `kill` runs no handler of the child. */
  killsAtOnce: wanted.includes('kills-at-once'),
  /** `invalidate` is answered with nothing. */
  neverPaints: wanted.includes('never-paints'),
  /**
   * What `capturePage` gives for the first pictures of each window (`capture:white,empty`); the last is kept for all
   * after it when it ends with `+`.
   */
  captures: (wanted
    .find((name) => name.startsWith('capture:'))
    ?.slice('capture:'.length)
    .split(',') ?? []) as string[],
};

/**
 * The n-th picture of a window: `white` the frame before the text, `black`, `empty`, `scaled` one and a half times as
 * large, `stale` of another page, `refused`, `never`; null a good one.
 */
export function faultOfCapture(n: number): string | null {
  const last = faults.captures.at(-1);
  const name = faults.captures[n] ?? (last?.endsWith('+') ? last : null);
  return name?.replace('+', '') ?? null;
}

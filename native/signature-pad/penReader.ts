import type { PadButton, PadScreen, PenPoint, Rectangle } from '../contract.ts';
import type { PadNumbers, PenSample } from './reports.ts';

export type PenNews = { kind: 'point'; point: PenPoint } | { kind: 'button'; button: PadButton };

/** Half of the clock's range: beyond it a difference means "earlier". */
const HALF = 0x8000;
const WRAP = 0x10000;
/** So many "late" samples in a row are a pad that started counting anew. */
const RESTARTED_AFTER = 10;

/**
 * Turns the pad's samples into ink points and pressed buttons of one screen.
 *
 * - Ink is what the tip draws inside the ink area. A stroke ends with one point without tip where it left the area or
 *   the pad; a lifted pen reports (0,0), to which nothing is drawn.
 * - A button is pressed by a tap: pen down and up inside it. A stroke that starts on a button is never ink.
 * - Lost samples are counted by sequence number and told with the next point. Doubled and late samples are dropped.
 */
export function createPenReader(screen: Pick<PadScreen, 'buttons' | 'ink'>, numbers: PadNumbers) {
  let stroke: { kind: 'ink' | 'button' | 'nothing'; button?: PadButton; lastInk?: PenPoint } | undefined;
  let lastSequence: number | undefined;
  let lost = 0;
  let lateInARow = 0;
  let clock: { time: number; unwrapped: number; arrivedAt: number } | undefined;

  const pixel = (sample: PenSample) => ({
    x: (sample.x * numbers.width) / numbers.maxX,
    y: (sample.y * numbers.height) / numbers.maxY,
  });
  const buttonAt = (at: { x: number; y: number }) => screen.buttons.find((button) => contains(button.area, at))?.name;

  /** false: a doubled or late sample. */
  function inSequence(sequence: number | null): boolean {
    if (sequence === null) return true;
    if (lastSequence !== undefined) {
      const step = (sequence - lastSequence + WRAP) % WRAP;
      if (step === 0 || step > HALF) {
        lateInARow += 1;
        if (lateInARow <= RESTARTED_AFTER) return false;
      } else {
        lost += step - 1;
      }
    }
    lateInARow = 0;
    lastSequence = sequence;
    return true;
  }

  /** The pad's clock without its wrap every 65.536 s; the arrival time says how often it wrapped in a pause. */
  function unwrap(time: number | null, arrivedAt: number): number {
    if (time === null) return arrivedAt;
    if (!clock) {
      clock = { time, unwrapped: time, arrivedAt };
      return time;
    }
    const step = (time - clock.time + WRAP) % WRAP;
    const turns = Math.max(0, Math.round((arrivedAt - clock.arrivedAt - step) / WRAP));
    clock = { time, unwrapped: clock.unwrapped + step + turns * WRAP, arrivedAt };
    return clock.unwrapped;
  }

  function endOfInk(t: number, news: PenNews[]): void {
    const last = stroke?.lastInk;
    if (!stroke || !last) return;
    news.push({ kind: 'point', point: { ...last, pressure: 0, t, tip: false, lostBefore: takeLost() } });
    delete stroke.lastInk;
  }

  function takeLost(): number {
    const count = lost;
    lost = 0;
    return count;
  }

  return {
    take(sample: PenSample, arrivedAt: number): PenNews[] {
      const news: PenNews[] = [];
      if (!inSequence(sample.sequence)) return news;
      const t = unwrap(sample.time, arrivedAt);
      if (!sample.near || !sample.tip) {
        endOfInk(t, news);
        if (stroke?.kind === 'button' && stroke.button) news.push({ kind: 'button', button: stroke.button });
        stroke = undefined;
        return news;
      }
      const at = pixel(sample);
      const button = buttonAt(at);
      const onInk = contains(screen.ink, at) && button === undefined;
      stroke ??= button ? { kind: 'button', button } : { kind: onInk ? 'ink' : 'nothing' };
      if (stroke.kind === 'button') {
        if (button !== stroke.button) delete stroke.button; // Slid off: not a tap any more.
        return news;
      }
      // A stroke that starts on the margin and enters the ink area writes: people do not aim.
      if (!onInk) {
        endOfInk(t, news);
        return news;
      }
      const point: PenPoint = {
        x: sample.x,
        y: sample.y,
        pressure: sample.pressure,
        t,
        tip: true,
        lostBefore: takeLost(),
      };
      stroke.lastInk = point;
      news.push({ kind: 'point', point });
      return news;
    },
  };
}

export type PenReader = ReturnType<typeof createPenReader>;

function contains(area: Rectangle, at: { x: number; y: number }): boolean {
  return at.x >= area.x && at.y >= area.y && at.x < area.x + area.width && at.y < area.y + area.height;
}

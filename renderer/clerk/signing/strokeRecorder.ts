import type { Input } from '../../../electron/contract/index.ts';

export type RecordedStroke = Input<'signatures.submit'>['strokes'][number];
/** The part of a PointerEvent that is recorded. */
export interface PenMoment {
  clientX: number;
  clientY: number;
  pressure: number;
  timeStamp: number;
  pointerType: string;
  pointerId: number;
}
interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What mice and most touch screens say instead of a pressure. */
const usualPressure = 0.5;

/**
 * The record of a signature that is written in the window, in units of its ink area: independent of the size and zoom
 * under which each point was written. Keeps every point it is given; the drawing beside it is for the eye only.
 */
export function createStrokeRecorder(area: { width: number; height: number }) {
  let strokes: RecordedStroke[] = [];
  let writing: number | null = null;
  let begun: number | null = null;
  let last = 0;
  let penSeen = false;

  function add(moment: PenMoment, box: Box): void {
    begun ??= moment.timeStamp;
    last = Math.max(last, moment.timeStamp - begun);
    strokes.at(-1)?.push({
      x: ((moment.clientX - box.left) * area.width) / box.width,
      y: ((moment.clientY - box.top) * area.height) / box.height,
      p: Math.min(1, Math.max(0, moment.pressure || usualPressure)),
      t: last,
    });
  }

  return {
    /** false: not taken. One pointer writes at a time, and a hand that rests beside a pen does not. */
    begin(moment: PenMoment, box: Box): boolean {
      if (moment.pointerType === 'pen') penSeen = true;
      if (writing !== null || (penSeen && moment.pointerType === 'touch')) return false;
      writing = moment.pointerId;
      strokes.push([]);
      add(moment, box);
      return true;
    },
    /** Everything the pointer did since the last event: browsers hand several positions over in one. */
    move(moments: readonly PenMoment[], box: Box): void {
      for (const moment of moments) if (moment.pointerId === writing) add(moment, box);
    },
    /** true: the stroke is over. */
    end(pointerId: number): boolean {
      if (pointerId !== writing) return false;
      writing = null;
      return true;
    },
    clear(): void {
      strokes = [];
      writing = null;
      begun = null;
      last = 0;
    },
    writing: () => writing !== null,
    count: () => strokes.reduce((sum, stroke) => sum + stroke.length, 0),
    /** A copy: what is handed over does not change any more. */
    strokes: (): RecordedStroke[] => strokes.map((stroke) => stroke.map((point) => ({ ...point }))),
  };
}

export type StrokeRecorder = ReturnType<typeof createStrokeRecorder>;

import type { HostEvent, PadScreen, PenPoint } from '../contract.ts';
import { createPenReader, type PenReader } from './penReader.ts';
import type { PadNumbers, PenSample } from './reports.ts';

/** The screen that is visible and takes ink, and what the pen does on it, told in batches. */
export function createShowing(deviceId: string, tell: (event: HostEvent) => void, inkBatchMs: number) {
  let showing: { screen: PadScreen; pen: PenReader } | undefined;
  let batch: PenPoint[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (batch.length > 0 && showing) tell({ type: 'ink', deviceId, screenId: showing.screen.screenId, points: batch });
    batch = [];
  }

  return {
    screen: (): PadScreen | undefined => showing?.screen,

    begin(screen: PadScreen, numbers: PadNumbers): void {
      showing = { screen, pen: createPenReader(screen, numbers) };
    },

    /** No ink and no button from here on. What was drawn up to now is handed on first. */
    stop(): void {
      flush();
      showing = undefined;
    },

    take(sample: PenSample): void {
      if (!showing) return;
      const { screen, pen } = showing;
      // Of a clock that nobody sets: strokes are told apart by their times.
      for (const news of pen.take(sample, Math.round(performance.now()))) {
        if (news.kind === 'point') {
          batch.push(news.point);
          timer ??= setTimeout(flush, inkBatchMs);
          continue;
        }
        flush();
        tell({ type: 'button', deviceId, screenId: screen.screenId, button: news.button });
      }
    },
  };
}

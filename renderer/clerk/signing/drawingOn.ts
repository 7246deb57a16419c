import SignaturePad from 'signature_pad';
import type { StrokeRecorder } from './strokeRecorder.ts';

/** Ink is dark on white in both themes: it is a picture of paper. */
const look = {
  penColor: '#14145a',
  minWidth: 1,
  maxWidth: 3,
  dotSize: 2,
  velocityFilterWeight: 0.7,
  compositeOperation: 'source-over' as const,
};

/**
 * Lets a pen, finger or mouse write on a canvas: signature_pad draws, the recorder keeps. signature_pad takes one
 * position per event and leaves out those that are too close; browsers put several positions into one event. So the
 * record is our own, and after a change of size or zoom the drawing is made anew from it.
 */
export function drawingOn(
  canvas: HTMLCanvasElement,
  area: { width: number; height: number },
  recorder: StrokeRecorder,
): { wipe(): void; stop(): void } {
  const pad = new SignaturePad(canvas, { ...look, throttle: 0, minDistance: 0 });
  const box = (): DOMRect => canvas.getBoundingClientRect();
  let misfit = false;

  function tellCount(): void {
    canvas.dataset['points'] = String(recorder.count());
  }

  function fit(): void {
    // In the middle of a stroke the drawing waits; the record knows the size of the moment.
    misfit = recorder.writing();
    if (misfit) return;
    const { clientWidth, clientHeight } = canvas;
    canvas.width = Math.max(1, Math.round(clientWidth * devicePixelRatio));
    canvas.height = Math.max(1, Math.round(clientHeight * devicePixelRatio));
    canvas.getContext('2d')?.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    pad.fromData(
      recorder.strokes().map((stroke) => ({
        ...look,
        points: stroke.map(({ x, y, p, t }) => ({
          x: (x * clientWidth) / area.width,
          y: (y * clientHeight) / area.height,
          pressure: p,
          time: t,
        })),
      })),
    );
  }

  function move(event: PointerEvent): void {
    const parts = event.getCoalescedEvents();
    recorder.move(parts.length > 0 ? parts : [event], box());
    tellCount();
  }

  function end(event: PointerEvent): void {
    if (recorder.end(event.pointerId) && misfit) fit();
  }

  pad.addEventListener('beginStroke', (begun) => {
    const { event } = (begun as CustomEvent<{ event: PointerEvent }>).detail;
    if (!recorder.begin(event, box())) begun.preventDefault();
    tellCount();
  });
  // On the window: a pen that leaves the field goes on writing, and is judged as cut off.
  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', end);
  window.addEventListener('pointercancel', end);
  const resize = new ResizeObserver(fit);
  resize.observe(canvas);

  return {
    wipe() {
      recorder.clear();
      fit();
      tellCount();
    },
    stop() {
      resize.disconnect();
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      recorder.clear();
      pad.off();
      pad.clear();
    },
  };
}

import { useEffect, useRef } from 'react';
import type { SignatureView } from '../../../electron/contract/index.ts';
import { fitArea, segments } from './ink.ts';
import { inkOf, onInk } from './inkStore.ts';

/** Ink is drawn dark on white in both themes: it is a picture of paper. */
const inkColour = '#14145a';

/** The pad's ink as it arrives. Draws only what is new, once per frame; everything again after a change of size. */
export function InkCanvas({
  signature,
  label,
}: {
  signature: Pick<SignatureView, 'signatureId' | 'area'>;
  label: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { signatureId } = signature;
  const { width, height } = signature.area;
  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext('2d');
    if (!element || !pen) return;
    let drawn = 0;
    let frame = 0;
    const draw = () => {
      frame = 0;
      const points = inkOf(signatureId);
      if (points.length < drawn || drawn === 0) {
        pen.clearRect(0, 0, element.width, element.height);
        drawn = 0;
      }
      pen.strokeStyle = inkColour;
      pen.lineCap = 'round';
      pen.lineJoin = 'round';
      for (const line of segments(points, fitArea({ width, height }, element), element.height, drawn)) {
        pen.lineWidth = line.width;
        pen.beginPath();
        pen.moveTo(line.x1, line.y1);
        pen.lineTo(line.x2, line.y2);
        pen.stroke();
      }
      drawn = points.length;
      element.dataset['drawn'] = String(drawn);
    };
    const soon = () => {
      if (inkOf(signatureId).length < drawn) drawn = 0;
      frame ||= requestAnimationFrame(draw);
    };
    const resize = new ResizeObserver(() => {
      element.width = Math.max(1, Math.round(element.clientWidth * devicePixelRatio));
      element.height = Math.max(1, Math.round(element.clientHeight * devicePixelRatio));
      drawn = 0;
      soon();
    });
    resize.observe(element);
    const stop = onInk(soon);
    return () => {
      stop();
      resize.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [signatureId, width, height]);
  return <canvas ref={canvas} className="ink" role="img" aria-label={label} data-testid="ink" />;
}

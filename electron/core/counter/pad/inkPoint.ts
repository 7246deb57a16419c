import type { PadCapability, PenPoint } from '../../../../native/index.ts';
import type { PadPage } from '../../kernel/ports.ts';

/** A position of the pen in the ink area of the page that is shown, in its pixels; pressure from 0 to 1. */
export function inkPoint(
  point: PenPoint,
  { ink, width, height }: PadPage,
  capability: PadCapability,
): { x: number; y: number; p: number } {
  return {
    x: (point.x * width) / capability.maxX - ink.x,
    y: (point.y * height) / capability.maxY - ink.y,
    p: Math.min(1, Math.max(0, point.pressure / capability.maxPressure)),
  };
}

import { z } from 'zod';
import { Id, Instant } from './common.ts';

/**
 * Recording what goes over a device's line. It contains what is scanned and signed meanwhile: a window warns before it
 * asks.
 */
export const TraceOrder = z.object({ deviceId: Id, record: z.boolean() });

export const TracesSnapshot = z.object({
  recording: z.array(z.object({ deviceId: Id, since: Instant })),
  /** The latest recording that ended, and where its file lies. */
  last: z.object({ deviceId: Id, file: z.string(), ended: z.enum(['ordered', 'time', 'size', 'closed']) }).nullable(),
});
export type TracesSnapshot = z.infer<typeof TracesSnapshot>;

import { z } from 'zod';

/**
 * What one look of the self-test found. `warning`: it works, and an administrator should know; `unknown`: cannot be
 * known on this machine or runtime, and `reason` says why. Facts hold no personal data: folders of a home are
 * shortened, no serial numbers.
 */
export const Finding = z.object({
  id: z.string(),
  outcome: z.enum(['passed', 'warning', 'failed', 'unknown']),
  /** A key of `reasons` in the texts. */
  reason: z.string().nullable(),
  /** `name` is a key of `facts` in the texts. */
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
});
export type Finding = z.infer<typeof Finding>;

export const SelfTestReport = z.object({
  program: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  seconds: z.number(),
  findings: z.array(Finding),
  settings: z.array(
    z.object({ name: z.string(), value: z.string(), source: z.enum(['machine', 'person', 'default']) }),
  ),
});
export type SelfTestReport = z.infer<typeof SelfTestReport>;

/** `page` is the file's place, with the home folder shortened. */
export const SelfTestDone = z.object({ report: SelfTestReport, page: z.string() });
export type SelfTestDone = z.infer<typeof SelfTestDone>;

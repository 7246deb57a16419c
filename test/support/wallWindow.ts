import { z } from 'zod';
import type { WindowContract } from '../../electron/contract/index.ts';

const Calls = z.object({ calls: z.array(z.object({ ticket: z.string(), room: z.string() })) });

/** A second kind of window, made up: it hangs on the wall, shows who is called, and says when it is there. */
export const wallWindow = {
  name: 'wall',
  page: 'wall/index.html',
  requests: {
    'app.snapshots': { input: z.null(), output: z.object({ calls: Calls }) },
    'wall.isThere': { input: z.object({ width: z.int() }), output: z.null() },
  },
  events: { calls: Calls },
} as const satisfies WindowContract;

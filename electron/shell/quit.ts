import { app } from 'electron';
import type { Log } from '../core/kernel/ports.ts';
import { placeOf } from './log.ts';

/** What is not settled by then is settled at the next start, as after a power cut. */
const quitLimitMs = 8_000;

/** Ends the parts one after the other before the application ends. */
export function quitOrderly(parts: (() => Promise<unknown> | undefined)[], log: Log): void {
  let ending = false;
  app.on('will-quit', (event) => {
    // Also the second time: a signal can come twice, and `app.exit` below does not ask.
    event.preventDefault();
    if (ending) return;
    ending = true;
    const limit = new Promise((resolve) => setTimeout(resolve, quitLimitMs));
    void Promise.race([endAll(parts, log), limit]).then(() => {
      log('info', 'Ended.');
      app.exit(0);
    });
  });
}

async function endAll(parts: (() => Promise<unknown> | undefined)[], log: Log): Promise<void> {
  for (const end of parts) {
    try {
      await end();
    } catch (error) {
      log('error', `A part did not end well: ${placeOf(error)}`);
    }
  }
}

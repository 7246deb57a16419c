import type { WebContents } from 'electron';
import type { Log, Printed } from '../core/kernel/ports.ts';

/** What Chromium says when a person closed the system's dialog. */
const cancelled = /cancel/i;

/**
 * Prints the page as it is laid out for paper. The job's title is the page's own, which is always the product's name. A
 * printer by name prints without a dialog; one that is not there is told before anything is sent.
 */
export function createPrint(contents: () => WebContents | null, log: Log): (printer: string) => Promise<Printed> {
  return async (printer) => {
    const page = contents();
    if (!page) return 'failed';
    const printers = await page.getPrintersAsync();
    if (printers.length === 0 || (printer !== '' && !printers.some(({ name }) => name === printer)))
      return 'no-printer';
    return new Promise((resolve) => {
      // Without options the answer to a cancelled dialog never comes (electron/electron#38811).
      page.print(
        { silent: printer !== '', ...(printer === '' ? {} : { deviceName: printer }), usePrinterDefaultPageSize: true },
        (sent, reason) => {
          if (!sent && !cancelled.test(reason)) log('warn', `The slip was not printed: ${reason}`);
          resolve(sent ? 'sent' : cancelled.test(reason) ? 'cancelled' : 'failed');
        },
      );
    });
  };
}

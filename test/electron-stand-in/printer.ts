import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { PrinterInfo, WebContentsPrintOptions } from './surface.ts';

/**
 * The stand-in's printer: with `SCHALTERWERK_PRINT_TO` (a folder) each job becomes a PDF in it, named after the job's
 * title. In a window that somebody sees the browser's own print dialog opens. Otherwise there is no printer.
 */
const folder = process.env['SCHALTERWERK_PRINT_TO'];
const printer: PrinterInfo = { name: 'stand-in', displayName: 'Stand-in', description: '', options: {} };

export const printersOf = (seen: boolean): PrinterInfo[] => (folder || seen ? [printer] : []);

export async function printPage(
  page: Page,
  seen: boolean,
  { deviceName }: WebContentsPrintOptions,
  callback: (success: boolean, failureReason: string) => void,
): Promise<void> {
  if (deviceName && deviceName !== printer.name) return callback(false, 'Invalid deviceName provided');
  if (!folder && !seen) return callback(false, 'No printers available on the network');
  try {
    if (folder) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        path.join(folder, `${await page.title()}-${readdirSync(folder).length + 1}.pdf`),
        await page.pdf({ preferCSSPageSize: true }),
      );
    } else await page.evaluate(() => globalThis.print());
    callback(true, '');
  } catch {
    callback(false, 'Print job failed');
  }
}

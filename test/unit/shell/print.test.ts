import type { WebContents, WebContentsPrintOptions } from 'electron';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPrint } from '../../../electron/shell/print.ts';

let jobs: WebContentsPrintOptions[];
let lines: string[];
beforeEach(() => {
  jobs = [];
  lines = [];
});

/** A window at a computer with these printers, which answers every job like this. */
function printAt(printers: string[], answer: [sent: boolean, reason: string] = [true, '']) {
  const page = {
    getPrintersAsync: async () => printers.map((name) => ({ name, displayName: name, description: '', options: {} })),
    print: (options: WebContentsPrintOptions, callback: (sent: boolean, reason: string) => void) => {
      jobs.push(options);
      callback(...answer);
    },
  };
  return createPrint(
    () => page as unknown as WebContents,
    (level, message) => lines.push(`${level} ${message}`),
  );
}

describe('printing', () => {
  it('asks with the system’s dialog where no printer is named, and prints at once where one is', async () => {
    expect(await printAt(['Empfang'])('')).toBe('sent');
    expect(await printAt(['Empfang', 'Bon_4'])('Bon_4')).toBe('sent');
    expect(jobs).toEqual([
      { silent: false, usePrinterDefaultPageSize: true },
      { silent: true, deviceName: 'Bon_4', usePrinterDefaultPageSize: true },
    ]);
  });

  it('sends nothing anywhere when there is no printer, or not the one that is named', async () => {
    expect(await printAt([])('')).toBe('no-printer');
    expect(await printAt(['Empfang'])('Bon_4')).toBe('no-printer');
    expect(jobs).toEqual([]);
  });

  it('knows a cancelled dialog from a failure, and logs the reason of a failure only', async () => {
    expect(await printAt(['Empfang'], [false, 'Print job canceled'])('')).toBe('cancelled');
    expect(await printAt(['Empfang'], [false, 'cancelled'])('')).toBe('cancelled');
    expect(lines).toEqual([]);
    expect(await printAt(['Empfang'], [false, 'Print job failed'])('')).toBe('failed');
    expect(lines).toEqual(['warn The slip was not printed: Print job failed']);
  });

  it('without a window says that it failed', async () => {
    expect(
      await createPrint(
        () => null,
        () => undefined,
      )(''),
    ).toBe('failed');
  });
});

import { firstLine, readTrace, writeEntry } from '../../../native/trace/format.ts';
import { ascii, hold, type Target } from '../target.ts';

const example = [
  firstLine,
  '# pad wacom-stu, hid',
  '0 > open 05 6a',
  '1 > read 03',
  '2 < feature 03 00 00',
  '9 < bytes 5d 51 31 41 0d',
  '12 < lost',
  '',
].join('\n');

/** A trace file is taken or refused as a whole, and what was taken is written as it was read. */
export const traceTargets: Target[] = [
  {
    name: 'trace-files',
    seeds: [ascii(example), ascii(`${firstLine}\n`), ascii(example.replaceAll('\n', '\r\n'))],
    attempt(input) {
      const text = Buffer.from(input).toString('utf8');
      const trace = readTrace(text);
      const lines = text.split(/\r?\n/);
      if (!trace.ok) {
        hold(trace.line >= 1 && trace.line <= lines.length, 'a line that the file does not have');
        return;
      }
      const meant = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
      hold(
        trace.entries
          .map(writeEntry)
          .join('\n')
          .replaceAll(/^0+(?=\d)/gm, '') === meant.join('\n').replaceAll(/^0+(?=\d)/gm, ''),
        'entries that are not the lines',
      );
    },
  },
];

/**
 * Everything the drivers rely on that comes from a single source, from sources that disagree, or from nobody: to be
 * tried first on a real device. Remove a point when it was seen, and say where in docs/devices.md.
 */
export interface UnverifiedPoint { subject: string; assumed: string; ifWrong: string; file: string }

export const unverifiedPoints: readonly UnverifiedPoint[] = [
  {
    subject: 'STU start-up and image upload', file: 'signature-pad/padReports.ts',
    assumed: 'Status Ready for 500 ms before the first write; 25 -> status Image -> 26 blocks -> 27 00 -> status Ready; 27 01 abandons.',
    ifWrong: 'The pad stays in state Image or shows half a screen: look at the status codes in the log.',
  },
  {
    subject: 'STU block size', file: 'signature-pad/reports.ts',
    assumed: '253 data bytes per block, on every model over HID.',
    ifWrong: 'The first block is refused; take the size from the report descriptor.',
  },
  {
    subject: 'STU writing area', file: 'signature-pad/reports.ts',
    assumed: 'The lower right corner of report 2A lies inside the area; the report exists on every model.',
    ifWrong: 'Ink appears one pixel off or everywhere; our own area check still holds.',
  },
  {
    subject: 'STU clock', file: 'signature-pad/penReader.ts',
    assumed: 'The time in report 34 counts milliseconds and wraps at 65536; the sequence number counts every sample.',
    ifWrong: 'Speeds in the strokes are off by a factor; lost samples are told that were none.',
  },
  {
    subject: 'STU product ids', file: 'catalog.ts',
    assumed: '00A1 STU-500, 00A2 STU-300, 00A3 STU-520, 00A4 STU-430, 00A5 STU-530; only 00A8 (STU-540) has two sources.',
    ifWrong: 'A pad is not found, or found under another name.',
  },
  {
    subject: 'STU and the kernel', file: 'link/hidLink.ts',
    assumed: 'A hidraw node exists. The wacom kernel module may refuse the pad and then there is none.',
    ifWrong: 'The pad is never found on Linux: blacklist the module for it or use node-hid\'s libusb back end.',
  },
  {
    subject: 'KR-CU16 bytes 5 to 7 of a status', file: 'locker/commands.ts',
    assumed: 'Item sensors and ETX where byte 7 is 03, otherwise no sensors.',
    ifWrong: 'Items are reported that are not there: sources disagree.',
  },
  {
    subject: 'KR-CU16 contact polarity', file: 'locker/doorWatch.ts',
    assumed: 'What is set as `closedBit` (maker: 1 = hook closed).',
    ifWrong: 'All doors read open: set it the other way round at commissioning.',
  },
  {
    subject: 'KR-CU16 times', file: 'limits.ts',
    assumed: '200 ms from the pulse to the first status, 50 ms between frames, 200 ms for a reply.',
    ifWrong: 'Reads fail right after an opening.',
  },
  {
    subject: 'KR-CU16 "busy" after an unlock', file: 'locker/locker.ts',
    assumed: 'Passes by itself; one project sends 38 to end it, we do not.',
    ifWrong: 'The board answers no status after an opening.',
  },
  {
    subject: 'KR-CU12', file: 'catalog.ts',
    assumed: 'Speaks as the CU16 does, with 12 locks.',
    ifWrong: 'No status: see the board\'s own manual.',
  },
  {
    subject: 'RS-485 echo', file: 'exchange.ts',
    assumed: 'An adapter that echoes returns exactly our bytes once.',
    ifWrong: 'Counted as unreadable bytes; replies are still found.',
  },
  {
    subject: 'Silence between bytes', file: 'limits.ts',
    assumed: 'A scanner never pauses 100 ms (no end mark) or 300 ms (with one) inside a code.',
    ifWrong: 'Long codes over slow lines are thrown away; the log says so.',
  },
];

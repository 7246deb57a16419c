/**
 * Everything the drivers rely on that comes from a single source, from sources that disagree, or from nobody: to be
 * tried first on a real device. Remove a point when it was seen, and say where in docs/devices.md.
 */
export interface UnverifiedPoint {
  subject: string;
  assumed: string;
  ifWrong: string;
  file: string;
}

export const unverifiedPoints: readonly UnverifiedPoint[] = [
  {
    subject: 'STU start-up and image upload',
    file: 'signature-pad/padReports.ts',
    assumed:
      'Status Ready for 500 ms before the first write; 25 -> status Image -> 26 blocks -> 27 00 -> status Ready; 27 01 abandons.',
    ifWrong: 'The pad stays in state Image or shows half a screen: look at the status codes in the log.',
  },
  {
    subject: 'STU block size',
    file: 'signature-pad/reports.ts',
    assumed: '253 data bytes per block, on every model over HID.',
    ifWrong: 'The first block is refused; take the size from the report descriptor.',
  },
  {
    subject: 'STU writing area',
    file: 'signature-pad/reports.ts',
    assumed: 'The lower right corner of report 2A lies inside the area; the report exists on every model.',
    ifWrong: 'Ink appears one pixel off or everywhere; our own area check still holds.',
  },
  {
    subject: 'STU clock',
    file: 'signature-pad/penReader.ts',
    assumed: 'The time in report 34 counts milliseconds and wraps at 65536; the sequence number counts every sample.',
    ifWrong: 'Speeds in the strokes are off by a factor; lost samples are told that were none.',
  },
  {
    subject: 'STU product ids',
    file: 'catalog.ts',
    assumed:
      '00A1 STU-500, 00A2 STU-300, 00A3 STU-520, 00A4 STU-430, 00A5 STU-530; only 00A8 (STU-540) has two sources.',
    ifWrong: 'A pad is not found, or found under another name.',
  },
  {
    subject: 'STU colour pictures',
    file: 'signature-pad/pictures.ts',
    assumed:
      'Only pads without a one-bit encoding get them (perhaps the STU-520): 16 bit as big-endian RGB 5-6-5, 24 bit as blue, green, red.',
    ifWrong:
      'Black and white pages look the same in any order of colours; a wrong length is refused by the pad and told.',
  },
  {
    subject: 'STU capability of old models',
    file: 'signature-pad/reports.ts',
    assumed: 'STU-300 and 500 answer report 09 with 10 bytes, have no reports 0E, 32, 0F, and take one-bit pictures.',
    ifWrong: 'The pad fails at its start with device-garbled, or has times and a serial number all the same.',
  },
  {
    subject: 'STU stuck in state Image',
    file: 'signature-pad/padReports.ts',
    assumed: '04 00 starts the pad anew without leaving the bus.',
    ifWrong: 'The pad is told as lost and is found again.',
  },
  {
    subject: 'STU serial line',
    file: 'signature-pad/serialPadLink.ts',
    assumed:
      '128000 baud 8N1, DTR low, RTS high; answers begin with the id that was asked for; blocks of 253 bytes are taken as over HID.',
    ifWrong: 'No answer, or refused blocks.',
  },
  {
    subject: 'STU encryption, RSA generation',
    file: 'signature-pad/agreeKey.ts',
    assumed:
      'AES-256, RSA-2048, OAEP with SHA-1; parameter blocks by index; the key is the last 32 bytes; report 33 carries 10 bytes of sample, 2 unused, the session.',
    ifWrong:
      'The start-up fails with device-refused or device-garbled, or all samples count as failed: switch encryption off.',
  },
  {
    subject: 'STU encryption, Diffie-Hellman generation',
    file: 'signature-pad/agreeKey.ts',
    assumed:
      'All numbers most significant byte first, the shared secret itself is the AES-128 key, report 10 carries the session and two samples.',
    ifWrong: 'All samples count as failed: switch encryption off.',
  },
  {
    subject: 'PD1011',
    file: 'signature-pad/digitizerReports.ts',
    assumed: 'In range and tip are bits 1 and 2 of byte 4, counted from 0; the ids of the ViewSonic variant.',
    ifWrong: 'No ink, or ink while the pen hovers.',
  },
  {
    subject: 'STU and the kernel',
    file: 'link/hidLibrary.ts',
    assumed:
      "A pad that the kernel's wacom driver refuses answers through libusb; seen in the lab with a descriptor of ours.",
    ifWrong: 'The pad is never found on Linux: blacklist the module `wacom` for it.',
  },
  {
    subject: 'KR-CU16 bytes 5 to 7 of a status',
    file: 'locker/families/kerongCu16.ts',
    assumed: 'Item sensors and ETX where byte 7 is 03, otherwise no sensors.',
    ifWrong: 'Items are reported that are not there: sources disagree.',
  },
  {
    subject: 'KR-CU16 contact polarity',
    file: 'locker/doorWatch.ts',
    assumed: 'What is set as `closedBit` (maker: 1 = hook closed).',
    ifWrong: 'All doors read open: set it the other way round at commissioning.',
  },
  {
    subject: 'KR-CU16 times',
    file: 'limits.ts',
    assumed: '200 ms from the pulse to the first status, 50 ms between frames, 200 ms for a reply.',
    ifWrong: 'Reads fail right after an opening.',
  },
  {
    subject: 'KR-CU16 "busy" after an unlock',
    file: 'locker/locker.ts',
    assumed: 'Passes by itself; one project sends 38 to end it, we do not.',
    ifWrong: 'The board answers no status after an opening.',
  },
  {
    subject: 'CU48',
    file: 'locker/families/kerongCu48.ts',
    assumed:
      'A status of 12 bytes without ETX, 48 bits, 1 = closed; an answer to an opening of six bytes with 75 (awaited only where it is set so).',
    ifWrong: 'No status: record the answer to 02 00 00 60 03 65.',
  },
  {
    subject: '8A/80 polarity and number of locks',
    file: 'locker/families/bcc8a80.ts',
    assumed: 'The answer for all doors holds 24 locks in three bytes, highest first, bit 1 = closed.',
    ifWrong: 'Doors read open or in another order: setting up the board finds it out and refuses.',
  },
  {
    subject: 'WKLY line speed, answers and uploads',
    file: 'locker/families/wkly.ts',
    assumed:
      '9600 baud; all doors as "status count state..."; an upload as "channel state"; an opening may stay unanswered; 01 = closed.',
    ifWrong: 'No status, or every door open: set the baud rate, then set the board up.',
  },
  {
    subject: 'Modbus flash-on',
    file: 'locker/families/modbusRelay.ts',
    assumed:
      'Coil 0200 + relay with a time in steps of 100 ms; boards made before September 2021 may answer otherwise. One project found it unreliable on 16-channel cards.',
    ifWrong:
      'The log says "does not show the relay as on", and no door opens. We do not fall back to on and off: a crash between would burn the lock.',
  },
  {
    subject: 'Modbus inputs as door contacts',
    file: 'locker/families/modbusRelay.ts',
    assumed: 'Input n belongs to lock n, from input 0.',
    ifWrong: 'Setting up the board refuses with "contact-of-another-door": rewire.',
  },
  {
    subject: 'Two boards with one address',
    file: 'locker/board.ts',
    assumed: 'They answer one after the other, or run into each other and read as garbled.',
    ifWrong:
      'Boards that say the same at the same time cannot be told apart until one of their doors differs: give addresses one board at a time.',
  },
  {
    subject: 'KR-CU12',
    file: 'catalog.ts',
    assumed: 'Speaks as the CU16 does, with 12 locks.',
    ifWrong: "No status: see the board's own manual.",
  },
  {
    subject: 'RS-485 echo',
    file: 'echo.ts',
    assumed: 'An adapter that echoes returns exactly our bytes once, before the answer, and either always or never.',
    ifWrong: 'Counted as unreadable bytes; replies are still found.',
  },
  {
    subject: 'HID POS start-up and commands',
    file: 'barcode-scanner/hidPosScanner.ts',
    assumed:
      'Feature report FE 01 starts Honeywell and Youjie scanners; commands go out in report FD (Honeywell) and 04 (Newland): length, command, padding.',
    ifWrong:
      'The scanner stays silent although it is ready, or answers no command: compare with its report descriptor.',
  },
  {
    subject: 'HID POS without descriptor',
    file: 'barcode-scanner/posReports.ts',
    assumed:
      'The three layouts of the manuals; "]" in byte 2 or 3 means an AIM identifier; a full Microscan report may have a successor within 500 ms.',
    ifWrong: 'Codes begin or end with foreign bytes; two codes of exactly 62 bytes in a row are one.',
  },
  {
    subject: 'HID POS gap',
    file: 'limits.ts',
    assumed: 'The rest of a code comes within 500 ms.',
    ifWrong: 'Long codes are thrown away as unfinished; the log says so.',
  },
  {
    subject: 'SSI identifiers',
    file: 'barcode-scanner/ssiCodes.ts',
    assumed: 'The code type tells the symbology but not the AIM modifier: the usual one is taken.',
    ifWrong: 'A GS1 Data Matrix is called ]d1 instead of ]d2.',
  },
  {
    subject: 'SSI segments',
    file: 'barcode-scanner/ssiLine.ts',
    assumed: 'Each segment (73) is acknowledged with 74 without data.',
    ifWrong: 'The scanner sends the first segment three times and gives up: long codes never arrive.',
  },
  {
    subject: 'SSI beeps',
    file: 'barcode-scanner/ssiScanner.ts',
    assumed: 'Code 1 is one high beep, code 8 three low ones.',
    ifWrong: 'Another sound; the table is in the product guide of the model.',
  },
  {
    subject: 'Configuration codes of scanners',
    file: '../assets/scanner-setup/codes.json',
    assumed:
      'Datalogic: FNC3, "$P,…,P", CR in Code 128, HA47 is USB-COM, a suffix is CLFSU with 40 digits; Zebra: FNC3 and 92 is the factory default.',
    ifWrong: 'The scanner beeps low or sends the code as text; nothing is set. Take the code of the manual.',
  },
  {
    subject: 'Commands of serial scanners',
    file: 'barcode-scanner/commandSets.ts',
    assumed:
      'DECHDR1 also works over USB CDC; Datalogic host commands are enabled in the scanner; Newland answers QRYSYS.',
    ifWrong: 'The log says that the command was not answered; codes come plain.',
  },
  {
    subject: 'Silence between bytes',
    file: 'limits.ts',
    assumed: 'A scanner never pauses 100 ms (no end mark) or 300 ms (with one) inside a code.',
    ifWrong: 'Long codes over slow lines are thrown away; the log says so.',
  },
];

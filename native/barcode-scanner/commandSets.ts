/**
 * What can be asked of a scanner, as bytes of its maker's manual. Only settings in working memory are written: the
 * permanent memory has limited writes. Pure.
 */
import type { ScannerCommandSet, ScannerDeed } from '../contract.ts';

export type CommandAnswer =
  | { ok: true; text: string }
  /** `unknown`: no such command; `out-of-range`: not this value; `refused`: not now. */
  | { ok: false; why: 'unknown' | 'out-of-range' | 'refused' };

export interface ScannerCommand {
  name: string;
  bytes: Uint8Array;
  /**
   * null: the scanner answers nothing. Otherwise: the answer in what arrived so far and how many bytes of it belong to
   * the answer; undefined while it is not complete.
   */
  answer: null | ((arrived: Uint8Array) => { answer: CommandAnswer; length: number } | undefined);
}

export type CommandSet = Partial<Record<ScannerDeed, ScannerCommand>>;

const ACK = 0x06;
const ENQ = 0x05;
const NAK = 0x15;
const SYN = 0x16;
const CR = 0x0d;

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const toText = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
const silent = (name: string, bytes: Uint8Array): ScannerCommand => ({ name, bytes, answer: null });

function verdict(mark: number | undefined, text: string): CommandAnswer | undefined {
  if (mark === ACK) return { ok: true, text };
  if (mark === ENQ) return { ok: false, why: 'unknown' };
  if (mark === NAK) return { ok: false, why: 'out-of-range' };
  return undefined;
}

function indexOf(haystack: Uint8Array, needle: Uint8Array): number {
  for (let at = 0; at + needle.length <= haystack.length; at += 1) {
    if (needle.every((byte, index) => haystack[at + index] === byte)) return at;
  }
  return -1;
}

/**
 * A Honeywell menu command in working memory (`!`) or a question. The answer is what it says, then the tag again with
 * one byte in front of the last mark: ACK done, ENQ unknown, NAK out of range. `CBRENA?` is answered `CBRENA1` ACK.
 */
export function honeywellMenu(menu: string, storage: '!' | '.' = '!'): ScannerCommand {
  const tag = latin1(menu.replace(/[?*^]$/, ''));
  return {
    name: `menu ${menu}`,
    bytes: Uint8Array.of(SYN, 0x4d, CR, ...latin1(menu), storage.charCodeAt(0)),
    answer(arrived) {
      const end = arrived.findIndex(
        (byte, index) =>
          [ACK, ENQ, NAK].includes(byte) &&
          arrived[index + 1] === storage.charCodeAt(0) &&
          indexOf(arrived.subarray(0, index), tag) >= 0,
      );
      if (end < 0) return undefined;
      const echo = arrived.subarray(0, end);
      const from = lastIndexOf(echo, tag);
      const said = from > 0 ? echo.subarray(0, from) : echo.subarray(from + tag.length);
      const answer = verdict(arrived[end], toText(said).trim());
      return answer && { answer, length: end + 2 };
    },
  };
}

function lastIndexOf(haystack: Uint8Array, needle: Uint8Array): number {
  for (let at = haystack.length - needle.length; at >= 0; at -= 1) {
    if (needle.every((byte, index) => haystack[at + index] === byte)) return at;
  }
  return -1;
}

/**
 * Newland: `~ SOH 0000 # Tag SubTag Data ; ETX`; the answer repeats it behind `STX SOH` with ACK, NAK or ENQ before the
 * `;`.
 */
export function newlandCommand(command: string): ScannerCommand {
  const tag = command.slice(0, 6);
  const head = latin1('\x02\x010000');
  return {
    name: `command ${tag}`,
    bytes: latin1(`~\x010000#${command};\x03`),
    answer(arrived) {
      const begin = indexOf(arrived, head);
      const end =
        begin < 0
          ? -1
          : arrived.findIndex((byte, index) => index > begin && byte === 0x3b && arrived[index + 1] === 0x03);
      if (end < 0) return undefined;
      // One mark per part; the first refusal counts.
      const body = arrived.subarray(begin + head.length + 1, end);
      const marks = [...body].filter((byte) => byte === ACK || byte === NAK || byte === ENQ);
      const text = toText(body.filter((byte) => byte !== ACK && byte !== NAK && byte !== ENQ));
      const answer = verdict(
        marks.find((mark) => mark !== ACK) ?? marks[0],
        text.startsWith(tag) ? text.slice(tag.length) : text,
      ) ?? { ok: false, why: 'refused' };
      return { answer, length: end + 2 };
    },
  };
}

/** Datalogic: `SOH STX text ETX EOT`. */
function datalogicText(arrived: Uint8Array): { answer: CommandAnswer; length: number } | undefined {
  const begin = indexOf(arrived, Uint8Array.of(0x01, 0x02));
  const end = begin < 0 ? -1 : indexOf(arrived.subarray(begin), Uint8Array.of(0x03, 0x04));
  if (end < 0) return undefined;
  return { answer: { ok: true, text: toText(arrived.subarray(begin + 2, begin + end)) }, length: begin + end + 2 };
}

const honeywellBeep = [SYN, 0x07, CR];

export const commandSets: Record<ScannerCommandSet, CommandSet> = {
  honeywell: {
    identify: { ...honeywellMenu('REVINF', '.'), name: 'revision' },
    'trigger-on': silent('trigger on', Uint8Array.of(SYN, 0x54, CR)),
    'trigger-off': silent('trigger off', Uint8Array.of(SYN, 0x55, CR)),
    'beep-good': silent('beep', Uint8Array.from(honeywellBeep)),
    // The error tone of the manual (ESC 8) works in host ACK mode only; three beeps work in every mode.
    'beep-bad': silent('three beeps', Uint8Array.of(...honeywellBeep, ...honeywellBeep, ...honeywellBeep)),
  },
  datalogic: {
    identify: { name: 'identification', bytes: latin1('i'), answer: datalogicText },
    'trigger-on': silent('trigger pull', latin1('T')),
    'trigger-off': silent('trigger release', latin1('X')),
    'beep-good': silent('good read beep', Uint8Array.of(0x01)),
    // "Not on file" stops the scanner until it is enabled again.
    'beep-bad': silent('not on file beep', latin1('FE')),
  },
  newland: {
    identify: { ...newlandCommand('QRYSYS'), name: 'identification' },
    'trigger-on': newlandCommand('SCNTRG1'),
    'trigger-off': newlandCommand('SCNTRG0'),
    // No beep: none is published.
  },
};

/**
 * Over HID POS a command travels in one output report: length, then the command. Only for makers whose report id is
 * published.
 */
const commandReports: Readonly<Record<number, number>> = { 0x0c2e: 0xfd, 0x1eab: 0x04 };

export const commandReportId = (vendorId: number): number | undefined => commandReports[vendorId];

/** null: the command is longer than the report. `bytes`: length of the report without its id. */
export function commandReport(id: number, command: Uint8Array, bytes: number): Uint8Array | null {
  if (command.length + 1 > bytes) return null;
  const report = new Uint8Array(bytes + 1);
  report.set([id, command.length, ...command]);
  return report;
}

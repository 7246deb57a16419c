import type { ScannerCommandSet } from '../contract.ts';

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/**
 * What a scanner of each maker understands of what arrived: how many bytes the command takes, its name, and its answer.
 */
export interface HeardCommand {
  length: number;
  name: string;
  answer: Uint8Array;
}

const none = new Uint8Array();

function honeywell(text: string): HeardCommand | null {
  const short = /^\x16[TU\x07]\r/.exec(text);
  if (short) return { length: 3, name: short[0].slice(1, 2), answer: none };
  const menu = /^\x16M\r([A-Z0-9]*[?*^]?)([!.])/.exec(text);
  if (!menu) return null;
  const [whole, tag = '', storage = ''] = menu;
  const known: Record<string, string> = {
    REVINF: 'Product Name: Simulated scanner\r\nBoot Revision: 1\r\nREVINF\x06',
    DECHDR1: 'DECHDR1\x06',
    DECHDR0: 'DECHDR0\x06',
    'CBRENA?': 'CBRENA1\x06',
  };
  return { length: whole.length, name: tag, answer: latin1(`${known[tag] ?? `${tag}\x05`}${storage}`) };
}

function datalogic(text: string): HeardCommand {
  const name = text.slice(0, 1);
  return { length: 1, name, answer: name === 'i' ? latin1('\x01\x02Simulated scanner\r\n1.0\x03\x04') : none };
}

function newland(text: string): HeardCommand | null {
  const command = /^~\x010000([@#])([^;]*);\x03/.exec(text);
  if (!command) return null;
  const [whole, storage = '', body = ''] = command;
  const said =
    body === 'QRYSYS'
      ? 'QRYSYSSimulated scanner\r\n1.0\x06'
      : body.startsWith('SCNTRG')
        ? `${body}\x06`
        : `${body}\x15`;
  return { length: whole.length, name: body, answer: latin1(`\x02\x010000${storage}${said};\x03`) };
}

/** The first whole command in `bytes`; null while there is none. */
export function heardCommand(set: ScannerCommandSet, bytes: Uint8Array): HeardCommand | null {
  const text = String.fromCharCode(...bytes);
  if (text === '') return null;
  return set === 'honeywell' ? honeywell(text) : set === 'datalogic' ? datalogic(text) : newland(text);
}

/** A Honeywell metadata packet around a code; `code` with its end mark. */
export function metadataPacket(code: Uint8Array, codeId: number, aim: string): Uint8Array {
  const payload = Uint8Array.of(
    ...latin1(`MSGGET${String(code.length).padStart(4, '0')}`),
    codeId,
    ...latin1(aim.slice(1)),
    0x1d,
    ...code,
  );
  const header = new DataView(new ArrayBuffer(4));
  header.setUint32(0, payload.length, true);
  return Uint8Array.of(0x16, 0xfe, ...new Uint8Array(header.buffer), 0x0d, ...payload);
}

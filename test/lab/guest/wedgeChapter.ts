import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { personTypes, scannerTypes, watch, type KeyEvent } from '../../support/typing.ts';
import { pauseMs } from '../../../renderer/clerk/wedge/detector.ts';
import { signOf } from '../../../renderer/clerk/wedge/layouts.ts';
import { proves, rest, same, until } from './bench.ts';
import { keyboard } from './hidDevices.ts';
import { uhidDevice, type UhidDevice } from './uhid.ts';

/** Positions in the order of the HID usages from 0x04 on (HID Usage Tables, page 07); `-` is not used here. */
const usages = [
  ...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => `Key${letter}`),
  ...[...'1234567890'].map((digit) => `Digit${digit}`),
  'Enter',
  '-',
  '-',
  'Tab',
  'Space',
  'Minus',
  'Equal',
  'BracketLeft',
  'BracketRight',
  'Backslash',
  '-',
  'Semicolon',
  'Quote',
  'Backquote',
  'Comma',
  'Period',
  'Slash',
];
const usageOf = (code: string): number => (code === 'IntlBackslash' ? 0x64 : usages.indexOf(code) + 4);
const modifierBits: Record<string, number> = { ControlLeft: 1, ShiftLeft: 2, AltLeft: 4, AltRight: 64 };

/** Positions in the order of the kernel's key codes from 1 on (linux/input-event-codes.h). */
const kernelKeys = [
  '-',
  ...[...'1234567890'].map((digit) => `Digit${digit}`),
  'Minus',
  'Equal',
  '-',
  'Tab',
  ...[...'QWERTYUIOP'].map((letter) => `Key${letter}`),
  'BracketLeft',
  'BracketRight',
  'Enter',
  'ControlLeft',
  ...[...'ASDFGHJKL'].map((letter) => `Key${letter}`),
  'Semicolon',
  'Quote',
  'Backquote',
  'ShiftLeft',
  'Backslash',
  ...[...'ZXCVBNM'].map((letter) => `Key${letter}`),
  'Comma',
  'Period',
  'Slash',
  'ShiftRight',
  '-',
  'AltLeft',
  'Space',
];
const positionOf = (key: number): string | undefined =>
  key === 86 ? 'IntlBackslash' : key === 100 ? 'AltRight' : kernelKeys[key - 1];

/** Plays key events as the reports of a keyboard, at their times. */
async function play(device: UhidDevice, events: readonly KeyEvent[]): Promise<void> {
  const down = new Set<string>();
  let last = events[0]?.at ?? 0;
  for (const { code, down: goesDown, at } of events) {
    if (at > last) await rest(at - last);
    last = at;
    if (goesDown) down.add(code);
    else down.delete(code);
    const report = new Uint8Array(8);
    report[0] = [...down].reduce((bits, one) => bits | (modifierBits[one] ?? 0), 0);
    [...down].filter((one) => !modifierBits[one]).forEach((one, index) => (report[2 + index] = usageOf(one)));
    device.input(report);
  }
}

const EVENT_SIZE = 24;
const EV_KEY = 1;

/**
 * What the kernel tells about a keyboard, with the kernel's times, as the key events of a window at a German computer.
 */
function listen(node: string): { events: KeyEvent[] } {
  const events: KeyEvent[] = [];
  const held = new Set<string>();
  let rest = Buffer.alloc(0);
  createReadStream(`/dev/input/${node}`)
    .on('error', () => {})
    .on('data', (piece) => {
      rest = Buffer.concat([rest, Buffer.from(piece)]);
      for (; rest.length >= EVENT_SIZE; rest = rest.subarray(EVENT_SIZE)) {
        const code = positionOf(rest.readUInt16LE(18));
        if (rest.readUInt16LE(16) !== EV_KEY || code === undefined) continue;
        const value = rest.readInt32LE(20);
        const at = Number(rest.readBigInt64LE(0)) * 1000 + Number(rest.readBigInt64LE(8)) / 1000;
        if (value === 0) held.delete(code);
        else held.add(code);
        const shift = held.has('ShiftLeft');
        const altGr = held.has('AltRight');
        const sign = signOf('de', { code, shift, altGr });
        events.push(
          value === 0
            ? { down: false, code, at }
            : {
                down: true,
                code,
                at,
                shift,
                altGr,
                ctrl: held.has('ControlLeft'),
                alt: held.has('AltLeft'),
                repeat: value === 2,
                key: sign ? (sign.waits ? 'Dead' : sign.sign) : code,
              },
        );
      }
    });
  return { events };
}

const nodeNamed = (name: string): string | undefined =>
  readdirSync('/sys/class/input').find(
    (node) => /^event\d+$/.test(node) && readFileSync(`/sys/class/input/${node}/device/name`, 'utf8').trim() === name,
  );

/** A scanner in keyboard mode before a real kernel: the program's own detection on the kernel's events and times. */
export async function wedgeChapter(): Promise<void> {
  const device = uhidDevice({ name: 'Lab wedge', vendorId: 0x0c2e, productId: 0x0b69, descriptor: keyboard });
  const node = await until('the kernel names the keyboard', () => nodeNamed('Lab wedge'));
  const heard = listen(node);
  await rest(500);
  const typed = async (events: readonly KeyEvent[]): Promise<KeyEvent[]> => {
    heard.events.length = 0;
    await play(device, events);
    await until('every key', () => heard.events.length >= events.length, 3000).catch(() => undefined);
    return heard.events.splice(0);
  };
  /** The emulated machine itself stood still, or its reader was too slow for the kernel: no scanner types like that. */
  const isJudged = (sent: readonly KeyEvent[], got: readonly KeyEvent[]) =>
    got.length === sent.length && got.every(({ at }, index) => index === 0 || at - got[index - 1]!.at < pauseMs - 5);
  const codes = Array.from({ length: 50 }, (_, number) => `SWT-7K2M<${String(number).padStart(4, '0')}_zY/@`);

  await proves('a scanner in keyboard mode: 50 codes arrive whole, and nothing of them is left over', async () => {
    let again = 0;
    for (const code of codes) {
      for (let judged = false; !judged;) {
        const sent = scannerTypes(code, 0, { layout: 'de', computer: 'de', reportMs: 1, end: 'Enter' });
        const got = await typed(sent);
        judged = isJudged(sent, got);
        if (!judged && (again += 1) > 100) throw new Error('this machine stands still too often');
        if (!judged) continue;
        const { codes: read, written, passed } = watch(got, {}, 'de');
        same('codes', read, [code]);
        same('left over', [written, ...passed.filter((key) => !/^(Shift|Alt|Control)/.test(key))], ['']);
      }
    }
    return `${again} repeated because the machine stood still`;
  });

  await proves('a fast typist at the same keyboard is not a scanner', async () => {
    const presses = [...'ein schneller mensch tippt'].map((sign) => ({ sign, after: 75, dwell: 60 }));
    const { codes: read, written } = watch(await typed(personTypes(presses, 0, 'de')), {}, 'de');
    same('codes', read, []);
    same('written', written, 'ein schneller mensch tippt');
  });
  device.destroy();
}

import type { DeviceConfig, EndMark, RawScan } from '../../../../native/index.ts';
import { testCodeText, type ScannerVerdict } from '../../../contract/deviceTests.ts';
import { symbologyOf } from '../../codes/symbologies.ts';

type ScannerConfig = Extract<DeviceConfig, { kind: 'scanner' }>;
type Habits = Pick<ScannerConfig, 'endMark' | 'aimIdentifier' | 'model'>;

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** A code of the devices screen, whatever stands around it. */
export const isTestCode = (bytes: Uint8Array): boolean => latin1(bytes).includes(testCodeText);

const marks: Record<string, EndMark> = { '\r': 'cr', '\n': 'lf', '\r\n': 'crlf', '\t': 'tab', '\x03': 'etx' };

/** How the test code came; null when it was another code. */
export function judgeScan({ bytes, aim }: Pick<RawScan, 'bytes' | 'aim'>, habits: Habits): ScannerVerdict | null {
  const text = latin1(bytes);
  const at = text.indexOf(testCodeText);
  if (at < 0) return null;
  const before = text.slice(0, at);
  const after = text.slice(at + testCodeText.length);
  const leftOver = marks[after];
  // SSI and HID POS name the kind of code by themselves.
  const unexpected = aim === null && /^\x02?\][A-Za-z][0-9A-Za-z]$/.test(before);
  const proposal = {
    ...(unexpected && habits.model === 'serial-scanner' ? { sendsAim: true } : {}),
    ...(leftOver ? { endMark: leftOver } : {}),
  };
  return {
    symbology: symbologyOf(unexpected ? before.slice(-3) : aim)?.name ?? null,
    aim: unexpected ? 'unexpected' : aim === null && habits.aimIdentifier ? 'missing' : 'right',
    endMark: leftOver ? 'left-over' : 'right',
    whole:
      (before === '' || unexpected || (before === '\x02' && leftOver === 'etx')) &&
      (after === '' || leftOver !== undefined),
    proposal: Object.keys(proposal).length > 0 ? proposal : null,
  };
}

/** The scanner sent something that had to be thrown away: its end mark is not the one of the settings. */
export function judgeUnreadable(endMark: EndMark | undefined, habits: Habits): ScannerVerdict {
  const other = endMark !== undefined && endMark !== habits.endMark;
  return { symbology: null, aim: 'right', endMark: 'never-came', whole: false, proposal: other ? { endMark } : null };
}

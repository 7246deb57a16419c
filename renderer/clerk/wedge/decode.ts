import type { ScannerLayout } from '../../../electron/contract/index.ts';
import { signOf, type PositionLayout } from './layouts.ts';
import type { Stroke } from './stroke.ts';

/** Stands where a key has no sign. */
const unreadable = '\ufffd';
/** Where they are not the end mark. */
const lineMarks: Record<string, string> = { Tab: '\t', Enter: '\r', NumpadEnter: '\r' };

/** The code that these keys write, when the scanner is set to that country (`as-typed`: to the computer's own). */
export function decode(strokes: readonly Stroke[], layout: ScannerLayout): string {
  return layout === 'as-typed' ? strokes.map(asTyped).join('') : byPosition(strokes, layout);
}

function asTyped(stroke: Stroke): string {
  if (stroke.typed !== null) return stroke.typed;
  if (stroke.ctrl) return controlCharacter(stroke, 'us');
  return [...stroke.key].length === 1 ? stroke.key : (lineMarks[stroke.code] ?? unreadable);
}

function byPosition(strokes: readonly Stroke[], layout: PositionLayout): string {
  let text = '';
  let waiting: { sign: string; mark: string } | null = null;
  for (const stroke of strokes) {
    if (stroke.typed !== null || stroke.ctrl) {
      text += (waiting?.sign ?? '') + (stroke.typed ?? controlCharacter(stroke, layout));
      waiting = null;
      continue;
    }
    const found = signOf(layout, stroke);
    const sign = found?.sign ?? lineMarks[stroke.code] ?? unreadable;
    if (waiting) {
      const joined = (sign + waiting.mark).normalize('NFC');
      // As keyboards do it: with a space the sign itself, over a letter that takes it, else both.
      text += sign === ' ' ? waiting.sign : [...joined].length === 1 ? joined : waiting.sign + sign;
      waiting = null;
    } else if (found?.waits) waiting = { sign, mark: found.waits };
    else text += sign;
  }
  return text + (waiting?.sign ?? '');
}

/**
 * Ctrl and a key: by position as on a US keyboard, where `]` is GS, unless the scanner's layout has one of the signs
 * there.
 */
function controlCharacter(stroke: Stroke, layout: PositionLayout): string {
  for (const one of [layout, 'us'] as const) {
    for (const altGr of [stroke.altGr, true]) {
      const number =
        signOf(one, { ...stroke, altGr })
          ?.sign.toUpperCase()
          .charCodeAt(0) ?? 0;
      if (number >= 0x40 && number <= 0x5f) return String.fromCharCode(number & 0x1f);
    }
  }
  return unreadable;
}

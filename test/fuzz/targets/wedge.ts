import { decode } from '../../../renderer/clerk/wedge/decode.ts';
import { explain } from '../../../renderer/clerk/wedge/explain.ts';
import { WedgeDetector } from '../../../renderer/clerk/wedge/detector.ts';
import { positionLayouts } from '../../../renderer/clerk/wedge/layouts.ts';
import { writtenBy, type Stroke } from '../../../renderer/clerk/wedge/stroke.ts';
import { scannerTypes, type KeyEvent } from '../../support/typing.ts';
import { ascii, hold, type Target } from '../target.ts';

const keys: readonly (readonly [string, string])[] = [
  ['KeyA', 'a'],
  ['KeyZ', 'z'],
  ['Digit7', '7'],
  ['Slash', '-'],
  ['Equal', 'Dead'],
  ['Space', ' '],
  ['IntlBackslash', '<'],
  ['KeyQ', 'Unidentified'],
  ['BracketRight', '+'],
  ['Enter', 'Enter'],
  ['Tab', 'Tab'],
  ['Backspace', 'Backspace'],
  ['F2', 'F2'],
  ['ShiftLeft', 'Shift'],
  ['AltLeft', 'Alt'],
  ['ControlLeft', 'Control'],
  ['Numpad0', '0'],
  ['Numpad9', '9'],
];

/** Two bytes an event: which key, down or up, with what; how much later. */
function eventsOf(input: Uint8Array): KeyEvent[] {
  const events: KeyEvent[] = [];
  let at = 0;
  for (let index = 0; index + 1 < input.length; index += 2) {
    const what = input[index] ?? 0;
    const [code = '', key = ''] = keys[what % keys.length] ?? [];
    at += ((input[index + 1] ?? 0) % 64) * 2;
    const kind = what >> 5;
    events.push(
      kind % 2
        ? { down: false, code, at }
        : {
            down: true,
            code,
            key,
            at,
            shift: kind === 2,
            ctrl: kind === 4,
            alt: false,
            altGr: kind === 6,
            repeat: false,
          },
    );
  }
  return events;
}

const detector: Target = {
  name: 'wedge-keys',
  seeds: [
    ascii('SWT-7K2M9QXD'),
    new Uint8Array(40).map((_, index) => (index % 4 === 0 ? 0 : index % 4 === 2 ? 32 : 4)),
  ],
  /** Whatever keys come: each that was held back is written once or in one code, in time, and a code is never short. */
  attempt(input, random) {
    const minLength = 3 + random.below(5);
    const watched = new WedgeDetector({
      minLength,
      endMark: random.pick(['auto', 'enter', 'tab', 'silence'] as const),
      prefix: null,
      known: random.pick([null, 'mark', 'silence'] as const),
    });
    const seen = new Set<Stroke>();
    const take = ({ release, scan }: ReturnType<WedgeDetector['tick']>) => {
      for (const stroke of [...release, ...(scan ?? [])]) {
        hold(!seen.has(stroke), 'a key was given back twice');
        seen.add(stroke);
      }
      hold(scan === null || scan.length >= minLength, 'a code is shorter than allowed');
      for (const layout of ['as-typed', ...positionLayouts] as const)
        if (scan) hold(decode(scan, layout).length >= 1, 'a code without a character');
      if (scan) explain(scan, 'as-typed');
      for (const stroke of release) writtenBy(stroke);
    };
    const events =
      input.length > 0 && random.chance(6)
        ? scannerTypes('SWT-7K2M9QXD', 0, { layout: 'de', computer: 'us', reportMs: random.below(25), end: null })
        : eventsOf(input);
    let end = 0;
    for (const event of events) {
      take(event.down ? watched.down(event) : watched.up(event.code, event.at));
      end = event.at;
    }
    take(watched.tick(end + 1000));
    hold(watched.deadline === null, 'something is held back for ever');
  },
};

export const wedgeTargets: Target[] = [detector];

import type { WedgeSettings } from '../../../electron/contract/deviceSettings.ts';
import type { ScannerLayout } from '../../../electron/contract/index.ts';
import { currentSnapshots } from '../../bridge.ts';
import { tellScan, tellTorn, type OtherLayout } from '../scans/windowScan.ts';
import { codeEnd, learnCodeEnd } from './codeEnd.ts';
import { decode } from './decode.ts';
import { WedgeDetector, type Decision } from './detector.ts';
import { giveBack, isTextField } from './giveBack.ts';
import { positionLayouts } from './layouts.ts';
import { writtenBy, type KeyDown, type Stroke } from './stroke.ts';

const withoutSettings: WedgeSettings = {
  enabled: true,
  scannerLayout: 'as-typed',
  endMark: 'auto',
  prefix: '',
  minLength: 6,
};
/**
 * So soon after a character no person presses Enter or space on a button: a code that was too short to be one must not.
 */
const pressesAfterMs = 100;

type Take = (strokes: readonly Stroke[]) => boolean;
let takesFirst: Take | null = null;

/** Gives the keys of each code to `take` first, until the returned function is called; what it takes is no scan. */
export function takeKeys(take: Take): () => void {
  takesFirst = take;
  return () => {
    if (takesFirst === take) takesFirst = null;
  };
}

/**
 * Scanners in keyboard mode: what they type is kept from the page, whatever is in focus, and goes to the main process
 * as a scan. What a person types arrives at most `fingerMs` later. Nothing is kept once it is decided.
 */
export function startWedge(): () => void {
  let settings = withoutSettings;
  let known = codeEnd.get();
  let detector = detectorFor(settings);
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Where a person would have written what is held back. */
  let target: Element | null = null;
  let rightAlt = false;
  /**
   * How late the last key event came here. On a busy machine the next ones are as late, and none of them is waited for
   * too briefly.
   */
  let lag = 0;
  let lastWrittenAt = -Infinity;
  let dropCharacter = false;
  const ending = new AbortController();

  function follow(): boolean {
    const now = currentSnapshots()?.devices.settings.values.wedge ?? withoutSettings;
    // Also when what was learned is to be forgotten.
    if (JSON.stringify(now) !== JSON.stringify(settings) || known !== codeEnd.get()) {
      write(detector.giveUp());
      settings = now;
      known = codeEnd.get();
      detector = detectorFor(settings);
    }
    return settings.enabled;
  }

  function write(strokes: Stroke[]): void {
    for (const stroke of strokes) {
      lastWrittenAt = Math.max(lastWrittenAt, stroke.downAt);
      giveBack(target, writtenBy(stroke));
    }
  }

  function act({ release, scan, torn }: Decision): void {
    write(release);
    if (scan && !takesFirst?.(scan)) tell(scan, settings);
    if (torn) tellTorn('wedge');
    if (detector.known !== known) {
      known = detector.known;
      learnCodeEnd(known);
    }
    clearTimeout(timer);
    const { deadline } = detector;
    if (deadline !== null) timer = setTimeout(onTime, Math.max(0, deadline - eventClock()));
  }

  function onTime(): void {
    // After a stall, keys that were pressed in time may still wait behind this timer.
    if (keysWait()) timer = setTimeout(onTime, 1);
    else act(detector.tick(eventClock()));
  }

  const eventClock = () => performance.now() - lag;

  const keyDown = (event: KeyboardEvent) => {
    if (!event.isTrusted || !follow()) return;
    lag = performance.now() - event.timeStamp;
    if (event.code === 'AltRight') rightAlt = true;
    dropCharacter = false;
    if (isComposing(event)) return interrupted();
    if (detector.deadline === null) target = document.activeElement;
    const decision = detector.down(keyDownOf(event, rightAlt));
    act(decision);
    const wouldPress =
      (event.key === 'Enter' || event.key === ' ') &&
      !isTextField(event.target) &&
      event.timeStamp - lastWrittenAt < pressesAfterMs;
    if (decision.hold || wouldPress) stop(event);
  };
  const keyUp = (event: KeyboardEvent) => {
    if (!event.isTrusted || !settings.enabled) return;
    lag = performance.now() - event.timeStamp;
    if (event.code === 'AltRight') rightAlt = false;
    const decision = detector.up(event.code, event.timeStamp);
    dropCharacter = decision.hold;
    act(decision);
  };
  /** The system's own Alt numbers arrive as a character without a key. */
  const character = (event: Event) => {
    if (dropCharacter && event.isTrusted) stop(event);
  };
  const interrupted = () => act({ hold: false, release: detector.giveUp(), scan: null, torn: false });

  const options = { capture: true, signal: ending.signal };
  window.addEventListener('keydown', keyDown, options);
  window.addEventListener('keyup', keyUp, options);
  window.addEventListener('keypress', character, options);
  for (const name of ['compositionstart', 'pointerdown'] as const) window.addEventListener(name, interrupted, options);
  // Told of every field that is left, and of the window itself.
  window.addEventListener(
    'blur',
    (event) => (event.target === window ? act(detector.leave()) : interrupted()),
    options,
  );
  window.addEventListener('focus', (event) => event.target === window && detector.back(event.timeStamp), options);
  return () => {
    interrupted();
    clearTimeout(timer);
    ending.abort();
  };
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** Input methods and dead keys on their way to a character are a person's. */
const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.key === 'Process';

function keysWait(): boolean {
  const { scheduling } = navigator as Navigator & { scheduling?: { isInputPending?(): boolean } };
  return scheduling?.isInputPending?.() ?? false;
}

function keyDownOf(event: KeyboardEvent, rightAlt: boolean): KeyDown {
  const altGr = event.getModifierState('AltGraph') || (event.altKey && rightAlt);
  return {
    code: event.code,
    key: event.key,
    shift: event.shiftKey,
    ctrl: (event.ctrlKey || event.metaKey) && !altGr,
    alt: event.altKey && !altGr,
    altGr,
    repeat: event.repeat,
    at: event.timeStamp,
  };
}

function detectorFor({ minLength, endMark, prefix, scannerLayout }: WedgeSettings): WedgeDetector {
  const fits = (strokes: readonly Stroke[]) => decode(strokes.slice(0, prefix.length), scannerLayout) === prefix;
  return new WedgeDetector({
    minLength,
    endMark,
    prefix: prefix === '' ? null : { length: prefix.length, fits },
    known: codeEnd.get(),
  });
}

function tell(strokes: readonly Stroke[], { scannerLayout, prefix }: WedgeSettings): void {
  const encoder = new TextEncoder();
  const read = (layout: ScannerLayout): Uint8Array => {
    const text = decode(strokes, layout);
    return encoder.encode(text.startsWith(prefix) ? text.slice(prefix.length) : text);
  };
  const others = positionLayouts
    .filter((layout) => layout !== scannerLayout)
    .map((layout): OtherLayout => ({ layout, bytes: read(layout) }));
  tellScan('wedge', read(scannerLayout), null, others);
}

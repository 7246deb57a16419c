import { BrowserWindow } from 'electron';
import { loadProcesses } from '../../core/counter/processes/loadProcesses.ts';
import { padLanguages, padPages, padWording } from '../../core/counter/pad/padPages.ts';
import { requests } from '../../contract/index.ts';
import { answer, ownOrigin } from '../scheme.ts';
import { paint } from '../padPainter.ts';
import { lockedDown } from '../windows.ts';
import { failed, passed, unknown, warning, type Found } from './found.ts';

/** Displays of the pads in docs/models.md. */
const displays = [
  { width: 396, height: 100 },
  { width: 320, height: 200 },
  { width: 640, height: 480 },
  { width: 800, height: 480 },
];
const atOnce = 4;
const invented = { name: 'Erika Mustermann', service: 'Elektronischen Aufenthaltstitel abholen' };

/** A window of ours that nobody sees: the preload script of the clerk's window, and a page that draws nothing. */
export async function openPage(preload: string): Promise<BrowserWindow> {
  const window = new BrowserWindow({ show: false, webPreferences: { ...lockedDown, preload } });
  await window.loadURL(`${ownOrigin}/pad/index.html`);
  return window;
}

const inPage = <T>(window: BrowserWindow, expression: string): Promise<T> =>
  window.webContents.executeJavaScript(expression) as Promise<T>;

/** Our own scheme, its policy, and what a page can do against it. */
export async function protection(window: BrowserWindow, renderer: string): Promise<Found> {
  const response = await answer(new Request(`${ownOrigin}/index.html`), renderer);
  const seen = await inPage<Record<string, boolean>>(
    window,
    `(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.head.append(script);
    // Later, and so by the page: what is run from here may evaluate.
    setTimeout('window.textRan = true');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const fetched = await fetch('https://example.org/').then(() => true, () => false);
    const opened = window.open('https://example.org/') !== null;
    return { inline: window.inlineRan === true, evaluated: window.textRan === true, fetched, opened, node: typeof window.require === 'function' || typeof window.process === 'object' };
  })()`,
  );
  const open = [
    ...Object.entries(seen)
      .filter(([, yes]) => yes)
      .map(([name]) => name),
    ...(response.headers.has('content-security-policy') ? [] : ['policy']),
  ];
  return open.length === 0
    ? passed({ checked: Object.keys(seen).length + 1 })
    : failed('page-not-locked', { wrong: open.join(', ') });
}

/** The page sees the two functions of the bridge, and a name that does not exist goes nowhere. */
export async function bridge(window: BrowserWindow): Promise<Found> {
  const seen = await inPage<{ names: string[]; refused: unknown }>(
    window,
    `(async () => ({ names: Object.keys(globalThis.bridge ?? {}).sort(), refused: await globalThis.bridge?.ask('self-test.unknown', null).catch(String) }))()`,
  );
  const right = seen.names.join() === 'ask,on' && JSON.stringify(seen.refused).includes('invalid-request');
  return right
    ? passed({ functions: seen.names.join(', '), requests: Object.keys(requests).length })
    : failed('bridge-wrong', { functions: seen.names.join(', ') });
}

/**
 * The camera for our own page, and never the microphone. A computer without one of them says so before anybody is
 * asked: then the permission is looked up.
 */
export async function camera(window: BrowserWindow): Promise<Found> {
  const seen = await inPage<Record<'video' | 'audio' | 'allowed', string>>(
    window,
    `(async () => {
    const ask = (constraints) => navigator.mediaDevices.getUserMedia(constraints).then((stream) => { stream.getTracks().forEach((track) => track.stop()); return 'opened'; }, (error) => error.name);
    const allowed = await navigator.permissions.query({ name: 'microphone' }).then(({ state }) => state, () => 'unknown');
    return { video: await ask({ video: true }), audio: await ask({ audio: true }), allowed };
  })()`,
  );
  const facts = { camera: seen.video, microphone: seen.audio };
  const refused = seen.audio === 'NotAllowedError' || (seen.audio === 'NotFoundError' && seen.allowed === 'denied');
  if (!refused) return failed('microphone-not-refused', facts);
  if (seen.video === 'NotAllowedError') return failed('camera-refused', facts);
  return seen.video === 'opened'
    ? passed(facts)
    : seen.video === 'NotFoundError'
      ? warning('no-camera', facts)
      : warning('camera-not-opened', facts);
}

/** The page as paper, and which printers the system has (their number: names can be people's). */
export async function printing(window: BrowserWindow): Promise<Found> {
  const pdf = await window.webContents.printToPDF({ preferCSSPageSize: true });
  const pages =
    Buffer.from(pdf)
      .toString('latin1')
      .match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  const printers = (await window.webContents.getPrintersAsync()).length;
  if (pages === 0) return failed('no-paper', { bytes: pdf.length });
  return printers > 0 ? passed({ pages, printers }) : warning('no-printer', { pages, printers });
}

/** Every page comes out several times in a row, and each time as the first time, dot by dot. */
export async function padPictures(processes: string, count: number): Promise<Found> {
  const step = [...loadProcesses(processes).definitions.values()]
    .flatMap((definition) => definition.steps)
    .find((each) => each.kind === 'signature');
  if (step?.kind !== 'signature') return unknown('no-signature-step');
  const pages = displays.flatMap((display) =>
    padLanguages.flatMap((language) => padPages(padWording(step, language, invented), display)),
  );
  const first = new Map<number, Uint8Array>();
  const times: number[] = [];
  let [taken, different, refused] = [0, 0, 0];
  let problem: string | null = null;
  async function work(): Promise<void> {
    while (taken < count) {
      const index = taken++ % Math.min(pages.length, Math.max(1, Math.ceil(count / 2)));
      const began = performance.now();
      try {
        const { bits, wrong } = await paint(pages[index]!);
        times.push(performance.now() - began);
        refused += Object.values(wrong).reduce((sum, each) => sum + each, 0);
        const before = first.get(index);
        if (!before) first.set(index, bits);
        else if (Buffer.compare(before, bits) !== 0) different += 1;
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error);
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  times.sort((a, b) => a - b);
  const facts = {
    pages: times.length,
    displays: displays.length,
    languages: padLanguages.length,
    wrongPictures: refused,
    different,
    p50: times[Math.floor(times.length / 2)] ?? 0,
    p95: times[Math.floor(times.length * 0.95)] ?? 0,
  };
  if (problem !== null) return failed('pad-page-not-drawn', { ...facts, detail: problem });
  return different === 0 ? passed(facts) : failed('pad-pages-differ', facts);
}

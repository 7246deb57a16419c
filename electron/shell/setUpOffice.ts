import { existsSync } from 'node:fs';
import path from 'node:path';
import { app, utilityProcess } from 'electron';
import { argument } from './commandLine.ts';
import { paths } from './paths.ts';
import { readSettings } from './settings.ts';
import { startText, type StartTextKey } from './startTexts.ts';

/** Bringing a database up to date and hashing PINs takes a while; longer than this it hangs. */
const limitMs = 120_000;
/** What the backend says before it ends is one sentence. */
const longestSentence = 2000;

/**
 * `--set-up-office=FILE`: the file that describes the office of an embedded backend (docs/counters.md); null: the
 * program starts as usual.
 */
export function officeFile(): string | null {
  const file = argument('set-up-office');
  return file === null ? null : path.resolve(file);
}

/**
 * Takes the place of the usual start. An installed program brings no Node and opens its archive to nobody, so it sets
 * up its own office: the embedded backend starts once with the file, says whether it took it, and ends. One sentence
 * goes to the console; the exit code is 0 when the office is set up.
 */
export async function setUpOffice(file: string): Promise<void> {
  await app.whenReady();
  const say = (key: StartTextKey, values: Record<string, string> = {}): void => {
    const sentence = `${startText(app.getLocale(), key, { file, ...values })}\n`;
    const isDone = key === 'office-set-up';
    // Ends only when the sentence has left: on Windows the console is a pipe.
    (isDone ? process.stdout : process.stderr).write(sentence, () => app.exit(isDone ? 0 : 1));
  };
  if (!app.requestSingleInstanceLock()) return say('office-while-running');
  const read = readSettings({ user: app.getPath('userData'), machine: paths.machineSettings() });
  if (!read.ok) return say(`settings-${read.failure.code}`, { file: read.failure.file, detail: read.failure.detail });
  const { backend } = read.settings;
  if (backend.mode !== 'embedded' || backend.seed) return say('office-elsewhere');
  if (!existsSync(file)) return say('office-file-missing');
  const answer = await startedWith(file, paths.backendData(false));
  if (answer === null) return say('office-set-up');
  return say('office-not-set-up', { detail: answer });
}

/** Null when the backend took the file and listened; otherwise what it said. */
function startedWith(file: string, dataDir: string): Promise<string | null> {
  return new Promise((resolve) => {
    const child = utilityProcess.fork(paths.backend, ['--port', '0', '--data', dataDir, '--office', file], {
      serviceName: 'Schalterwerk backend',
      stdio: 'pipe',
    });
    let said = '';
    let isListening = false;
    child.stderr?.on('data', (piece: Buffer) => {
      said = (said + piece.toString('utf8')).slice(0, longestSentence);
    });
    const timer = setTimeout(() => child.kill(), limitMs);
    child.on('message', () => {
      isListening = true;
      child.postMessage({ type: 'stop' });
    });
    child.on('exit', () => {
      clearTimeout(timer);
      resolve(isListening ? null : said.trim());
    });
  });
}

import { spawn } from 'node:child_process';
import { app } from 'electron';

export interface Ended {
  /** null: it was ended because it took too long. */
  code: number | null;
  output: string;
}

const limitMs = 60_000;

/** Starts this very program once more with these arguments, to its end. */
export function startMyself(args: string[], options: { env?: NodeJS.ProcessEnv; limit?: number } = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...ownArguments(), ...args], {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text.slice(0, 10_000)));
    const timer = setTimeout(() => child.kill('SIGKILL'), options.limit ?? limitMs);
    const end = (code: number | null): void => {
      clearTimeout(timer);
      resolve({ code, output });
    };
    child.once('error', () => end(null));
    child.once('close', end);
  });
}

/**
 * What leads from the running binary to this program: nothing where it is installed, the folder of the program in a
 * checkout.
 */
function ownArguments(): string[] {
  const asRoot = app.commandLine.hasSwitch('no-sandbox') ? ['--no-sandbox'] : [];
  return [...process.execArgv, ...(app.isPackaged ? [] : [app.getAppPath()]), ...asRoot];
}

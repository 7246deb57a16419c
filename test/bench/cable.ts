import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';

export const socatInstalled = (): boolean => spawnSync('socat', ['-V']).status === 0;

/** A serial cable of pseudo-terminals: `near` for a program to open, `send` writes at the far end. */
export interface Cable {
  near: string;
  /** Returns the moment after the last byte, in milliseconds since the epoch. */
  send(text: string): number;
  end(): void;
}

export async function layCable(folder: string, name: string): Promise<Cable> {
  const near = path.join(folder, `${name}-near`);
  const far = path.join(folder, `${name}-far`);
  const socat = spawn('socat', [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`], { stdio: 'ignore' });
  for (const limit = Date.now() + 5000; !existsSync(near) || !existsSync(far);) {
    if (Date.now() > limit) throw new Error('socat made no cable');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const file = openSync(far, 'r+');
  return {
    near,
    send: (text) => {
      writeSync(file, text);
      return nowMs();
    },
    end: () => {
      closeSync(file);
      socat.kill();
    },
  };
}

/** The clock that all processes of this machine share, finer than a millisecond. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ByteLink } from '../../native/link/link.ts';
import { openSerialLink } from '../../native/link/serialLink.ts';
import { temporaryFolder, testLimits, until } from './support.ts';

/** Whether this machine has what a pseudo-terminal pair is made with. */
export const socat = spawnSync('socat', ['-V']).status === 0;
if (!socat) console.log('Pseudo-terminal tests are left out: the program socat is not installed.');

/** A serial cable made by socat: two device nodes. `pull` ends it, `plug` makes it anew under the same names. */
export async function cable() {
  const folder = temporaryFolder();
  const near = join(folder, 'near');
  const far = join(folder, 'far');
  let process: ChildProcess | undefined;
  const pull = async () => {
    const it = process;
    process = undefined;
    if (!it) return;
    it.kill('SIGKILL');
    await until('socat ended', () => it.exitCode !== null || it.signalCode !== null);
    for (const path of [near, far]) rmSync(path, { force: true });
  };
  const plug = async () => {
    process = spawn('socat', [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`], { stdio: 'ignore' });
    await until('the cable', () => existsSync(near) && existsSync(far));
  };
  await plug();
  onTestFinished(pull);
  return { near, far, pull, plug };
}

/** One end of it, through the real `serialport`. */
export async function opened(path: string): Promise<ByteLink> {
  const link = await openSerialLink({ path, baudRate: 9600 }, testLimits.link);
  if (!link) throw new Error(`${path} is not there`);
  onTestFinished(() => link.close());
  return link;
}

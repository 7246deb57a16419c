import { fork } from 'node:child_process';
import type { HostPort } from './connectDeviceHost.ts';

/**
 * Starts `host.ts` (or its built form) as a plain Node process. Electron's main process uses `utilityProcess` instead.
 */
export function forkDeviceHost(
  file: string,
  environment: Record<string, string> = {},
): HostPort & { pid: number | undefined } {
  const child = fork(file, [], { serialization: 'advanced', env: { ...process.env, ...environment }, execArgv: [] });
  return {
    pid: child.pid,
    post: (message) => void child.send(message as object, () => {}), // A failed send is followed by `exit`.
    onMessage: (listener) => void child.on('message', listener),
    onExit(listener) {
      child.on('exit', listener);
      child.on('error', listener);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

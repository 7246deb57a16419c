import { utilityProcess } from 'electron';
import type { Log } from '../core/kernel/ports.ts';

/** What `native/connectDeviceHost.ts` needs of a running host process. */
interface HostPort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  kill(): void;
}

/** Starts the device host in a process of its own. */
export function startDeviceHostProcess(entry: string, log: Log): HostPort {
  const child = utilityProcess.fork(entry, [], { serviceName: 'Schalterwerk devices' });
  // Out of memory, for example; `exit` follows. Without a listener it would end the whole program.
  child.on('error', (type) => log('error', `The device host failed: ${type}`));
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener),
    // `child.kill()` asks politely, which a process that hangs in a driver never hears.
    kill() {
      const end = () => void (child.pid !== undefined && process.kill(child.pid, 'SIGKILL'));
      // One that has not started yet would still do what it was asked, beside the one that takes its place.
      if (child.pid === undefined) child.once('spawn', end);
      else end();
    },
  };
}

/**
 * The device host as a process of its own: under Electron a `utilityProcess`, elsewhere a forked Node process
 * (`serialization: 'advanced'`). It ends with its parent, and on a fault of its own with code 1, to be started anew.
 * Electron kills it together with the main process: a pad that shows a person then is blanked at the next start.
 */
import { checkToHost } from './checkMessages.ts';
import type { FromHost, Pong } from './contract.ts';
import { startDeviceHost } from './startDeviceHost.ts';

/** Electron's port to the parent; absent under plain Node. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const parentPort = (process as { parentPort?: ParentPort }).parentPort;

/** Time for the last words and for blanking the pad. */
const FAREWELL_MS = 2000;

function post(message: FromHost | Pong): void {
  if (parentPort) parentPort.postMessage(message);
  else if (process.connected) process.send?.(message, undefined, undefined, () => {}); // The parent may just be gone.
}

// What simulated devices keep is for the account it runs under only.
process.umask(0o077);

const host = startDeviceHost({ handSpeed: Number(process.env['SIMULATED_HAND_SPEED']) || 1 });
host.onEvent((event) => post({ event }));

function receive(message: unknown): void {
  const checked = checkToHost(message);
  switch (checked.kind) {
    case 'ping':
      return post({ pong: checked.message.ping });
    case 'refused':
      if (checked.call === null)
        return post({
          event: { type: 'log', level: 'error', message: `malformed message to the device host: ${checked.detail}` },
        });
      return post({
        call: checked.call,
        answer: { ok: false, error: { code: 'invalid-request', detail: checked.detail } },
      });
    case 'request': {
      const { call, name, input } = checked.message;
      void host.ask(name, input).then((answer) => post({ call, answer }));
    }
  }
}

function leave(): void {
  setTimeout(() => process.exit(0), FAREWELL_MS).unref();
  void host.stop().then(() => process.exit(0));
}

process.on('uncaughtException', (error) => {
  // Where, not with what: a message may quote what was read.
  const { message, stack = '' } = error;
  const from = message === '' ? -1 : stack.indexOf(message);
  const frames = (from < 0 ? stack : stack.slice(from + message.length))
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 8);
  post({
    event: {
      type: 'log',
      level: 'error',
      message: `device host ends after a fault: ${[error.name, ...frames].join('\n')}`,
    },
  });
  setTimeout(() => process.exit(1), 100);
});

// Under Electron a rejection nobody takes is only warned of, and the process would live on half dead.
process.on('unhandledRejection', (reason) => {
  throw reason;
});
// Whoever read the output may go away: that ends nobody.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

if (parentPort) {
  parentPort.on('message', ({ data }) => receive(data));
} else {
  process.on('message', receive);
  process.on('disconnect', leave);
}
post({ event: { type: 'log', level: 'info', message: `device host started, process ${process.pid}` } });

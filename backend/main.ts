import path from 'node:path';
import tls from 'node:tls';
import { startBackend } from './backend.ts';
import { failureSentence, type StartFailure } from './failures.ts';
import { hasParent, onParentWantsEnd, takeSecret, tellParent } from './parent.ts';
import { placesOf } from './server/log.ts';
import { readSettings } from './settings.ts';

/**
 * The backend as a program: `node backend/main.ts [--port N] [--data DIR] [--host ADDRESS] [--settings FILE] [--sign-in
 * FILE] [--office FILE] [--seed]`.
 */

// Names, signatures and PIN hashes: for the account that runs the backend, and nobody else on this machine.
process.umask(0o077);

const log = (line: string): void => console.log(line);
const give = (failure: StartFailure): never => {
  console.error(failureSentence(failure));
  process.exit(1);
};

process.on('uncaughtException', (error) => {
  // Where, not with what: messages can quote what was sent.
  console.error(`The backend ends after a fault: ${[error.name, ...placesOf(error).slice(0, 8)].join('\n')}`);
  process.exit(1);
});

// Under Electron a rejection nobody takes is only warned of, and the process would live on half dead.
process.on('unhandledRejection', (reason) => {
  throw reason;
});
// Whoever read the output may go away: that ends nobody.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const read = readSettings(process.argv.slice(2), process.env, process.cwd());
// An authority of the city's own stands in the system's list only: for the sign-in service and for the database.
if (!hasParent) tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...tls.getCACertificates('system')]);
const started = await startBackend({
  ...(read.ok ? read.settings : give(read.failure)),
  ...(hasParent ? { logLevel: 'warn' as const, secret: takeSecret() } : {}),
  processesDir: path.join(import.meta.dirname, '../assets/processes'),
  log,
});
const backend = started.ok ? started.backend : give(started.failure);

/** Longer than any honest request; what is not answered by then is asked again with the same id. */
const stopLimitMs = 5_000;
let stopping = false;
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(0), stopLimitMs).unref();
  void backend.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
onParentWantsEnd(stop);
// Last of all: from here on the parent may ask for anything, also for the end.
tellParent({ type: 'listening', port: backend.port });

import { startBackend } from './backend.ts';
import { failureSentence, type StartFailure } from './failures.ts';
import { onParentGone, tellParent } from './parent.ts';
import { readSettings } from './settings.ts';

/** The backend as a program: `node backend/main.ts [--port N] [--data DIR] [--host ADDRESS] [--seed]`. */

const log = (line: string): void => console.log(line);
const give = (failure: StartFailure): never => {
  console.error(failureSentence(failure));
  process.exit(1);
};

const read = readSettings(process.argv.slice(2), process.env, process.cwd());
const started = await startBackend({ ...(read.ok ? read.settings : give(read.failure)), log });
const backend = started.ok ? started.backend : give(started.failure);
log(`backend listening on ${backend.url}`);
tellParent({ type: 'listening', port: backend.port });

/** Longer than any honest request; what is not answered by then is asked again with the same id. */
const stopLimitMs = 5_000;
let stopping = false;
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(0), stopLimitMs).unref();
  void backend.stop().then(() => process.exit(0), () => process.exit(1));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
onParentGone(stop);

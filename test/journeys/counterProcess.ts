import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Input, RequestName, Result, Snapshots } from '../../electron/contract/index.ts';
import { Settings } from '../../electron/core/kernel/settings/settings.ts';
import { connectDeviceHost, defaultConnection, forkDeviceHost, type DeviceHost } from '../../native/index.ts';
import { pauseProcess } from '../support/pauseProcess.ts';
import { startCounter } from '../support/counter.ts';
import { setClock } from '../support/setClock.ts';
import { spoilDisk, type DiskState } from '../support/spoilDisk.ts';

/**
 * A counter as a process of its own, with its device host in a third one: what can be killed without warning. Driven
 * over IPC by `counterAsProcess.ts`. It also kills on demand at moments that cannot be met from outside: right before
 * something leaves the process, and after it was done but before anybody heard of it.
 */

/** `at`: a kind of command on its way to the backend, or a request to the device host. */
export interface Moment {
  at: string;
  when: 'before' | 'after';
  victim: 'counter' | 'host' | 'backend';
}
export const nameOf = ({ at, when }: Moment): string => `${when} ${at}`;

export type ToCounter =
  | { kind: 'ask'; id: number; name: RequestName; input: unknown }
  | { kind: 'look'; id: number }
  | { kind: 'backend-is-dead' }
  | { kind: 'kill-host' }
  | { kind: 'stop-host'; ms: number }
  /** This machine's clock shows another time from now on. */
  | { kind: 'clock'; offsetMs: number }
  | { kind: 'disk'; state: DiskState };
export type FromCounter =
  | { kind: 'ready' }
  | { kind: 'answer'; id: number; value: Result<unknown> }
  | { kind: 'looked'; id: number; value: Snapshots; log: string[] }
  | { kind: 'kill-backend' };

const [dataDir = '', backendUrl = '', momentsJson = '[]', devicesJson = '{}'] = process.argv.slice(2);
const metFile = join(dataDir, 'moments-met.txt');
const met = new Set(existsSync(metFile) ? readFileSync(metFile, 'utf8').split('\n') : []);
const awaited = (JSON.parse(momentsJson) as Moment[]).filter((moment) => !met.has(nameOf(moment)));
const tell = (message: FromCounter): void => void process.send?.(message);
let backendDied = () => {};
let disk: DiskState = 'well';
spoilDisk(() => disk);
let host: ReturnType<typeof forkDeviceHost>;

const soonAgain = { ...defaultConnection, restartPauses: [50] };
const devices = connectDeviceHost(() => {
  host = forkDeviceHost(join(import.meta.dirname, '../../native/host.ts'), { SIMULATED_HAND_SPEED: '20' });
  return host;
}, soonAgain);

/** The moment has come: true when the one who was on the way to be asked, or to answer, is dead now. */
async function meet(at: string, when: Moment['when']): Promise<boolean> {
  const index = awaited.findIndex((moment) => moment.at === at && moment.when === when);
  const moment = awaited[index];
  if (!moment) return false;
  awaited.splice(index, 1);
  appendFileSync(metFile, `${nameOf(moment)}\n`);
  if (moment.victim === 'counter') process.kill(process.pid, 'SIGKILL');
  else if (moment.victim === 'host') {
    const dead = new Promise<void>((resolve) => host.onExit(resolve));
    host.kill();
    await dead;
  } else {
    const dead = new Promise<void>((resolve) => {
      backendDied = resolve;
    });
    tell({ kind: 'kill-backend' });
    await dead;
  }
  return true;
}

const ask: DeviceHost['ask'] = async (name, input) => {
  if (await meet(name, 'before')) return devices.ask(name, input);
  const answer = await devices.ask(name, input);
  return (await meet(name, 'after')) ? { ok: false, error: { code: 'host-gone' } } : answer;
};

const realFetch = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const kind =
    typeof init?.body === 'string' ? ((JSON.parse(init.body) as { action?: { kind: string } }).action?.kind ?? '') : '';
  if (kind) await meet(kind, 'before');
  const response = await realFetch(input, init);
  if (kind && (await meet(kind, 'after'))) throw new TypeError('the answer was lost');
  return response;
};

const counter = await startCounter({
  backendUrl,
  dataDir,
  keep: true,
  settings: Settings.parse({ devices: JSON.parse(devicesJson) }),
  host: { ask, onEvent: devices.onEvent, stop: devices.stop },
});

process.on('message', (message: ToCounter) => {
  switch (message.kind) {
    case 'ask':
      void counter.ask(message.name, message.input as Input<RequestName>).then((value) => {
        if (counter.stale.size > 0) throw new Error(`windows show what is not so: ${[...counter.stale].join('; ')}`);
        tell({ kind: 'answer', id: message.id, value });
      });
      break;
    case 'look':
      tell({ kind: 'looked', id: message.id, value: counter.now(), log: counter.log });
      break;
    case 'backend-is-dead':
      backendDied();
      break;
    case 'kill-host':
      host.kill();
      break;
    case 'stop-host':
      pauseProcess(host.pid, message.ms);
      break;
    case 'clock':
      setClock(message.offsetMs);
      break;
    case 'disk':
      disk = message.state;
      break;
  }
});
process.on('disconnect', () => process.exit(0));
tell({ kind: 'ready' });

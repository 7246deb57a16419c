import { execFileSync, fork } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import {
  connectDeviceHost,
  defaultConnection,
  type Answer,
  type DeviceConfig,
  type DeviceState,
  type DeviceStatus,
  type HostEvent,
  type HostPort,
  type HostRequestName,
  type HostRequests,
} from '../../../native/index.ts';
import { folder, until } from './bench.ts';

/** The product under test: the built device host in its own process, asked through the contract only. */

/**
 * An emulated processor is about twenty times slower than a counter's: what hangs there is told from what is slow by
 * more time.
 */
const times = { ...defaultConnection, startsWithin: 60_000, hungAfter: 5000, restartPauses: [100, 100, 100, 100] };

const hostFile = path.join(folder, '../native/host.js');

/** `forkDeviceHost` for another account and environment. */
function startHost(
  as: { uid?: number; gid?: number; groups?: number[] },
  environment: Record<string, string>,
  started: (pid: number) => void,
): HostPort {
  const env = { ...process.env, ...environment };
  // Supplementary groups cannot be given to `fork`: setpriv becomes the host.
  const child = as.groups
    ? fork(hostFile, [], {
        serialization: 'advanced',
        env,
        execPath: '/usr/bin/setpriv',
        execArgv: [`--reuid=${as.uid}`, `--regid=${as.gid}`, `--groups=${as.groups.join(',')}`, process.execPath],
      })
    : fork(hostFile, [], { serialization: 'advanced', env, execArgv: [], uid: as.uid, gid: as.gid });
  if (child.pid !== undefined) started(child.pid);
  return {
    post: (message) => void child.send(message as object, () => {}),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.on('exit', listener),
    kill: () => void child.kill('SIGKILL'),
  };
}

export interface Product {
  events: HostEvent[];
  log: string[];
  pids: number[];
  ask<N extends HostRequestName>(name: N, input: HostRequests[N]['input']): Promise<Answer<HostRequests[N]['output']>>;
  /** As `ask`, for what must succeed. */
  get<N extends HostRequestName>(name: N, input: HostRequests[N]['input']): Promise<HostRequests[N]['output']>;
  use(...devices: DeviceConfig[]): Promise<void>;
  status(id: string): DeviceStatus | undefined;
  is(id: string, state: DeviceState): Promise<DeviceStatus>;
  of<T extends HostEvent['type']>(type: T): Extract<HostEvent, { type: T }>[];
  /** The codes that arrived from this scanner. */
  codes(id: string): string[];
  onScan(listener: () => void): () => void;
  forget(): void;
  /** Processor time the host burnt in the last `ms`, in percent of one core. */
  burns(ms: number): Promise<number>;
  end(): Promise<void>;
}

export function startProduct(
  as: { uid?: number; gid?: number; groups?: number[] } = {},
  environment: Record<string, string> = {},
): Product {
  const events: HostEvent[] = [];
  const log: string[] = [];
  const pids: number[] = [];
  const statuses = new Map<string, DeviceStatus>();
  const host = connectDeviceHost(() => startHost(as, environment, (pid) => pids.push(pid)), times);
  host.onEvent((event) => {
    events.push(event);
    if (event.type === 'device') statuses.set(event.status.id, event.status);
    if (event.type === 'log') log.push(`${(performance.now() / 1000).toFixed(1)} ${event.level} ${event.message}`);
  });
  const of: Product['of'] = <T extends HostEvent['type']>(type: T) =>
    events.filter((event): event is Extract<HostEvent, { type: T }> => event.type === type);

  async function get<N extends HostRequestName>(
    name: N,
    input: HostRequests[N]['input'],
  ): Promise<HostRequests[N]['output']> {
    const answer = await host.ask(name, input);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${answer.error.detail ?? ''}`);
    return answer.value;
  }

  return {
    events,
    log,
    pids,
    of,
    get,
    ask: host.ask,
    async use(...devices) {
      await get('configure', { devices, worldFile: '/run/lab/world.json' });
      statuses.clear(); // Behind its answer the host tells every state anew; those of before may be another device's.
    },
    status: (id) => statuses.get(id),
    async is(id, state) {
      return until(`${id} is ${state}`, () => {
        const status = statuses.get(id);
        return status?.state === state && status;
      }).catch((thrown: Error) => {
        throw new Error(`${thrown.message}; it is ${JSON.stringify(statuses.get(id))}`);
      });
    },
    codes: (id) =>
      of('scan').flatMap(({ scan }) => (scan.deviceId === id ? [Buffer.from(scan.bytes).toString('latin1')] : [])),
    onScan: (listener) => host.onEvent((event) => event.type === 'scan' && listener()),
    forget: () => {
      events.length = 0;
    },
    async burns(ms) {
      const before = processorTime(pids.at(-1) ?? 0);
      const began = Date.now();
      await new Promise((resolve) => setTimeout(resolve, ms));
      return ((processorTime(pids.at(-1) ?? 0) - before) / (Date.now() - began)) * 100;
    },
    end: host.stop,
  };
}

/** User and system time of a process in milliseconds. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Every event of the kernel has been worked through by udevd. */
export const settled = (): void => void execFileSync('udevadm', ['settle']);

export const hidrawNodes = (): string[] => readdirSync('/dev').filter((name) => name.startsWith('hidraw'));

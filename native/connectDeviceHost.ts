import { checkAnswer, checkFromHost } from './checkMessages.ts';
import type {
  Answer,
  DeviceError,
  DeviceHost,
  DeviceStatus,
  FromHost,
  HostEvent,
  HostRequestName,
  HostRequests,
} from './contract.ts';
import { listeners } from './link/link.ts';

/** A running host process, as little of it as we need: fits Electron's `utilityProcess` and Node's `fork`. */
export interface HostPort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  /** Must end the process even when it hangs. */
  kill(): void;
}

export const defaultConnection = {
  /** Before starting anew after an end; the first is none, those of a host that keeps crashing grow. */
  restartPauses: [0, 250, 1000, 2000, 5000, 10_000],
  /** A host that ran this long was well: pauses start from the beginning. */
  steadyAfter: 60_000,
  pingEvery: 200,
  /**
   * So many milliseconds of pings without a word: it hangs. All device work in the host is asynchronous, so that its
   * loop always turns. With the restart that makes two seconds until the devices are opened anew.
   */
  hungAfter: 1000,
  /** The same until the first word, and while it loads libraries: a busy machine is slow at both. */
  startsWithin: 20_000,
  /** A polite end. */
  farewell: 2500,
};

/**
 * The libraries a request needs. Loading one stops the host's loop for as long as the machine takes, but only the first
 * time: a look for devices that is repeated every few seconds must not keep a hang from being seen.
 */
function librariesFor(name: HostRequestName, input: unknown): string[] {
  if (name === 'find') return ['serial', 'hid'];
  return name === 'configure'
    ? (input as HostRequests['configure']['input']).devices
        .map(({ link }) => link.type)
        .filter((type) => type !== 'simulated')
    : [];
}

type Pending = { name: HostRequestName; libraries: string[]; settle(answer: Answer<unknown>): void };

/**
 * The device host in a process of its own. It is started at once, and anew whenever it ends or hangs. Requests that
 * were under way then end with `host-gone`: what they did is unknown, and nothing is sent again, except the last
 * `configure`, which is what the host needs to find its devices.
 */
export function connectDeviceHost(
  start: () => HostPort,
  times = defaultConnection,
): DeviceHost & { stop(): Promise<void> } {
  const events = listeners<HostEvent>();
  const statuses = new Map<string, DeviceStatus>();
  let port: HostPort | undefined;
  let pending = new Map<number, Pending>();
  /** What the running process has loaded already. */
  let loaded = new Set<string>();
  let lastCall = 0;
  let configuration: HostRequests['configure']['input'] | undefined;
  /** Configurations asked for while no host was running. */
  let configureWaiters: ((answer: Answer<unknown>) => void)[] = [];
  let crashes = 0;
  let held: FromHost[] | undefined;
  let stopped = false;
  let restartTimer: NodeJS.Timeout | undefined;
  let endPulse = () => {};

  const log = (level: 'info' | 'warn' | 'error', message: string) => events.tell({ type: 'log', level, message });

  function send(to: HostPort, name: HostRequestName, input: unknown): Promise<Answer<unknown>> {
    lastCall += 1;
    const call = lastCall;
    return new Promise((settle) => {
      pending.set(call, { name, libraries: librariesFor(name, input), settle });
      try {
        to.post({ call, name, input });
      } catch (thrown) {
        pending.delete(call);
        settle(failed('invalid-request', `cannot be sent: ${thrown instanceof Error ? thrown.message : ''}`));
      }
    });
  }

  function receive(message: unknown, heard: () => void): void {
    const checked = checkFromHost(message);
    if (!checked) return log('error', 'malformed message from the device host');
    heard();
    if ('pong' in checked) return;
    if (held) held.push(checked);
    else deliver(checked);
  }

  /**
   * Messages that were read at once are handed to us one straight after the other, before anybody who waits for an
   * answer gets his turn. What follows an answer waits for that: the ink of a screen must not overtake the word that it
   * is shown.
   */
  function deliver(checked: FromHost): void {
    if ('event' in checked) {
      if (checked.event.type === 'device') statuses.set(checked.event.status.id, checked.event.status);
      return events.tell(checked.event);
    }
    const waiting = pending.get(checked.call);
    pending.delete(checked.call);
    for (const library of waiting?.libraries ?? []) loaded.add(library);
    waiting?.settle(checkAnswer(waiting.name, checked.answer));
    held = [];
    setImmediate(deliverHeld);
  }

  function deliverHeld(): void {
    const messages = held ?? [];
    held = undefined;
    for (const message of messages) {
      if (held) (held as FromHost[]).push(message);
      else deliver(message);
    }
  }

  function tellDevicesLost(problem: DeviceError): void {
    for (const [id, status] of statuses) {
      const lost: DeviceStatus = { ...status, state: 'lost', problem };
      statuses.set(id, lost);
      events.tell({ type: 'device', status: lost });
    }
  }

  function run(): void {
    let it: HostPort;
    try {
      it = start();
    } catch (thrown) {
      log('error', `device host cannot be started: ${thrown instanceof Error ? thrown.message : ''}`);
      return planRestart();
    }
    port = it;
    loaded = new Set();
    const startedAt = performance.now();
    let allowed = times.startsWithin;
    let unanswered = 0;
    let over = false;

    const isLoading = () =>
      [...pending.values()].some(({ libraries }) => libraries.some((library) => !loaded.has(library)));
    // Pings are counted, not milliseconds: while this process itself stands still, or the whole machine sleeps, none is
    // sent and none can be missing.
    const pulse = setInterval(() => {
      if (unanswered * times.pingEvery >= (isLoading() ? times.startsWithin : allowed)) {
        log('error', 'device host hangs and is ended');
        end(it);
        return ended();
      }
      unanswered += 1;
      try {
        it.post({ ping: Math.round(performance.now()) });
      } catch {
        // It is ending: `onExit` follows.
      }
    }, times.pingEvery);
    endPulse = () => clearInterval(pulse);

    function ended(): void {
      if (over) return;
      over = true;
      clearInterval(pulse);
      while (held) deliverHeld();
      port = undefined;
      if (performance.now() - startedAt > times.steadyAfter) crashes = 0;
      const left = pending;
      pending = new Map();
      for (const { settle } of left.values()) settle(failed('host-gone', 'device host ended'));
      if (stopped) return;
      log('error', 'device host ended and is started anew');
      tellDevicesLost({ code: 'host-gone' });
      planRestart();
    }

    it.onMessage(
      (message) =>
        over ||
        receive(message, () => {
          unanswered = 0;
          allowed = times.hungAfter;
        }),
    );
    it.onExit(ended);
    if (!configuration) return;
    const waiters = configureWaiters;
    configureWaiters = [];
    void send(it, 'configure', configuration).then((answer) => {
      if (!answer.ok) log('error', `devices could not be configured after a restart: ${answer.error.code}`);
      for (const settle of waiters) settle(answer);
    });
  }

  function planRestart(): void {
    if (stopped) return;
    const wait = times.restartPauses[Math.min(crashes, times.restartPauses.length - 1)] ?? 1000;
    crashes += 1;
    restartTimer = setTimeout(run, wait);
  }

  async function ask(name: HostRequestName, input: unknown): Promise<Answer<unknown>> {
    if (stopped) return failed('device-not-ready', 'stopped');
    if (name === 'configure') {
      configuration = input as HostRequests['configure']['input'];
      const wanted = new Set(configuration.devices.map(({ id }) => id));
      for (const id of [...statuses.keys()]) if (!wanted.has(id)) statuses.delete(id);
      if (!port) return new Promise((settle) => configureWaiters.push(settle));
    }
    if (!port) return failed('device-not-ready', 'device host is being started; nothing was sent');
    return send(port, name, input);
  }

  run();
  return {
    ask: <N extends HostRequestName>(name: N, input: HostRequests[N]['input']) =>
      ask(name, input) as Promise<Answer<HostRequests[N]['output']>>,
    onEvent: events.add,
    async stop() {
      if (stopped) return;
      const last = port;
      // Closing all devices blanks the pad.
      const closed =
        last && configuration ? send(last, 'configure', { ...configuration, devices: [] }) : Promise.resolve();
      stopped = true;
      clearTimeout(restartTimer);
      for (const settle of configureWaiters) settle(failed('host-gone', 'stopped'));
      await Promise.race([closed, new Promise<void>((resolve) => setTimeout(resolve, times.farewell).unref())]);
      endPulse();
      if (last) end(last);
      for (const { settle } of pending.values()) settle(failed('host-gone', 'stopped'));
      events.clear();
    },
  };
}

function end(port: HostPort): void {
  try {
    port.kill();
  } catch {
    // It ended by itself this very moment.
  }
}

const failed = (code: DeviceError['code'], detail: string): Answer<never> => ({ ok: false, error: { code, detail } });

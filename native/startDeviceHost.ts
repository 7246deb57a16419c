import { boardsOf, families } from './locker/families/index.ts';
import { createLocker, type Locker } from './locker/locker.ts';
import { superviseScanner, type Scanner } from './barcode-scanner/superviseScanner.ts';
import type {
  Answer,
  DeviceConfig,
  DeviceHost,
  DeviceStatus,
  HostEvent,
  HostRequestName,
  HostRequests,
} from './contract.ts';
import { asAnswer, DeviceFault } from './fault.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { modelOf } from './catalog.ts';
import { openHidDevice } from './hid/openHidDevice.ts';
import { findDevices, realListings, type Listings } from './findDevices.ts';
import { loadLibraries } from './link/libraries.ts';
import { openHidLink } from './link/hidLink.ts';
import { listeners } from './link/link.ts';
import { openSerialLink } from './link/serialLink.ts';
import { createDigitizer } from './signature-pad/digitizer.ts';
import { DIGITIZER_USAGES } from './signature-pad/digitizerReports.ts';
import { openSerialPad } from './signature-pad/serialPadLink.ts';
import { createSignaturePad, type SignaturePad } from './signature-pad/signaturePad.ts';
import { createSimulatedWorld, type SimulatedWorld } from './simulated/simulatedWorld.ts';
import { supervise, type Supervised } from './supervisor.ts';
import { plugsOf, watchPlugs, type Plugs } from './watchPlugs.ts';

export interface HostOptions {
  limits?: Limits;
  /** How much faster than a person the simulated hand signs. */
  handSpeed?: number;
  /** What is plugged in; tests name their own. */
  listings?: Listings;
  plugs?: Plugs;
}

export interface RunningHost extends DeviceHost {
  /** Blanks, closes and forgets everything. */
  stop(): Promise<void>;
  /** The simulated world, once configured: tests look into it. */
  world(): SimulatedWorld | undefined;
}

interface Running {
  config: DeviceConfig;
  supervised: Supervised;
  scanner?: Scanner;
  pad?: Omit<SignaturePad, 'connect'>;
  locker?: Locker;
}
type ConfigOf<K extends DeviceConfig['kind']> = Extract<DeviceConfig, { kind: K }>;

/** All devices of one counter in this process. `host.ts` puts it into a process of its own. */
export function startDeviceHost(options: HostOptions = {}): RunningHost {
  const limits = options.limits ?? defaultLimits;
  const listings = options.listings ?? realListings;
  const events = listeners<HostEvent>();
  const running = new Map<string, Running>();
  let world: { file: string; it: SimulatedWorld } | undefined;
  let configuring: Promise<unknown> = Promise.resolve();

  const log = (level: 'info' | 'warn' | 'error', message: string) => events.tell({ type: 'log', level, message });
  const tell = { event: events.tell, log, status: (status: DeviceStatus) => events.tell({ type: 'device', status }) };

  /** Looking for devices is repeated; what a machine lacks is said once. */
  const said = new Set<string>();
  function sayOnce(message: string): void {
    if (said.has(message)) return;
    said.add(message);
    log('warn', message);
  }

  let plugs: { stop(): void } | undefined;
  function watch(): void {
    plugs ??= watchPlugs(options.plugs ?? plugsOf(process.platform, listings, limits), () =>
      events.tell({ type: 'plugged' }),
    );
  }

  function simulated(): SimulatedWorld {
    if (!world) throw new DeviceFault('invalid-request', 'nothing is simulated');
    return world.it;
  }

  function startScanner(config: ConfigOf<'scanner'>): Running {
    const scanner = superviseScanner(config, tell, limits, simulated);
    return { config, supervised: scanner.supervised, scanner };
  }

  function startDigitizer(config: Extract<DeviceConfig, { model: 'hid-digitizer' }>): Running {
    const { link, id } = config;
    if (link.type === 'serial') throw new DeviceFault('invalid-request', `${id}: a digitizer is a HID device`);
    const ids = link.type === 'hid' ? link : undefined;
    const name = (ids && modelOf('pad', ids.vendorId, ids.productId)?.name) ?? 'Digitizer';
    const pad = createDigitizer(id, name, ids?.productId, tell, limits.pad);
    const open =
      link.type === 'hid'
        ? () => openHidDevice({ ...link, usages: DIGITIZER_USAGES }, limits.link)
        : simulated().openDigitizer(config);
    const supervised = supervise(
      { id, kind: 'pad', simulated: link.type === 'simulated', name: () => name, open, connect: pad.connect },
      tell,
      limits,
    );
    return { config, supervised, pad };
  }

  function startPad(config: ConfigOf<'pad'>): Running {
    if (config.model === 'hid-digitizer') return startDigitizer(config);
    const { link, id } = config;
    const pad = createSignaturePad(id, tell, limits.pad, { encrypt: config.encrypt ?? false });
    const open =
      link.type === 'hid'
        ? () => openHidLink(link, limits.link)
        : link.type === 'serial'
          ? () => openSerialPad(link, limits)
          : simulated().openPad(config, limits.pad.report);
    const supervised = supervise(
      {
        id,
        kind: 'pad',
        simulated: link.type === 'simulated',
        name: () => pad.model() || 'Wacom STU',
        open,
        connect: pad.connect,
      },
      tell,
      limits,
    );
    return { config, supervised, pad };
  }

  function startLocker(config: ConfigOf<'locker'>): Running {
    const { link, id } = config;
    if (link.type === 'hid') throw new DeviceFault('invalid-request', `${id}: this lock board needs a serial line`);
    const locker = createLocker({ deviceId: id, model: config.model, boards: boardsOf(config) }, tell, limits.locker);
    const open = link.type === 'serial' ? () => openSerialLink(link, limits.link) : simulated().openLocker(config);
    const supervised = supervise(
      {
        id,
        kind: 'locker',
        simulated: link.type === 'simulated',
        name: () => families[config.model].name,
        boards: locker.boards,
        open,
        connect: locker.connect,
      },
      tell,
      limits,
    );
    return { config, supervised, locker };
  }

  function start(config: DeviceConfig): Running {
    switch (config.kind) {
      case 'scanner':
        return startScanner(config);
      case 'pad':
        return startPad(config);
      case 'locker':
        return startLocker(config);
    }
  }

  /** One that cannot be as it is configured is told as failing, and the others are used all the same. */
  function startOrTell(config: DeviceConfig): Running {
    try {
      return start(config);
    } catch (thrown) {
      const refuse = () => Promise.reject(thrown);
      const { id, kind, model, link } = config;
      return {
        config,
        supervised: supervise(
          { id, kind, simulated: link.type === 'simulated', name: () => model, open: refuse, connect: refuse },
          tell,
          limits,
        ),
      };
    }
  }

  async function remove(id: string): Promise<void> {
    const it = running.get(id);
    running.delete(id);
    await it?.supervised.stop();
    if (it?.config.link.type === 'simulated') world?.it.remove(id);
  }

  async function configure(input: HostRequests['configure']['input']): Promise<DeviceStatus[]> {
    const ids = new Set(input.devices.map((device) => device.id));
    if (ids.size !== input.devices.length) throw new DeviceFault('invalid-request', 'two devices have the same id');
    const sameWorld = world?.file === input.worldFile;
    const stays = (it: Running) => {
      const next = input.devices.find((device) => device.id === it.config.id);
      return (
        next !== undefined &&
        JSON.stringify(next) === JSON.stringify(it.config) &&
        (it.config.link.type !== 'simulated' || sameWorld)
      );
    };
    await Promise.all([...running.values()].filter((it) => !stays(it)).map((it) => remove(it.config.id)));
    if (input.devices.some((device) => device.link.type === 'simulated') && !sameWorld) {
      const it = createSimulatedWorld(input.worldFile, tell, { handSpeed: options.handSpeed ?? 1 });
      it.setPadDrivers((id) => running.get(id)?.pad);
      world = { file: input.worldFile, it };
    }
    await loadLibraries(input.devices.map(({ link }) => link));
    for (const config of input.devices) {
      if (!running.has(config.id)) running.set(config.id, startOrTell(config));
    }
    // The answer may be overtaken by an event: tell what is true once more after it.
    setImmediate(() => running.forEach((it) => tell.status(it.supervised.status())));
    return input.devices.flatMap(({ id }) => running.get(id)?.supervised.status() ?? []);
  }

  function known(deviceId: string): Running {
    const it = running.get(deviceId);
    if (!it) throw new DeviceFault('device-unknown', deviceId);
    return it;
  }

  function find<P extends 'scanner' | 'pad' | 'locker'>(deviceId: string, part: P): NonNullable<Running[P]> {
    const found = running.get(deviceId)?.[part];
    if (!found) throw new DeviceFault('device-unknown', deviceId);
    return found;
  }

  const nothing = async (work: Promise<void>): Promise<null> => {
    await work;
    return null;
  };

  const handlers: { [N in HostRequestName]: (input: HostRequests[N]['input']) => Promise<HostRequests[N]['output']> } =
    {
      configure(input) {
        const turn = configuring.then(() => configure(input));
        configuring = turn.catch(() => {});
        // A host that was started anew is given its devices unasked: what was plugged in meanwhile nobody saw.
        if (!plugs) setImmediate(() => events.tell({ type: 'plugged' }));
        watch();
        return turn;
      },
      find() {
        watch();
        return findDevices(sayOnce, listings);
      },
      'scanner.command': async ({ deviceId, deed }) => ({ text: await find(deviceId, 'scanner').run(deed) }),
      'pad.capability': async ({ deviceId }) => find(deviceId, 'pad').capability(),
      'pad.show': async ({ deviceId, screen }) => nothing(find(deviceId, 'pad').show(screen)),
      'pad.clear': async ({ deviceId, screenId }) => nothing(find(deviceId, 'pad').clear(screenId)),
      'pad.blank': async ({ deviceId }) => nothing(find(deviceId, 'pad').blank()),
      'locker.open': async ({ deviceId, board, lock, operationId }) =>
        nothing(find(deviceId, 'locker').open(board, lock, operationId)),
      'locker.doors': async ({ deviceId }) => find(deviceId, 'locker').doors(),
      'locker.commission.start': async ({ deviceId, board }) => find(deviceId, 'locker').commission.start(board),
      'locker.commission.closed': async ({ deviceId }) => find(deviceId, 'locker').commission.closed(),
      'locker.commission.open': async ({ deviceId, operationId }) =>
        find(deviceId, 'locker').commission.open(operationId),
      'locker.commission.which': async ({ deviceId, door }) => find(deviceId, 'locker').commission.which(door),
      'locker.commission.end': async ({ deviceId }) => nothing(find(deviceId, 'locker').commission.end()),
      async 'trace.start'({ deviceId }) {
        const { config, supervised } = known(deviceId);
        const remark = `${config.kind} ${config.model}, ${config.link.type}`;
        if (!supervised.trace.start(remark, (trace) => events.tell({ type: 'trace', deviceId, ...trace })))
          throw new DeviceFault('invalid-request', 'a recording is on');
        return null;
      },
      async 'trace.stop'({ deviceId }) {
        if (!known(deviceId).supervised.trace.stop('ordered'))
          throw new DeviceFault('invalid-request', 'no recording is on');
        return null;
      },
      async simulate(deed) {
        await simulated().play(deed);
        // As when something is plugged in: look at once.
        if (deed.deed === 'fault') running.get(deed.deviceId)?.supervised.lookNow();
        return null;
      },
    };

  return {
    ask: <N extends HostRequestName>(
      name: N,
      input: HostRequests[N]['input'],
    ): Promise<Answer<HostRequests[N]['output']>> => asAnswer(() => handlers[name](input)),
    onEvent: events.add,
    world: () => world?.it,
    async stop() {
      plugs?.stop();
      await configuring;
      await Promise.all([...running.keys()].map(remove));
      events.clear();
    },
  };
}

import type { DeviceConfig, HostEvent, SimulatedDeed, SimulatedRoom } from '../contract.ts';
import { DeviceFault } from '../fault.ts';
import type { DescribedLink } from '../hid/openHidDevice.ts';
import { linkPair } from '../link/linkPair.ts';
import { boardsOf } from '../locker/families/index.ts';
import type { ByteLink, ReportLink } from '../link/link.ts';
import { serialPadLink } from '../signature-pad/serialPadLink.ts';
import type { SignaturePad } from '../signature-pad/signaturePad.ts';
import { sleep } from '../time.ts';
import { handSamples, type Surface } from './hand.ts';
import { padProfiles } from './padProfiles.ts';
import { openRoom, type Room } from './room.ts';
import { simulatedLocker } from './simulatedLocker.ts';
import { simulatedDigitizer } from './simulatedDigitizer.ts';
import { simulatedPad, type SimulatedPad } from './simulatedPad.ts';
import { simulatedPosScanner } from './simulatedPosScanner.ts';
import { simulatedScanner } from './simulatedScanner.ts';
import { simulatedSsiScanner } from './simulatedSsiScanner.ts';

interface Twin {
  config: DeviceConfig;
  unplug(): void;
}
type ScannerConfig = Extract<DeviceConfig, { kind: 'scanner' }>;
type PadConfig = Extract<DeviceConfig, { model: 'wacom-stu' }>;
type LockerConfig = Extract<DeviceConfig, { kind: 'locker' }>;

/** How often the moving pen hands on what it did; several samples each. */
const PEN_TICK_MS = 10;

/** The simulated devices of a host, the room they stand in, and the hands that play them. */
export function createSimulatedWorld(
  worldFile: string,
  tell: { event(event: HostEvent): void; log(level: 'info' | 'error', message: string): void },
  options: { handSpeed: number },
) {
  const room: Room = openRoom(worldFile, (message) => tell.log('error', message));
  const twins = new Map<string, Twin>();
  const scanners = new Map<string, { scan(code: Uint8Array, aim: string): Promise<void> }>();
  const pads = new Map<string, SimulatedPad>();
  /** Everything a hand can write on. */
  const surfaces = new Map<string, Pick<SimulatedPad, 'pen'> & { profile: Surface }>();
  let padDrivers: (deviceId: string) => Pick<SignaturePad, 'shown'> | undefined = () => undefined;
  let penTime = 1000;
  room.onChange(() => tell.event({ type: 'room', room: room.snapshot() }));

  const setDevices = () =>
    room.setDevices([...twins.values()].map(({ config }) => ({ id: config.id, kind: config.kind })));
  const plugged = (id: string) => room.fault(id) !== 'unplugged';

  /** A byte twin gets a new cable at every connect. */
  function byteTwin(
    config: ScannerConfig | LockerConfig,
    attach: (line: ByteLink) => () => void,
  ): () => Promise<ByteLink | null> {
    let unplug = () => {};
    let detach = () => {};
    twins.set(config.id, { config, unplug: () => unplug() });
    setDevices();
    return async () => {
      if (!plugged(config.id)) return null;
      const cable = linkPair();
      detach();
      detach = attach(cable.device);
      unplug = () => cable.unplug();
      return cable.host;
    };
  }

  async function movePen(
    deviceId: string,
    style: 'signature' | 'dot' | 'nothing',
    press: Parameters<typeof handSamples>[2],
  ): Promise<void> {
    const screen = padDrivers(deviceId)?.shown();
    const pad = surfaces.get(deviceId);
    if (!screen || !pad) throw new DeviceFault('device-not-ready', 'the pad shows nothing to sign');
    const samples = handSamples(screen, style, press, penTime, pad.profile);
    if (!samples) throw new DeviceFault('invalid-request', 'the screen has no such button');
    const begin = performance.now();
    const first = samples[0]?.time ?? 0;
    let next = 0;
    while (next < samples.length) {
      if (!plugged(deviceId)) throw new DeviceFault('device-lost', 'unplugged while signing');
      const reached = first + (performance.now() - begin) * options.handSpeed;
      for (let sample = samples[next]; sample && sample.time <= reached; sample = samples[next]) {
        pad.pen(sample);
        next += 1;
      }
      await sleep(PEN_TICK_MS);
    }
    penTime = (samples.at(-1)?.time ?? penTime) + 500;
  }

  function only<T>(devices: Map<string, T>): [string, T] {
    const [first] = devices;
    if (!first) throw new DeviceFault('device-unknown', 'no such simulated device');
    return first;
  }

  function door(deed: { board: number; lock: number }, change: Parameters<Room['changeDoor']>[2]): void {
    if (!room.changeDoor(deed.board, deed.lock, change))
      throw new DeviceFault('invalid-request', `no simulated lock ${deed.lock} on board ${deed.board}`);
  }

  function setFault(deed: Extract<SimulatedDeed, { deed: 'fault' }>): void {
    const twin = twins.get(deed.deviceId);
    if (!twin || !room.setFault(deed.deviceId, deed.fault))
      throw new DeviceFault('device-unknown', 'not a simulated device');
    if (deed.fault === 'unplugged') twin.unplug();
  }

  return {
    openScanner: (config: ScannerConfig) =>
      byteTwin(config, (line) => {
        const fault = () => room.fault(config.id);
        if (config.model === 'ssi-scanner') {
          const scanner = simulatedSsiScanner(line, fault);
          scanners.set(config.id, scanner);
          return scanner.stop;
        }
        scanners.set(config.id, simulatedScanner(line, config, fault));
        return () => {};
      }),

    openPosScanner(config: ScannerConfig): () => Promise<DescribedLink | null> {
      const scanner = simulatedPosScanner(() => room.fault(config.id));
      scanners.set(config.id, scanner);
      twins.set(config.id, { config, unplug: () => scanner.unplug() });
      setDevices();
      return async () => (plugged(config.id) ? scanner.connect() : null);
    },

    openLocker(config: LockerConfig) {
      const boards = boardsOf(config);
      for (const { board, locks } of boards) room.buildDoors(board, locks);
      return byteTwin(config, (line) => {
        const twins = boards.map((board) =>
          simulatedLocker(line, room, { ...board, model: config.model }, () => room.fault(config.id)),
        );
        return () => twins.forEach((twin) => twin.stop());
      });
    },

    openDigitizer(config: DeviceConfig): () => Promise<DescribedLink | null> {
      const digitizer = simulatedDigitizer(
        () => room.fault(config.id),
        (state) => room.setPad(state),
      );
      surfaces.set(config.id, digitizer);
      twins.set(config.id, { config, unplug: () => digitizer.powerOff() });
      setDevices();
      return async () => digitizer.connect();
    },

    openPad(config: PadConfig, serialAnswerMs: number): () => Promise<ReportLink | null> {
      const pad = simulatedPad(
        () => room.fault(config.id),
        (state) => room.setPad(state),
        padProfiles[config.twin ?? 'STU-540'],
      );
      pads.set(config.id, pad);
      surfaces.set(config.id, pad);
      twins.set(config.id, { config, unplug: () => pad.powerOff() });
      setDevices();
      if (pad.profile.transport === 'hid') return async () => pad.connect();
      return async () => {
        if (!plugged(config.id)) return null;
        const cable = linkPair();
        pad.attach(cable.device, cable.unplug);
        return serialPadLink(cable.host, serialAnswerMs);
      };
    },

    remove(deviceId: string): void {
      twins.delete(deviceId);
      scanners.delete(deviceId);
      pads.delete(deviceId);
      surfaces.delete(deviceId);
      setDevices();
    },

    /** The hand has to see what the pad shows. */
    setPadDrivers(find: typeof padDrivers): void {
      padDrivers = find;
    },

    pad: (deviceId: string): SimulatedPad | undefined => pads.get(deviceId),
    room: (): SimulatedRoom => room.snapshot(),

    /** Does the deed; a signature ends when the pen is lifted. Rejects with `DeviceFault`. */
    async play(deed: SimulatedDeed): Promise<void> {
      switch (deed.deed) {
        case 'scan': {
          const [id, scanner] =
            deed.deviceId === undefined ? only(scanners) : [deed.deviceId, scanners.get(deed.deviceId)];
          if (!scanner) throw new DeviceFault('device-unknown', 'no such simulated scanner');
          if (!plugged(id)) throw new DeviceFault('device-not-ready', 'the scanner is unplugged');
          return scanner.scan(deed.code, deed.aim);
        }
        case 'sign':
          return movePen(only(surfaces)[0], deed.style, deed.press);
        case 'press':
          return movePen(only(surfaces)[0], 'nothing', deed.button);
        case 'put-item':
          return door(deed, { item: true });
        case 'take-item':
          return door(deed, { item: false });
        case 'close-door':
          return door(deed, { open: false });
        case 'pull-door-open':
          return door(deed, { open: true });
        case 'jam':
          return door(deed, { jammed: deed.jammed });
        case 'fault':
          return setFault(deed);
      }
    },
  };
}

export type SimulatedWorld = ReturnType<typeof createSimulatedWorld>;

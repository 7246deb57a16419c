import { randomInt } from 'node:crypto';
import type { HostEvent, PadCapability, PadScreen } from '../contract.ts';
import { DeviceFault, errorOf } from '../fault.ts';
import type { Limits } from '../limits.ts';
import type { ReportLink } from '../link/link.ts';
import type { Health, Session } from '../supervisor.ts';
import { pause } from '../time.ts';
import { agreeKey } from './agreeKey.ts';
import { readEncryptedPen } from './encryptedPen.ts';
import { createPadReports, type PadReports } from './padReports.ts';
import { pictureFor } from './pictures.ts';
import {
  clearScreen,
  endCapture,
  inkingMode,
  optionTimeAndSequence,
  readCapability,
  readEserial,
  readInformation,
  readPen,
  renderingSmoothWithTiming,
  report,
  startCapture,
  statusCode,
  writingArea,
  type PadNumbers,
  type PenSample,
} from './reports.ts';
import { createShowing } from './showing.ts';

export interface SignaturePad {
  connect(link: ReportLink, health: Health): Promise<Session>;
  /** What the pad calls itself; empty before its first start-up. */
  model(): string;
  capability(): PadCapability;
  show(screen: PadScreen): Promise<void>;
  clear(screenId: string): Promise<void>;
  blank(): Promise<void>;
  /** The screen that is visible and takes ink. */
  shown(): PadScreen | undefined;
}

interface Connected {
  reports: PadReports;
  health: Health;
  numbers: PadNumbers;
  capability: PadCapability;
  /** Samples come encrypted with this key; null: in the clear. */
  key: Uint8Array | null;
}

/** Ids of encryption sessions: any number but 0. */
const SESSIONS = 2 ** 32 - 1;

/**
 * A Wacom STU pad. Whatever was on it before a connect, a close or a loss is blanked first of all: it shows somebody's
 * name.
 */
export function createSignaturePad(
  deviceId: string,
  tell: { event(event: HostEvent): void; log(level: 'info' | 'warn', message: string): void },
  limits: Limits['pad'],
  options: { encrypt: boolean } = { encrypt: false },
): SignaturePad {
  let model = '';
  /** Encrypted samples of any other session are not from this showing. */
  let session = 0;
  let connected: Connected | undefined;
  const showing = createShowing(deviceId, tell.event, limits.inkBatch);
  /** Requests run one after another; a later one for the screen ends an upload that is still going on. */
  let line: Promise<unknown> = Promise.resolve();
  let latest = 0;
  let busy = 0;

  /** null: dropped without a complaint. A pad that should encrypt is not believed in the clear. */
  function samplesOf(it: Connected, input: Uint8Array): PenSample[] | null | undefined {
    if (it.key) return showing.screen() ? readEncryptedPen(input, it.key, session) : null;
    const sample = readPen(input);
    return sample && [sample];
  }

  function takeInput(input: Uint8Array): void {
    const it = connected;
    if (!it) return;
    const samples = samplesOf(it, input);
    if (!samples) {
      if (samples === undefined || showing.screen()) it.health.failed();
      return;
    }
    for (const sample of samples) takeSample(it, sample);
  }

  function takeSample(it: Connected, sample: PenSample): void {
    if (sample.x > it.numbers.maxX || sample.y > it.numbers.maxY || sample.pressure > it.numbers.maxPressure) {
      it.health.failed();
      return;
    }
    showing.take(sample);
  }

  /** While it encrypts, a pad takes no picture. */
  async function endSession(reports: PadReports): Promise<void> {
    if (session === 0) return;
    await reports.write(endCapture());
    await reports.waitFor(statusCode.ready);
    session = 0;
  }

  async function empty(reports: PadReports): Promise<void> {
    await endSession(reports);
    await reports.write(inkingMode(false));
    await reports.write(clearScreen());
    await reports.waitFor(statusCode.ready);
  }

  async function put(it: Connected, screen: PadScreen, wanted: () => boolean): Promise<void> {
    const { reports } = it;
    await endSession(reports);
    await reports.write(inkingMode(false));
    await reports.showPicture(pictureFor(screen, it.numbers.flags), wanted);
    const takesInk = screen.ink.width > 0;
    if (takesInk) {
      await reports.write(writingArea(screen.ink));
      await reports.write(inkingMode(true));
    }
    if (!it.key) return;
    session = randomInt(1, SESSIONS);
    await reports.write(startCapture(session));
  }

  /** One request for the screen at a time; `wanted` turns false when a later one waits. */
  function inTurn<T>(work: (it: Connected, wanted: () => boolean) => Promise<T>): Promise<T> {
    latest += 1;
    const mine = latest;
    busy += 1;
    const turn = line.then(async () => {
      if (!connected) throw new DeviceFault('device-not-ready', 'pad is not connected');
      const { health } = connected;
      try {
        const value = await work(connected, () => latest === mine);
        health.good();
        return value;
      } catch (thrown) {
        health.failed();
        throw thrown;
      }
    });
    line = turn
      .catch(() => {})
      .finally(() => {
        busy -= 1;
      });
    return turn;
  }

  /** What cannot be emptied is opened anew, which empties it first of all: nothing of anybody may stay on it. */
  async function emptyOrGiveUp({ reports, health }: Connected): Promise<void> {
    await empty(reports).catch((thrown: unknown) => {
      health.giveUp(errorOf(thrown));
      throw thrown;
    });
  }

  /** After a failure nothing half-drawn may stay. */
  async function putOrEmpty(it: Connected, screen: PadScreen, wanted: () => boolean): Promise<void> {
    try {
      await put(it, screen, wanted);
    } catch (thrown) {
      if (errorOf(thrown).code !== 'device-lost') await emptyOrGiveUp(it).catch(() => {});
      throw thrown;
    }
  }

  function fits(it: Connected, screen: PadScreen): void {
    const { width, height } = it.numbers;
    const rightSize =
      screen.width === width && screen.height === height && screen.bits.length === Math.ceil(width / 8) * height;
    if (!rightSize) throw new DeviceFault('invalid-request', `screen must be ${width} x ${height}`);
    const { ink } = screen;
    const noInk = ink.width === 0 && ink.height === 0;
    if (
      ink.x < 0 ||
      ink.y < 0 ||
      (!noInk && (ink.width < 1 || ink.height < 1)) ||
      ink.x + ink.width > width ||
      ink.y + ink.height > height
    ) {
      throw new DeviceFault('invalid-request', 'ink area lies outside the screen');
    }
  }

  /** Asks now and then whether it is still there, while nothing else is going on. */
  async function watch(it: Connected, going: () => boolean, rest: { wake(): void }): Promise<void> {
    let failures = 0;
    while (going()) {
      const next = pause(limits.health);
      rest.wake = next.wake;
      await next.over;
      if (!going() || busy > 0) continue;
      try {
        const { code } = await it.reports.status();
        if (code === statusCode.systemReset) throw new DeviceFault('device-refused', 'pad was reset');
        failures = 0;
        it.health.well();
      } catch (thrown) {
        if (!going()) return;
        failures += 1;
        it.health.failed();
        it.health.failing(errorOf(thrown));
        if (failures >= limits.healthFailures) return it.health.giveUp(errorOf(thrown));
      }
    }
  }

  async function start(link: ReportLink, health: Health): Promise<Connected> {
    const reports = createPadReports(link, limits);
    session = 0;
    await reports.waitForStart();
    await empty(reports);
    const information = readInformation(await reports.read(report.information));
    const numbers = readCapability(await reports.read(report.capability));
    if (!information || !numbers) throw new DeviceFault('device-garbled', 'information or capability unreadable');
    const serial = await reports.read(report.eserial).then(readEserial, () => '');
    await reports.ensure(report.renderingMode, renderingSmoothWithTiming);
    const timed = await reports.ensure(report.penDataOptionMode, optionTimeAndSequence);
    const key = options.encrypt ? await agreeKey(reports) : null;
    tell.log(
      'info',
      `${deviceId}: ${information.model}, firmware ${information.firmware}, ${numbers.width} x ${numbers.height}, pen samples ${timed ? 'timed and numbered' : 'without time'}${key ? ', encrypted' : ''}`,
    );
    const { maxX, maxY, maxPressure, width, height, rate } = numbers;
    return {
      reports,
      health,
      numbers,
      key,
      capability: { model: information.model, display: true, width, height, maxX, maxY, maxPressure, rate, serial },
    };
  }

  return {
    async connect(link, health) {
      const it = await start(link, health);
      model = it.capability.model;
      connected = it;
      let going = true;
      const rest = { wake: () => {} };
      const stopReports = link.onReport(takeInput);
      const watching = watch(it, () => going, rest);
      const leave = () => {
        going = false;
        showing.stop();
        stopReports();
        if (connected === it) connected = undefined;
        rest.wake();
      };
      const stopLoss = link.onLost(leave);
      return {
        async stop(lost) {
          stopLoss();
          latest += 1; // Ends an upload.
          leave();
          if (!lost) await line.then(() => empty(it.reports));
          await watching;
        },
      };
    },

    model: () => model,
    shown: showing.screen,

    capability() {
      if (!connected) throw new DeviceFault('device-not-ready', 'pad is not connected');
      return connected.capability;
    },

    show: (screen) =>
      inTurn(async (it, wanted) => {
        showing.stop();
        fits(it, screen);
        await putOrEmpty(it, screen, wanted);
        showing.begin(screen, it.numbers);
      }),

    clear: (screenId) =>
      inTurn(async (it, wanted) => {
        const before = showing.screen();
        if (before?.screenId !== screenId) throw new DeviceFault('invalid-request', 'this screen is not shown');
        showing.stop();
        await putOrEmpty(it, before, wanted);
        showing.begin(before, it.numbers);
      }),

    blank: () =>
      inTurn(async (it) => {
        showing.stop();
        await emptyOrGiveUp(it);
      }),
  };
}

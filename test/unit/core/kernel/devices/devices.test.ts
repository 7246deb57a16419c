import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { BoardSetUp } from '../../../../../electron/core/subjects/devices/boardSetUp.ts';
import {
  DoorTest,
  doorOpensWithinMs,
  givesWayWithinMs,
} from '../../../../../electron/core/subjects/devices/doorTest.ts';
import { Devices } from '../../../../../electron/core/kernel/devices/devices.ts';
import { Settings } from '../../../../../electron/core/kernel/settings/settings.ts';
import type {
  Answer,
  CommissioningView,
  DeviceHost,
  DeviceState,
  Door,
  HostEvent,
} from '../../../../../native/index.ts';

/** A device host as the main process sees it: it answers as it is told to, and tells what happens. */
function playedHost(doors: () => Door[]) {
  const asked: string[] = [];
  let begun: (answer: Answer<CommissioningView>) => void = () => {};
  const answers: Partial<Record<string, () => unknown>> = {
    find: () => ({ ok: true, value: { pads: [], scanners: [], others: [] } }),
    configure: () => ({ ok: true, value: [] }),
    'locker.doors': () => ({ ok: true, value: doors() }),
    'locker.open': () => ({ ok: true, value: null }),
    'locker.commission.start': () =>
      new Promise((resolve) => {
        begun = resolve;
      }),
    'locker.commission.closed': () => ({
      ok: true,
      value: {
        board: 0,
        step: 'done',
        opened: 2,
        openings: 2,
        refusal: null,
        conclusion: { board: 0, locks: 16, closedBit: 0, firstLock: 0, contacts: true, answersOpen: false },
      },
    }),
    'locker.commission.end': () => ({ ok: true, value: null }),
  };
  const host = {
    onEvent: () => () => {},
    ask: async (name: string) => {
      asked.push(name);
      return answers[name]?.();
    },
  } as unknown as DeviceHost;
  return {
    host,
    asked,
    /** From now on the device process cannot be given another set of devices. */
    isGone: () => {
      answers['configure'] = () => ({ ok: false, error: { code: 'host-gone' } });
    },
    begin: (board: number) =>
      begun({ ok: true, value: { board, step: 'close-all', opened: 0, openings: 2, refusal: null, conclusion: null } }),
  };
}

const closed: Door = { board: 0, lock: 3, door: 'closed', item: null };
const status = (state: DeviceState): HostEvent => ({
  type: 'device',
  status: { id: 'locker', kind: 'locker', name: 'KR-CU16', simulated: false, state, good: 0, failed: 0 },
});
const forced: HostEvent = { type: 'door', deviceId: 'locker', door: { ...closed, door: 'open' }, commanded: false };
const soon = () => new Promise((resolve) => setTimeout(resolve, 10));

async function counter(seen: { door: Door } = { door: closed }) {
  const played = playedHost(() => [seen.door]);
  let busy = false;
  let changes = 0;
  let settings = Settings.parse({
    devices: { simulate: false, locker: { path: '/dev/ttyUSB0', baudRate: 19_200, board: 0, locks: 16 } },
  }).devices;
  const devices = new Devices({
    host: played.host,
    settings: () => settings,
    dataDir: '',
    log: () => {},
    busy: () => busy,
    onChange: () => {
      changes += 1;
    },
    onFound: () => {},
  });
  await devices.configure();
  devices.take(status('ready'));
  await soon();
  const compartment = { id: 'c', label: '4', gripHeight: 100, state: 'free', board: 0, lock: 3 } as Parameters<
    Devices['snapshot']
  >[0][number];
  return {
    ...played,
    devices,
    seen,
    changes: () => changes,
    signs: (yes: boolean) => {
      busy = yes;
    },
    change: (locker: object | 'none') => {
      settings = Settings.parse({ devices: { simulate: false, locker } }).devices;
      return devices.configure();
    },
    door: () => devices.snapshot([compartment]).compartments[0],
  };
}

describe('the doors that are shown', () => {
  it('are those of the box that is there: nothing of another one, or of its former settings, stays', async () => {
    const it = await counter();
    it.devices.take(forced);
    expect(it.door()).toMatchObject({ door: 'open', alarm: true });
    await it.change({ path: '/dev/ttyUSB0', baudRate: 19_200, board: 0, locks: 16, closedBit: 0 });
    expect(it.door()).toMatchObject({ door: 'unknown', alarm: false });
    it.devices.take(status('ready'));
    await soon();
    expect(it.door()).toMatchObject({ door: 'closed' });
    await it.change('none');
    expect(it.door()).toMatchObject({ door: 'unknown' });
  });

  it('raise no alarm any more once they were found shut, also by a device process that was started anew and saw no change', async () => {
    const it = await counter();
    it.devices.take(forced);
    it.devices.take(status('lost'));
    expect(it.door()).toMatchObject({ door: 'unknown', alarm: true });
    it.seen.door = { ...closed, door: 'open' };
    it.devices.take(status('ready'));
    await soon();
    expect(it.door()).toMatchObject({ door: 'open', alarm: true });
    it.devices.take(status('lost'));
    it.seen.door = closed;
    it.devices.take(status('ready'));
    await soon();
    expect(it.door()).toMatchObject({ door: 'closed', alarm: false });
  });
});

it('settings that could not be applied are shown all the same, as they were saved', async () => {
  const it = await counter();
  it.isGone();
  const before = it.changes();
  await it.change('none');
  expect(it.changes()).toBeGreaterThan(before);
});

describe('a door that was opened for a test', () => {
  it('is expected to give way late, and not for the rest of the day', async () => {
    const { host, devices } = await counter();
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const test = new DoorTest(
      { deviceId: 'locker', board: 0, lock: 3, label: '4' },
      { host, devices, log: () => {}, onChange: () => {} },
    );
    await test.start();
    vi.advanceTimersByTime(doorOpensWithinMs);
    expect(test.view.state).toBe('not-opened');
    vi.advanceTimersByTime(20_000);
    expect(test.expects(closed)).toBe(true);
    vi.advanceTimersByTime(givesWayWithinMs);
    expect(test.expects(closed)).toBe(false);
    test.take(forced);
    expect(test.view.state).toBe('not-opened');
  });
});

describe('setting up a board', () => {
  it.each([
    [false, ['configure', 'locker.commission.end']],
    [true, []],
  ] as const)(
    'that is done: it is not used by its former settings again, not for a moment (a signature is being given: %s)',
    async (signing, after) => {
      const it = await counter();
      const save = async () => {
        await it.change({ path: '/dev/ttyUSB0', baudRate: 19_200, board: 0, locks: 16, closedBit: 0 });
        return { ok: true, value: null } as const;
      };
      const setUp = new BoardSetUp({
        host: it.host,
        devices: it.devices,
        depositUnderWay: () => false,
        save,
        onChange: () => {},
      });
      const started = setUp.play({ deed: 'start', deviceId: 'locker', board: 0 });
      it.begin(0);
      await started;
      it.signs(signing);
      it.asked.length = 0;
      await setUp.play({ deed: 'closed' });
      expect(setUp.view).toMatchObject({ step: 'done', saved: 'saved' });
      expect(it.asked.filter((name) => ['configure', 'locker.commission.end'].includes(name))).toEqual(after);
    },
  );

  it('that was ended before it had begun leaves no board aside', async () => {
    const { host, devices, asked, begin } = await counter();
    const setUp = new BoardSetUp({
      host,
      devices,
      depositUnderWay: () => false,
      save: async () => ({ ok: true, value: null }),
      onChange: () => {},
    });
    const started = setUp.play({ deed: 'start', deviceId: 'locker', board: 0 });
    await setUp.end();
    begin(0);
    expect(await started).toEqual({ ok: false, error: { code: 'set-up-not-running' } });
    expect(setUp.view).toBeNull();
    expect(setUp.underWay).toBe(false);
    expect(asked.at(-1)).toBe('locker.commission.end');
  });
});

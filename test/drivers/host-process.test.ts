import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  connectDeviceHost,
  defaultConnection,
  forkDeviceHost,
  type DeviceState,
  type HostEvent,
  type HostPort,
} from '../../native/index.ts';
import { checkAnswer, checkFromHost, checkToHost } from '../../native/checkMessages.ts';
import { ascii, lockerConfig, padConfig, padScreen, rest, scannerConfig, temporaryFolder, until } from './support.ts';

const file = fileURLToPath(new URL('../../native/host.ts', import.meta.url));

async function hostProcess() {
  const pids: number[] = [];
  const events: HostEvent[] = [];
  const host = connectDeviceHost(() => {
    const port = forkDeviceHost(file, { SIMULATED_HAND_SPEED: '20' });
    if (port.pid !== undefined) pids.push(port.pid);
    return port;
  });
  host.onEvent((event) => events.push(event));
  onTestFinished(() => host.stop());
  const worldFile = join(temporaryFolder(), 'world.json');
  const answer = await host.ask('configure', { devices: [scannerConfig, padConfig, lockerConfig], worldFile });
  expect(answer.ok).toBe(true);
  const state = (id: string) =>
    events.reduce<DeviceState | undefined>(
      (last, event) => (event.type === 'device' && event.status.id === id ? event.status.state : last),
      undefined,
    );
  const allReady = () =>
    until('all devices ready', () => ['scanner', 'pad', 'box'].every((id) => state(id) === 'ready'));
  await allReady();
  return {
    host,
    events,
    pids,
    state,
    allReady,
    crash: () => process.kill(pids.at(-1) ?? 0, 'SIGKILL'),
    /** What the doors remember on the disk; nothing was ever moved while there is no file. */
    openings: () =>
      existsSync(worldFile)
        ? (JSON.parse(readFileSync(worldFile, 'utf8')) as { doors: { lock: number; openings: number }[] }).doors.filter(
            ({ openings }) => openings > 0,
          )
        : [],
    room: () =>
      events.reduce<Extract<HostEvent, { type: 'room' }>['room'] | undefined>(
        (last, event) => (event.type === 'room' ? event.room : last),
        undefined,
      ),
  };
}

const open = { deviceId: 'box', board: 0, lock: 5, operationId: 'op-1' };

describe('the device host as a process', () => {
  it('serves scans, signatures and doors across the process boundary', async () => {
    const it = await hostProcess();
    await it.host.ask('simulate', { deed: 'scan', code: ascii('A\x1dB'), aim: ']Q1' });
    const scan = await until('the scan', () => it.events.find((event) => event.type === 'scan'));
    expect(scan.type === 'scan' && [...scan.scan.bytes]).toEqual([...ascii('A\x1dB')]);
    expect(await it.host.ask('pad.show', { deviceId: 'pad', screen: padScreen('s') })).toEqual({
      ok: true,
      value: null,
    });
    expect(await it.host.ask('simulate', { deed: 'sign', style: 'signature', press: 'ok' })).toEqual({
      ok: true,
      value: null,
    });
    await until('the button', () => it.events.find((event) => event.type === 'button'));
    expect(await it.host.ask('locker.open', open)).toEqual({ ok: true, value: null });
    await until('the door', () => it.events.find((event) => event.type === 'door'));
    expect(it.openings()).toMatchObject([{ lock: 5, openings: 1 }]);
  });

  it.each([0, 3, 20])(
    'killed %d ms after an opening was asked for: settles, is started anew, and no lock fires a second time',
    async (delay) => {
      const it = await hostProcess();
      const opening = it.host.ask('locker.open', open);
      const doors = it.host.ask('locker.doors', { deviceId: 'box' });
      if (delay > 0) await rest(delay);
      it.crash();
      const answer = await opening;
      if (!answer.ok) expect(answer.error.code).toBe('host-gone');
      expect(await doors).toMatchObject({ ok: false, error: { code: 'host-gone' } });
      await until('told as lost', () =>
        it.events.some((event) => event.type === 'device' && event.status.problem?.code === 'host-gone'),
      );
      await it.allReady();
      expect(it.pids.length).toBe(2);
      await rest(500);
      expect(it.openings().reduce((sum, { openings }) => sum + openings, 0)).toBeLessThanOrEqual(1);
      if (answer.ok) expect(it.openings()).toMatchObject([{ lock: 5, openings: 1 }]);
      const now = await it.host.ask('locker.doors', { deviceId: 'box' });
      expect(now.ok && now.value[5]?.door).toBe(it.openings().length === 1 ? 'open' : 'closed');
    },
  );

  it("killed while the pad shows somebody's name: the pad is blank afterwards", async () => {
    const it = await hostProcess();
    await it.host.ask('pad.show', { deviceId: 'pad', screen: padScreen('s') });
    await until('something is shown', () => it.room()?.pad.blank === false);
    it.crash();
    await until('it is gone', () => it.state('pad') === 'lost');
    await it.allReady();
    expect(it.room()?.pad).toEqual({ inking: false, blank: true });
    expect(await it.host.ask('pad.show', { deviceId: 'pad', screen: padScreen('t') })).toEqual({
      ok: true,
      value: null,
    });
  });

  it.each([
    ['hanging', 'SIGSTOP'],
    ['crashing in native code', 'SIGSEGV'],
  ] as const)('%s: is told, started anew, and the devices are opened again', async (what, signal) => {
    const it = await hostProcess();
    const told = it.events.length;
    const began = performance.now();
    process.kill(it.pids[0] ?? 0, signal);
    expect(await it.host.ask('locker.doors', { deviceId: 'box' })).toMatchObject({
      ok: false,
      error: { code: 'host-gone' },
    });
    await until('the first word of a new process', () =>
      it.events.slice(told).some((event) => event.type === 'log' && event.message.startsWith('device host started')),
    );
    console.log(`${what}: a new device process spoke after ${Math.round(performance.now() - began)} ms`);
    expect(
      it.events.slice(told).filter((event) => event.type === 'device' && event.status.problem?.code === 'host-gone')
        .length,
    ).toBe(3);
    await it.allReady();
    expect(it.pids.length).toBe(2);
  });

  it('refuses a malformed request and goes on', async () => {
    const it = await hostProcess();
    expect(await it.host.ask('locker.open', { ...open, lock: 'x' as unknown as number })).toMatchObject({
      ok: false,
      error: { code: 'invalid-request' },
    });
    expect(await it.host.ask('locker.doors', { deviceId: 'box' })).toMatchObject({ ok: true });
    expect(it.pids.length).toBe(1);
  });

  it('ends when its parent lets go of it', async () => {
    const child = fork(file, [], { serialization: 'advanced', execArgv: [] });
    const code = new Promise((resolve) => child.on('exit', resolve));
    await new Promise((resolve) => child.once('message', resolve));
    child.disconnect();
    expect(await code).toBe(0);
  });
});

describe('the connection to the device host', () => {
  const times = {
    ...defaultConnection,
    restartPauses: [5, 20, 60],
    pingEvery: 20,
    hungAfter: 150,
    startsWithin: 2000,
    farewell: 50,
  };

  /** Hosts that are played by the test. */
  function played(options: { answersPings: boolean; goneAlready?: boolean } = { answersPings: true }) {
    const hosts: {
      got: { call?: number; name?: string; input?: unknown; ping?: number }[];
      say(message: unknown): void;
      end(): void;
      killed: boolean;
      at: number;
    }[] = [];
    const events: HostEvent[] = [];
    const connection = connectDeviceHost((): HostPort => {
      let hear = (_message: unknown) => {};
      let exit = () => {};
      const it = {
        got: [] as { call?: number; name?: string; input?: unknown; ping?: number }[],
        say: (message: unknown) => hear(message),
        end: () => exit(),
        killed: false,
        at: performance.now(),
      };
      hosts.push(it);
      return {
        post(message) {
          const got = message as { ping?: number };
          if (got.ping === undefined) it.got.push(got);
          else if (options.answersPings) setImmediate(() => hear({ pong: got.ping }));
        },
        onMessage: (listener) => {
          hear = listener;
        },
        onExit: (listener) => {
          exit = listener;
        },
        kill: () => {
          it.killed = true;
          if (options.goneAlready) throw new Error('no such process');
        },
      };
    }, times);
    connection.onEvent((event) => events.push(event));
    onTestFinished(() => connection.stop());
    const host = (index: number) => until(`host ${index}`, () => hosts[index]);
    return { connection, hosts, host, events };
  }

  it('sends the last configuration again after a crash, and nothing else', async () => {
    const { connection, host } = played();
    const first = await host(0);
    const configuration = { devices: [lockerConfig], worldFile: '/tmp/world' };
    void connection.ask('configure', configuration);
    const opening = connection.ask('locker.open', open);
    await until('both sent', () => first.got.length === 2);
    first.end();
    expect(await opening).toMatchObject({ ok: false, error: { code: 'host-gone' } });
    const second = await host(1);
    await until('configured', () => second.got.length);
    await rest(50);
    expect(second.got).toMatchObject([{ name: 'configure', input: configuration }]);
  });

  it('answers a configuration that was asked for between two hosts', async () => {
    const { connection, host } = played();
    (await host(0)).end();
    const answer = connection.ask('configure', { devices: [], worldFile: '' });
    expect(await connection.ask('locker.open', open)).toMatchObject({ ok: false, error: { code: 'device-not-ready' } });
    const second = await host(1);
    const call = await until('the configuration', () => second.got[0]?.call);
    second.say({ call, answer: { ok: true, value: [] } });
    expect(await answer).toEqual({ ok: true, value: [] });
  });

  it('waits longer each time for a host that keeps crashing', async () => {
    const { hosts, host } = played();
    for (let index = 0; index < 4; index += 1) (await host(index)).end();
    await host(4);
    const pauses = hosts.slice(1).map((each, index) => each.at - (hosts[index]?.at ?? 0));
    // A timer counts whole milliseconds, and so may end a part of one before its time.
    expect(Math.ceil(pauses[3] ?? 0)).toBeGreaterThanOrEqual(times.restartPauses[2] ?? 0);
  });

  it('ends a host that answers no ping', async () => {
    const { host } = played({ answersPings: false });
    const first = await host(0);
    first.say({ event: { type: 'log', level: 'info', message: 'started' } });
    await until('killed', () => first.killed);
    await host(1);
  });

  it('goes on with the next host where the one that hangs is gone before it can be ended', async () => {
    const { host } = played({ answersPings: false, goneAlready: true });
    const first = await host(0);
    first.say({ event: { type: 'log', level: 'info', message: 'started' } });
    await until('killed', () => first.killed);
    await host(1);
  });

  it('lets a host load libraries: while it configures it may be silent for as long as a start takes', async () => {
    const { connection, host } = played({ answersPings: false });
    const first = await host(0);
    void connection.ask('configure', {
      devices: [{ ...lockerConfig, link: { type: 'serial', path: '/dev/null', baudRate: 9600 } }],
      worldFile: '',
    });
    first.say({ event: { type: 'log', level: 'info', message: 'started' } });
    await rest(times.hungAfter * 4);
    expect(first.killed).toBe(false);
    const call = await until('the configuration', () => first.got[0]?.call);
    first.say({ call, answer: { ok: true, value: [] } });
    await until('killed', () => first.killed);
  });

  it('tells what follows an answer after whoever waited for the answer, and all of it in order, also when the host ends', async () => {
    const { connection, host } = played();
    const first = await host(0);
    const order: string[] = [];
    connection.onEvent((event) => {
      if (event.type === 'scan') order.push(Buffer.from(event.scan.bytes).toString());
      if (event.type === 'log' && event.message === 'device host ended and is started anew') order.push('ended');
    });
    const scan = (text: string) =>
      first.say({ event: { type: 'scan', scan: { deviceId: 's', bytes: ascii(text), aim: null, at: 1 } } });
    const asked = async (name: string) => {
      await connection.ask('pad.blank', { deviceId: 'pad' });
      order.push(name);
    };
    void Promise.all([asked('one'), asked('two')]);
    await until('both asked', () => first.got.length === 2);
    const answer = (index: number) => first.say({ call: first.got[index]?.call, answer: { ok: true, value: null } });
    scan('before');
    answer(0);
    scan('a');
    scan('b');
    answer(1);
    scan('c');
    await until('the last', () => order.includes('c'));
    expect(order).toEqual(['before', 'one', 'a', 'b', 'two', 'c']);

    void asked('three');
    await until('asked', () => first.got.length === 3);
    answer(2);
    scan('last words');
    first.end();
    await until('the answer', () => order.includes('three'));
    expect(order.slice(6)).toEqual(['last words', 'ended', 'three']);
  });

  it('sees a host that hangs while devices are looked for the second time, and gives it time the first time', async () => {
    const { connection, host } = played({ answersPings: false });
    const first = await host(0);
    first.say({ event: { type: 'log', level: 'info', message: 'started' } });
    void connection.ask('find', null);
    await rest(times.hungAfter * 4);
    expect(first.killed).toBe(false);
    const call = await until('the look', () => first.got[0]?.call);
    first.say({ call, answer: { ok: true, value: { pads: [], scanners: [] } } });
    void connection.ask('find', null);
    await until('killed', () => first.killed);
    // A new process has loaded nothing yet.
    const second = await host(1);
    second.say({ event: { type: 'log', level: 'info', message: 'started' } });
    void connection.ask('find', null);
    await rest(times.hungAfter * 4);
    expect(second.killed).toBe(false);
  });

  it('does not blame the host for a stall of its own process', async () => {
    const { host, hosts } = played();
    const first = await host(0);
    first.say({ event: { type: 'log', level: 'info', message: 'started' } });
    for (let stall = 0; stall < 3; stall += 1) {
      for (const end = performance.now() + times.hungAfter * 3; performance.now() < end;);
      await rest(times.pingEvery);
    }
    expect(hosts.length).toBe(1);
  });

  it('leaves room for a start within two seconds of a hang', () => {
    const { hungAfter, pingEvery, restartPauses } = defaultConnection;
    expect(hungAfter + pingEvery + (restartPauses[0] ?? 0)).toBeLessThanOrEqual(1300);
  });

  it('logs nonsense from the host and goes on, and checks the value of an answer', async () => {
    const { connection, host, events } = played();
    const first = await host(0);
    for (const nonsense of [null, 7, 'x', {}, { event: { type: 'scan' } }, { call: 99, answer: { ok: true } }])
      first.say(nonsense);
    expect(events.filter(({ type }) => type === 'log').length).toBe(6);
    const doors = connection.ask('locker.doors', { deviceId: 'box' });
    const call = await until('the request', () => first.got[0]?.call);
    first.say({ call, answer: { ok: true, value: [{ board: 0, lock: 0, door: 'ajar', item: null }] } });
    expect(await doors).toMatchObject({ ok: false, error: { code: 'device-garbled' } });
  });
});

describe('checks of messages', () => {
  it('take every request of the contract and refuse others with their number', () => {
    expect(checkToHost({ call: 1, name: 'find', input: null })).toMatchObject({ kind: 'request' });
    expect(
      checkToHost({ call: 2, name: 'pad.show', input: { deviceId: 'pad', screen: padScreen('s') } }),
    ).toMatchObject({ kind: 'request' });
    expect(checkToHost({ call: 3, name: 'explode', input: null })).toMatchObject({ kind: 'refused', call: 3 });
    expect(checkToHost({ call: 4, name: 'locker.open', input: { ...open, lock: 99 } })).toMatchObject({
      kind: 'refused',
      call: 4,
    });
    expect(checkToHost('nonsense')).toMatchObject({ kind: 'refused', call: null });
    expect(checkToHost({ ping: 5 })).toEqual({ kind: 'ping', message: { ping: 5 } });
  });

  it('say where a mistake is, never what was in it', () => {
    const refused = checkToHost({ call: 1, name: 'simulate', input: { deed: 'scan', code: 'MUSTERMANN', aim: '' } });
    expect(JSON.stringify(refused)).not.toContain('MUSTERMANN');
    expect(refused).toMatchObject({ kind: 'refused', detail: expect.stringContaining('code') as string });
  });

  it('take events and answers, and nothing else', () => {
    expect(
      checkFromHost({ event: { type: 'scan', scan: { deviceId: 's', bytes: ascii('A'), aim: null, at: 1 } } }),
    ).not.toBeNull();
    expect(checkFromHost({ event: { type: 'weather' } })).toBeNull();
    expect(
      checkAnswer('locker.doors', { ok: true, value: [{ board: 0, lock: 1, door: 'open', item: null }] }),
    ).toMatchObject({ ok: true });
    expect(checkAnswer('locker.open', { ok: true, value: 'yes' })).toMatchObject({ ok: false });
  });
});

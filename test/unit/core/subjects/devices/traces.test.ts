import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Traces } from '../../../../../electron/core/subjects/devices/traces.ts';
import { startDeviceHost, type DeviceHost } from '../../../../../native/index.ts';

const configuration = (worldFile: string) => ({
  devices: [
    {
      id: 'scanner',
      kind: 'scanner',
      model: 'serial-scanner',
      link: { type: 'simulated' },
      endMark: 'cr',
      aimIdentifier: true,
    } as const,
  ],
  worldFile,
});

async function counter(options: { dataDir?: string } = {}) {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'schalterwerk-traces-'));
  const host = startDeviceHost();
  const at = { somebody: false };
  const notices: string[] = [];
  const log: string[] = [];
  let changes = 0;
  const traces = new Traces({
    host,
    dataDir,
    log: (_level, message) => log.push(message),
    somebodyThere: () => at.somebody,
    onChange: () => {
      changes += 1;
    },
    onNotice: (_tone, code) => notices.push(code),
  });
  const ready = new Promise<void>(
    (resolve) =>
      void host.onEvent((event) => {
        traces.take(event);
        if (event.type === 'device' && event.status.state === 'ready') resolve();
      }),
  );
  onTestFinished(async () => {
    traces.stop();
    await host.stop();
  });
  await host.ask('configure', configuration(join(dataDir, 'room')));
  await ready;
  const scanned = () =>
    new Promise<void>((resolve) => {
      const forget = host.onEvent((event) => event.type === 'scan' && (forget(), resolve()));
      void host.ask('simulate', { deed: 'scan', code: Buffer.from('TESTCODE'), aim: ']Q1' });
    });
  return { dataDir, folder: join(dataDir, 'traces'), traces, at, notices, log, scanned, changes: () => changes };
}

describe('recordings', () => {
  it('lie in a file that only this account can read, and nothing of them in the log', async () => {
    const it = await counter();
    expect(await it.traces.order('scanner', true)).toEqual({ ok: true, value: null });
    expect(it.traces.snapshot.recording).toMatchObject([{ deviceId: 'scanner' }]);
    await it.scanned();
    expect(await it.traces.order('scanner', false)).toEqual({ ok: true, value: null });
    const { recording, last } = it.traces.snapshot;
    expect(recording).toEqual([]);
    expect(last).toMatchObject({ deviceId: 'scanner', ended: 'ordered' });
    expect(readFileSync(last?.file ?? '', 'utf8')).toContain(
      `< bytes ${Buffer.from(']Q1TESTCODE\r')
        .toString('hex')
        .replaceAll(/..(?=.)/g, '$& ')}`,
    );
    if (process.platform !== 'win32')
      expect([statSync(it.folder).mode & 0o777, statSync(last?.file ?? '').mode & 0o777]).toEqual([0o700, 0o600]);
    expect(it.notices).toEqual(['trace-saved']);
    expect(it.log.join()).not.toMatch(/TESTCODE|54 45 53 54/);
  });

  it('never begin while somebody is served, and end when somebody is called', async () => {
    const it = await counter();
    it.at.somebody = true;
    expect(await it.traces.order('scanner', true)).toEqual({ ok: false, error: { code: 'trace-while-serving' } });
    it.at.somebody = false;
    await it.traces.order('scanner', true);
    it.at.somebody = true;
    it.traces.endIfSomebodyCame();
    await new Promise((resolve) => setImmediate(resolve));
    await it.scanned();
    expect(it.traces.snapshot.recording).toEqual([]);
    expect(readFileSync(it.traces.snapshot.last?.file ?? '', 'utf8')).not.toContain('< bytes');
  });

  it('end with a call that came while the order was under way', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'schalterwerk-traces-'));
    const asked: string[] = [];
    let somebody = false;
    const host: DeviceHost = {
      async ask(name) {
        asked.push(name);
        somebody = true;
        return { ok: true, value: null as never };
      },
      onEvent: () => () => {},
    };
    const traces = new Traces({
      host,
      dataDir,
      log: () => {},
      somebodyThere: () => somebody,
      onChange: () => {},
      onNotice: () => {},
    });
    onTestFinished(() => traces.stop());
    await traces.order('scanner', true);
    expect(asked).toEqual(['trace.start', 'trace.stop']);
  });

  it('are deleted after two weeks, and nothing else is', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'schalterwerk-traces-'));
    const folder = join(dataDir, 'traces');
    mkdirSync(folder);
    const old = new Date(Date.now() - 15 * 86_400_000);
    for (const name of ['old.trace', 'old.txt']) {
      writeFileSync(join(folder, name), '');
      utimesSync(join(folder, name), old, old);
    }
    writeFileSync(join(folder, 'new.trace'), '');
    await counter({ dataDir });
    expect(readdirSync(folder).sort()).toEqual(['new.trace', 'old.txt']);
  });

  it('that cannot be written, or whose process ended, are told', async () => {
    const it = await counter();
    writeFileSync(it.folder, 'in the way');
    await it.traces.order('scanner', true);
    await it.traces.order('scanner', false);
    expect(it.notices).toEqual(['trace-not-saved']);
    expect(it.traces.snapshot).toEqual({ recording: [], last: null });
    await it.traces.order('scanner', true);
    it.traces.take({
      type: 'device',
      status: {
        id: 'scanner',
        kind: 'scanner',
        name: '',
        simulated: true,
        state: 'lost',
        good: 0,
        failed: 0,
        problem: { code: 'host-gone' },
      },
    });
    expect(it.notices).toEqual(['trace-not-saved', 'trace-broken']);
    expect(it.traces.snapshot.recording).toEqual([]);
    expect(existsSync(it.folder)).toBe(true);
  });

  it('of a device that is not there are refused', async () => {
    const it = await counter();
    expect(await it.traces.order('nobody', true)).toEqual({ ok: false, error: { code: 'device-not-ready' } });
    expect(it.traces.snapshot.recording).toEqual([]);
  });
});

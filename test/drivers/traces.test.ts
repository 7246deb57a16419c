import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startBarcodeScanner } from '../../native/barcode-scanner/barcodeScanner.ts';
import type { HostEvent } from '../../native/index.ts';
import { boardsOf } from '../../native/locker/families/index.ts';
import { createLocker } from '../../native/locker/locker.ts';
import { createSignaturePad } from '../../native/signature-pad/signaturePad.ts';
import { firstLine, readTrace, writeEntry, type TraceEntry } from '../../native/trace/format.ts';
import { createTap, type FinishedTrace } from '../../native/trace/tap.ts';
import { linkPair } from '../../native/link/linkPair.ts';
import { replayBytes, replayReports } from '../support/replayTrace.ts';
import { boxConfig, noHealth, padPage, scannerConfig, shortLimits, whatCameOfIt } from '../support/traceDevices.ts';
import { ascii, hex, padConfig as otherPad, scannerConfig as simulated, testHost, until } from './support.ts';

const fixture = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, '../fixtures/traces', name), 'utf8');
const recorded = (name: string): string[] => fixture(`${name}.events`).trimEnd().split('\n');

function listening() {
  const events: HostEvent[] = [];
  return {
    events,
    tell: { event: (event: HostEvent) => void events.push(event), log: () => {} },
    cameOfIt: () => whatCameOfIt(events),
  };
}

async function scannerReplays(text: string): Promise<string[]> {
  const replay = replayBytes(text);
  const { events, cameOfIt } = listening();
  const session = startBarcodeScanner(
    replay.link,
    { deviceId: 'scanner', ...scannerConfig },
    noHealth,
    { scan: (scan) => events.push({ type: 'scan', scan }), log: () => {} },
    shortLimits.scanner,
  );
  await new Promise((resolve) => setTimeout(resolve, 5));
  await until('the end of the trace', replay.over);
  await session.stop(false);
  expect(replay.differences()).toEqual([]);
  return cameOfIt();
}

async function padReplays(text: string): Promise<string[]> {
  const replay = replayReports(text);
  const { events, tell, cameOfIt } = listening();
  const pad = createSignaturePad('pad', tell, shortLimits.pad);
  const session = await pad.connect(replay.link, noHealth);
  await pad.show(padPage('page'));
  await until('the button', () => events.some(({ type }) => type === 'button'));
  await pad.blank();
  await session.stop(true);
  expect(replay.differences()).toEqual([]);
  return cameOfIt();
}

async function boxReplays(text: string): Promise<string[]> {
  const replay = replayBytes(text);
  const { events, tell, cameOfIt } = listening();
  const box = createLocker(
    { deviceId: 'box', model: boxConfig.model, boards: boardsOf(boxConfig) },
    tell,
    shortLimits.locker,
  );
  const session = await box.connect(replay.link, noHealth);
  onTestFinished(() => session.stop(true));
  await box.open(0, 5, 'replayed');
  await until('both changes of the door', () => events.length === 2);
  await session.stop(true);
  expect(replay.differences()).toEqual([]);
  return cameOfIt();
}

const replays = { 'scanner-serial': scannerReplays, 'pad-stu-430': padReplays, 'box-cu16': boxReplays } as const;

describe('a recorded trace', () => {
  it.each(Object.entries(replays))('%s: the driver makes the same of it, and writes the same', async (name, replay) => {
    expect(await replay(fixture(`${name}.trace`))).toEqual(recorded(name));
  });

  it('of another code gives another scan', async () => {
    expect(await scannerReplays(fixture('scanner-serial.trace').replace('4b 32 4d', '4b 33 4d'))).not.toEqual(
      recorded('scanner-serial'),
    );
  });

  it('tells a driver that writes otherwise, asks for other things, or writes less', async () => {
    const pad = replayReports(fixture('pad-stu-430.trace'));
    await pad.link.writeFeature(Uint8Array.of(0x21, 1));
    await expect(pad.link.readFeature(0x77, 4)).rejects.toThrow('device-refused');
    expect(pad.differences()).toEqual([
      expect.stringMatching(/^wrote feature 2101 instead of feature /),
      'asked for report 119, which the recording never does',
      expect.stringMatching(/^did not write /),
    ]);
    const box = replayBytes(fixture('box-cu16.trace'));
    await box.link.write(hex('02 00 30 03 35'));
    await box.link.write(hex('02 04 31 03 3a'));
    expect(box.differences()).toEqual([
      'wrote 020431033a, which the recording does not have here',
      'did not write 020531033b',
    ]);
    expect(box.over()).toBe(false);
  });

  it('is made of codes cut over several reads, a start-up with a signature, and an opening', () => {
    expect(fixture('scanner-serial.trace').match(/< bytes/g)?.length).toBeGreaterThan(4);
    expect(recorded('pad-stu-430').at(-1)).toBe('button ok');
    expect(recorded('box-cu16')).toEqual(['door 0/5 open', 'door 0/5 closed']);
  });
});

const entry: fc.Arbitrary<TraceEntry> = fc.record({
  ms: fc.integer({ min: 0, max: 999_999_999 }),
  from: fc.constant('device'),
  what: fc.constantFrom('bytes', 'input', 'feature', 'refused'),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
}) as fc.Arbitrary<TraceEntry>;

describe('the format', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const inTime = entries.toSorted((a, b) => a.ms - b.ms);
        expect(readTrace([firstLine, '# a remark', ...inTime.map(writeEntry), ''].join('\n'))).toEqual({
          ok: true,
          entries: inTime,
        });
      }),
    );
  });

  it.each([
    ['no first line', '0 < bytes 41', 1],
    ['another format', '# schalterwerk trace 2', 1],
    ['nothing', '', 1],
    ['half a byte', `${firstLine}\n# x\n0 < bytes 4`, 3],
    ['capital letters', `${firstLine}\n0 < bytes 4A`, 2],
    ['a word of the other side', `${firstLine}\n0 > open\n1 > input 34`, 3],
    ['no bytes', `${firstLine}\n0 < bytes`, 2],
    ['time that runs backwards', `${firstLine}\n5 > open\n4 < bytes 41`, 3],
    ['a log line', `${firstLine}\n2026-11-25 info ready`, 2],
  ])('refuses %s, with the number of the line', (_what, text, line) => {
    expect(readTrace(text)).toMatchObject({ ok: false, line });
    expect(() => replayBytes(text)).toThrow(`line ${line}`);
  });

  it('bears any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = readTrace(`${firstLine}\n${text}`);
        if (!read.ok) expect(read.line).toBeGreaterThan(1);
      }),
    );
  });
});

describe('recording', () => {
  it('is for the device that was named, only while it was ordered, and never stands in the log', async () => {
    const host = await testHost([simulated, otherPad]);
    await Promise.all([host.is('scanner', 'ready'), host.is('pad', 'ready')]);
    const scan = (text: string) => host.ask('simulate', { deed: 'scan', code: ascii(text), aim: ']Q1' });
    await scan('BEFORE');
    expect(await host.ask('trace.start', { deviceId: 'scanner' })).toEqual({ ok: true, value: null });
    expect(await host.ask('trace.start', { deviceId: 'scanner' })).toMatchObject({
      ok: false,
      error: { code: 'invalid-request' },
    });
    expect(await host.ask('trace.start', { deviceId: 'nobody' })).toMatchObject({
      ok: false,
      error: { code: 'device-unknown' },
    });
    await scan('DURING');
    await until('both scans', () => host.of('scan').length === 2);
    expect(await host.ask('trace.stop', { deviceId: 'scanner' })).toEqual({ ok: true, value: null });
    expect(await host.ask('trace.stop', { deviceId: 'scanner' })).toMatchObject({
      ok: false,
      error: { code: 'invalid-request' },
    });
    await scan('AFTER');
    const [trace, ...more] = host.of('trace');
    expect(more).toEqual([]);
    const read = readTrace(trace?.text ?? '');
    expect(read.ok && read.entries.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([']Q1DURING\r']);
    expect(trace?.ended).toBe('ordered');
    expect(
      host
        .of('log')
        .map(({ message }) => message)
        .join(),
    ).not.toContain('DURING');
  });

  it('ends with its device', async () => {
    const host = await testHost([simulated, otherPad]);
    await host.is('scanner', 'ready');
    await host.ask('trace.start', { deviceId: 'scanner' });
    await host.ask('configure', { devices: [otherPad], worldFile: '' });
    expect(host.of('trace')).toMatchObject([{ deviceId: 'scanner', ended: 'closed' }]);
  });

  it('ends by itself after its time and its size, with what came until then', async () => {
    const ended: FinishedTrace[] = [];
    const recording = (limits: { longest: number; largest: number }) => {
      const cable = linkPair();
      const tap = createTap(limits);
      tap.start('test', (trace) => ended.push(trace));
      tap.through(cable.host);
      return cable.device;
    };
    const full = recording({ longest: 60_000, largest: 200 });
    for (let i = 0; i < 20; i += 1) await full.write(ascii('0123456789'));
    expect(ended).toMatchObject([{ ended: 'size' }]);
    expect(ended[0]?.text.length).toBeLessThanOrEqual(200);
    expect(readTrace(ended[0]?.text ?? '').ok).toBe(true);
    await recording({ longest: 30, largest: 1000 }).write(ascii('A'));
    await until('the end', () => ended[1]);
    expect(ended[1]).toMatchObject({ ended: 'time', text: expect.stringContaining('< bytes 41') as string });
  });
});

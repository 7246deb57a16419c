import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SSI, ssiPacket } from '../../native/barcode-scanner/ssiPackets.ts';
import { startSsiScanner } from '../../native/barcode-scanner/ssiScanner.ts';
import type { DeviceConfig, RawScan } from '../../native/index.ts';
import { byteByByte, linkPair } from '../../native/link/linkPair.ts';
import { openSerialLink } from '../../native/link/serialLink.ts';
import { simulatedSsiScanner } from '../../native/simulated/simulatedSsiScanner.ts';
import { ascii, recordedHealth, scannerConfig, temporaryFolder, testHost, testLimits, until } from './support.ts';

const quick = {
  ...testLimits.ssi,
  maxBytes: 8192,
  byteGap: 60,
  reply: 150,
  rest: 2,
  wake: 2,
  partGap: 300,
  setUpAgain: 60_000,
  setUpSoon: 30,
};
const ssiConfig = { ...scannerConfig, model: 'ssi-scanner' } as DeviceConfig;
const quickLimits = { ...testLimits, ssi: quick };

async function scannerWith(options: Parameters<typeof simulatedSsiScanner>[2] = {}, limits = quick) {
  const cable = linkPair(byteByByte);
  const twin = simulatedSsiScanner(cable.device, () => 'none', { patience: 150, ...options });
  const health = recordedHealth();
  const scans: RawScan[] = [];
  const log: string[] = [];
  const session = await startSsiScanner(
    cable.host,
    { deviceId: 'scanner', endMark: 'silence' },
    health,
    { scan: (scan) => scans.push(scan), log: (_level, message) => log.push(message) },
    limits,
  );
  onTestFinished(() => session.stop(false));
  return {
    cable,
    twin,
    health,
    scans,
    log,
    session,
    texts: () => scans.map(({ bytes }) => Buffer.from(bytes).toString('latin1')),
  };
}

const parameters = (twin: ReturnType<typeof simulatedSsiScanner>) =>
  twin.commands().filter(({ opcode }) => opcode === SSI.paramSend);

describe('a scanner that speaks SSI', () => {
  it('gets its settings after the connect, for this session only', async () => {
    const { twin } = await scannerWith();
    expect(parameters(twin).map(({ data }) => [...data])).toEqual([
      [0xff, 0xee, 1],
      [0xff, 0x9f, 1],
      [0xff, 0xec, 0],
      [0xff, 0x5e, 0],
    ]);
    expect(twin.commands().every(({ status }) => (status & 0x08) === 0)).toBe(true);
    expect(twin.commands().at(-1)?.opcode).toBe(SSI.scanEnable);
  });

  it('is used although it refuses a wish, but not without packets', async () => {
    const it = await scannerWith({ refuses: [0xec, SSI.scanEnable] });
    expect(it.log).toEqual(['scanner: no parameter codes: refused', 'scanner: scan enable: refused']);
    await expect(scannerWith({ refuses: [0xee] })).rejects.toThrow('device-refused');
  });

  it.each(['classic', 'newer', 'segments'] as const)(
    'delivers binary codes of any length once, in the form %s, whatever the status bits',
    async (form) => {
      const it = await scannerWith({ form, extraStatus: 0x20 });
      const long = Uint8Array.from({ length: 700 }, (_, index) => (index * 11 + 5) & 0xff);
      await it.twin.scan(ascii('SHORT\x1d\x00'), ']Q1');
      await it.twin.scan(long, ']d1');
      await until('both scans', () => it.scans.length === 2);
      expect(it.scans).toMatchObject([
        { bytes: ascii('SHORT\x1d\x00'), aim: ']Q1' },
        { bytes: long, aim: ']d1' },
      ]);
      expect(it.log).toEqual([]);
    },
  );

  it('drops what was sent twice but acknowledges it, and delivers the same code when it is scanned again', async () => {
    const it = await scannerWith({ repeatAll: true });
    await it.twin.scan(ascii('A'.repeat(400)), ']Q1');
    await it.twin.scan(ascii('A'.repeat(400)), ']Q1');
    expect(it.texts()).toEqual(['A'.repeat(400), 'A'.repeat(400)]);
  });

  it('asks for a damaged packet again', async () => {
    const it = await scannerWith();
    const damaged = ssiPacket(SSI.decodeData, [0x03, ...ascii('GOOD')], 0, 0);
    damaged[6] = (damaged[6] ?? 0) ^ 0x20;
    const heard: number[] = [];
    it.cable.device.onBytes((bytes) => heard.push(...bytes));
    await it.cable.device.write(damaged);
    await until('the request to send again', () => Buffer.from(heard).includes(Buffer.from(ssiPacket(SSI.nak, [1]))));
    await it.cable.device.write(ssiPacket(SSI.decodeData, [0x03, ...ascii('GOOD')], 1, 0));
    await until('the scan', () => it.scans[0]);
    expect(it.texts()).toEqual(['GOOD']);
    expect(it.log.join()).not.toContain('GOOD');
  });

  it('throws half a packet, half a code and its late rest away, and reads the next', async () => {
    const it = await scannerWith();
    await it.cable.device.write(ssiPacket(SSI.decodeData, [0x1c, ...ascii('FIRST HALF')], 2, 0));
    await it.cable.device.write(ssiPacket(SSI.decodeData, [0x1c, ...ascii('LOST')], 0, 0).slice(0, 6));
    await until('both thrown away', () => it.log.length === 2);
    await it.cable.device.write(ssiPacket(SSI.decodeData, [0x1c, ...ascii('SECOND HALF')], 0, 0));
    await until('the rest thrown away', () => it.log.length === 3);
    await it.twin.scan(ascii('NEXT'), ']Q1');
    expect(it.texts()).toEqual(['NEXT']);
  });

  it('gets its settings again when it forgot them: bare text is no scan', async () => {
    const it = await scannerWith();
    it.twin.powerCycle();
    await it.twin.scan(ascii('BARE'), ']Q1');
    await until('the settings again', () => parameters(it.twin).length >= 8);
    await it.twin.scan(ascii('PACKED'), ']Q1');
    expect(it.texts()).toEqual(['PACKED']);
  });

  it('is given up when the settings cannot be repeated', async () => {
    const cable = linkPair();
    let fault: 'none' | 'silent' = 'none';
    simulatedSsiScanner(cable.device, () => fault);
    const health = recordedHealth();
    const session = await startSsiScanner(
      cable.host,
      { deviceId: 'scanner', endMark: 'silence' },
      health,
      { scan: () => {}, log: () => {} },
      { ...quick, reply: 40, setUpAgain: 50 },
    );
    fault = 'silent';
    await until('it is given up', () => health.calls.includes('give up device-silent'));
    await session.stop(true);
  });

  it('is told nothing while a code is arriving', async () => {
    const it = await scannerWith();
    const packet = ssiPacket(SSI.decodeData, [0x01, ...ascii('HALF')], 0, 0);
    await it.cable.device.write(packet.slice(0, 6));
    await expect(it.session.run('beep-bad')).rejects.toThrow('a code is arriving');
    await it.cable.device.write(packet.slice(6));
    await until('the scan', () => it.scans[0]);
    expect(await it.session.run('beep-bad')).toBe('');
  });

  it('tells who it is, beeps, and starts and stops reading', async () => {
    const it = await scannerWith();
    expect(await it.session.run('identify')).toBe('PAABLS00-001-R00 SIMULATED');
    for (const deed of ['trigger-on', 'trigger-off', 'beep-good', 'beep-bad'] as const)
      expect(await it.session.run(deed)).toBe('');
    expect(
      it.twin
        .commands()
        .slice(-5)
        .map(({ opcode }) => opcode),
    ).toEqual([SSI.requestRevision, SSI.startSession, SSI.stopSession, SSI.beep, SSI.beep]);
    expect(it.scans).toEqual([]);
  });
});

describe('the simulated SSI scanner in the device host', () => {
  it('delivers, is lost and returns, and survives noise, silence and half packets', async () => {
    const host = await testHost([ssiConfig], undefined, quickLimits);
    await host.is('scanner', 'ready');
    await host.ask('simulate', { deed: 'scan', code: ascii('A\x1dB\x00C'), aim: ']Q1' });
    expect((await until('the scan', () => host.of('scan')[0])).scan).toMatchObject({
      bytes: ascii('A\x1dB\x00C'),
      aim: ']Q1',
    });
    await host.ask('simulate', { deed: 'fault', deviceId: 'scanner', fault: 'half-frames' });
    void host.ask('simulate', { deed: 'scan', code: ascii('PERSONAL'), aim: ']Q1' });
    await until('a failed read', () => host.status('scanner')?.failed);
    await host.ask('simulate', { deed: 'fault', deviceId: 'scanner', fault: 'unplugged' });
    await host.is('scanner', 'lost');
    await host.ask('simulate', { deed: 'fault', deviceId: 'scanner', fault: 'silent' });
    expect(await host.is('scanner', 'failing')).toMatchObject({ problem: { code: 'device-silent' } });
    await host.ask('simulate', { deed: 'fault', deviceId: 'scanner', fault: 'none' });
    await host.is('scanner', 'ready');
    expect(await host.ask('scanner.command', { deviceId: 'scanner', deed: 'identify' })).toEqual({
      ok: true,
      value: { text: 'PAABLS00-001-R00 SIMULATED' },
    });
    await host.ask('simulate', { deed: 'scan', code: ascii('BACK'), aim: ']Q1' });
    await until('the scan', () => host.of('scan').length === 2);
    expect(JSON.stringify(host.of('log'))).not.toContain('PERSONAL');
  });
});

const socat = spawnSync('socat', ['-V']).status === 0;

describe.skipIf(!socat)('an SSI scanner on a pseudo-terminal', () => {
  it('scans, is lost when the cable goes, and scans again when it is back', async () => {
    const folder = temporaryFolder();
    const [near, far] = [join(folder, 'near'), join(folder, 'far')];
    let cable: ChildProcess | undefined;
    const plug = async () => {
      cable = spawn('socat', [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`], { stdio: 'ignore' });
      await until('the cable', () => existsSync(near) && existsSync(far));
      const line = await openSerialLink({ path: far, baudRate: 9600 }, testLimits.link);
      if (!line) throw new Error('the far end is not there');
      onTestFinished(() => line.close());
      return simulatedSsiScanner(line, () => 'none');
    };
    const pull = async () => {
      const it = cable;
      it?.kill('SIGKILL');
      await until('socat ended', () => !it || it.exitCode !== null || it.signalCode !== null);
      for (const path of [near, far]) rmSync(path, { force: true });
    };
    onTestFinished(pull);

    const first = await plug();
    const host = await testHost(
      [{ ...ssiConfig, link: { type: 'serial', path: near, baudRate: 9600 } } as DeviceConfig],
      undefined,
      { ...quickLimits, ssi: { ...quick, reply: 1000, byteGap: 200 } },
    );
    await host.is('scanner', 'ready');
    for (let index = 0; index < 30; index += 1) await first.scan(ascii(`CODE-${index}\x1d\x00`), ']d1');
    await until('30 scans', () => host.of('scan').length === 30);
    expect(host.of('scan').map(({ scan }) => Buffer.from(scan.bytes).toString('latin1'))).toEqual(
      Array.from({ length: 30 }, (_, index) => `CODE-${index}\x1d\x00`),
    );
    await pull();
    await host.is('scanner', 'lost');
    const second = await plug();
    await host.is('scanner', 'ready');
    await second.scan(ascii('BACK'), ']Q1');
    await until('the scan after the return', () => host.of('scan').length === 31);
  });
});

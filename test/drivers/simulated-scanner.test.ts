import { describe, expect, it } from 'vitest';
import { startBarcodeScanner } from '../../native/barcode-scanner/barcodeScanner.ts';
import type { EndMark, RawScan } from '../../native/index.ts';
import { byteByByte, linkPair } from '../../native/link/linkPair.ts';
import { scannerBytes } from '../../native/simulated/simulatedScanner.ts';
import { ascii, recordedHealth, rest, scannerConfig, testHost, testLimits, until } from './support.ts';

function scannerOn(endMark: EndMark, cut = byteByByte) {
  const cable = linkPair(cut);
  const health = recordedHealth();
  const scans: RawScan[] = [];
  const log: string[] = [];
  const session = startBarcodeScanner(
    cable.host,
    { deviceId: 'scanner', endMark, aimIdentifier: true },
    health,
    { scan: (scan) => scans.push(scan), log: (_level, message) => log.push(message) },
    testLimits.scanner,
  );
  return {
    cable,
    health,
    scans,
    log,
    session,
    text: () => scans.map(({ bytes }) => Buffer.from(bytes).toString('latin1')),
  };
}

const line = (code: string, endMark: EndMark) => scannerBytes(ascii(code), ']Q1', { endMark, aimIdentifier: true });

describe('a serial scanner', () => {
  it.each(['cr', 'lf', 'crlf', 'tab', 'etx', 'silence'] as const)(
    'delivers a code that comes byte by byte with end mark %s',
    async (endMark) => {
      const scanner = scannerOn(endMark);
      await scanner.cable.device.write(line('TERMIN-1', endMark));
      await until('the scan', () => scanner.scans[0]);
      expect(scanner.scans).toMatchObject([{ deviceId: 'scanner', aim: ']Q1', bytes: ascii('TERMIN-1') }]);
    },
  );

  it('delivers two codes that come at once, in order', async () => {
    const scanner = scannerOn('cr');
    await scanner.cable.device.write(Uint8Array.of(...line('ONE', 'cr'), ...line('TWO', 'cr')));
    await until('both scans', () => scanner.scans.length === 2);
    expect(scanner.text()).toEqual(['ONE', 'TWO']);
  });

  it('delivers a complete code when the scanner is pulled right after it, and invents nothing from a half one', async () => {
    const scanner = scannerOn('cr');
    await scanner.cable.device.write(line('WHOLE', 'cr'));
    await scanner.cable.device.write(ascii(']Q1HAL'));
    scanner.cable.unplug();
    await until('the report of what was thrown away', () => scanner.log[0]);
    expect(scanner.text()).toEqual(['WHOLE']);
    expect(scanner.log[0]).not.toContain('HAL');
  });

  it('throws half a code away after a pause, and its rest however late', async () => {
    const scanner = scannerOn('cr');
    await scanner.cable.device.write(ascii(']Q1HALF'));
    await until('half a code thrown away', () => scanner.health.calls.includes('failed'));
    await scanner.cable.device.write(ascii('REST\r'));
    await scanner.cable.device.write(line('NEXT', 'cr'));
    await until('the next scan', () => scanner.scans[0]);
    expect(scanner.text()).toEqual(['NEXT']);
  });
});

describe('the simulated scanner behind the same driver', () => {
  it('delivers what is scanned', async () => {
    const host = await testHost([scannerConfig]);
    await host.is('scanner', 'ready');
    await host.ask('simulate', { deed: 'scan', code: ascii('A\x1dB\x00C'), aim: ']d2' });
    expect((await until('the scan', () => host.of('scan')[0])).scan).toMatchObject({
      deviceId: 'scanner',
      bytes: ascii('A\x1dB\x00C'),
      aim: ']d2',
    });
    await until('the count', () => host.status('scanner')?.good === 1);
  });

  it('is lost when unplugged, refuses to scan, and is ready again when plugged in', async () => {
    const host = await testHost([scannerConfig]);
    await host.is('scanner', 'ready');
    await host.ask('simulate', { deed: 'fault', deviceId: 'scanner', fault: 'unplugged' });
    expect(await host.is('scanner', 'lost')).toMatchObject({ problem: { code: 'device-lost' } });
    expect(await host.ask('simulate', { deed: 'scan', code: ascii('X'), aim: '' })).toMatchObject({ ok: false });
    await host.ask('simulate', { deed: 'fault', deviceId: 'scanner', fault: 'none' });
    await host.is('scanner', 'ready');
    await host.ask('simulate', { deed: 'scan', code: ascii('BACK'), aim: '' });
    await until('the scan', () => host.of('scan')[0]);
  });

  it('gives nothing from silence and half frames, and the next whole code unmixed', async () => {
    const host = await testHost([scannerConfig]);
    await host.is('scanner', 'ready');
    for (const fault of ['silent', 'half-frames'] as const) {
      await host.ask('simulate', { deed: 'fault', deviceId: 'scanner', fault });
      await host.ask('simulate', { deed: 'scan', code: ascii('PERSONAL-123'), aim: ']Q1' });
    }
    await until('a failed read', () => host.status('scanner')?.failed);
    await host.ask('simulate', { deed: 'fault', deviceId: 'scanner', fault: 'none' });
    // The first whole code could be the rest of the half one.
    for (const code of ['ONCE MORE', 'GOOD'])
      await host.ask('simulate', { deed: 'scan', code: ascii(code), aim: ']Q1' });
    await until('the scan', () => host.of('scan').length);
    expect(host.of('scan').map(({ scan }) => Buffer.from(scan.bytes).toString())).toEqual(['GOOD']);
    expect(JSON.stringify(host.of('log'))).not.toContain('PERSONAL');
  });

  it('survives noise', async () => {
    const host = await testHost([scannerConfig]);
    await host.is('scanner', 'ready');
    await host.ask('simulate', { deed: 'fault', deviceId: 'scanner', fault: 'noise' });
    for (let index = 0; index < 20; index += 1)
      await host.ask('simulate', { deed: 'scan', code: ascii(`CODE-${index}`), aim: ']Q1' });
    await rest(50);
    expect(host.status('scanner')?.state).toBe('ready');
  });
});

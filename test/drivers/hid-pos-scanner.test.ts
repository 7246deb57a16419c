import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startHidPosScanner } from '../../native/barcode-scanner/hidPosScanner.ts';
import type { DeviceConfig, RawScan } from '../../native/index.ts';
import { findDevices } from '../../native/findDevices.ts';
import { openHidDevice, readReportDescriptor, type HidLister, type ListedHid } from '../../native/hid/openHidDevice.ts';
import { usage } from '../../native/hid/reportDescriptor.ts';
import type { HidHandle } from '../../native/link/hidLink.ts';
import { posReports, simulatedPosScanner } from '../../native/simulated/simulatedPosScanner.ts';
import {
  ascii,
  hex,
  recordedHealth,
  rest,
  scannerConfig,
  temporaryFolder,
  testHost,
  testLimits,
  until,
} from './support.ts';

const posConfig = { ...scannerConfig, model: 'hid-pos-scanner' } as DeviceConfig;

async function scannerWith(options: Parameters<typeof simulatedPosScanner>[1] = {}, commandSet?: 'honeywell') {
  const twin = simulatedPosScanner(() => 'none', options);
  const link = twin.connect();
  const health = recordedHealth();
  const scans: RawScan[] = [];
  const log: string[] = [];
  const it = { unreadable: 0 };
  const session = await startHidPosScanner(
    link,
    { deviceId: 'scanner', endMark: 'cr', commandSet },
    health,
    {
      scan: (scan) => scans.push(scan),
      unreadable: () => void (it.unreadable += 1),
      log: (_level, message) => log.push(message),
    },
    { ...testLimits.scanner, partGap: 80, answer: 300 },
  );
  onTestFinished(() => session.stop(false));
  return Object.assign(it, {
    twin,
    health,
    scans,
    log,
    session,
    texts: () => scans.map(({ bytes }) => Buffer.from(bytes).toString('latin1')),
  });
}

describe('a HID POS scanner', () => {
  it.each(['a', 'a-late', 'b', 'c'] as const)(
    'delivers a binary code over several reports from layout %s, with or without descriptor',
    async (layout) => {
      const code = Uint8Array.from({ length: 150 }, (_, index) => (index * 7) & 0xff);
      for (const withDescriptor of [true, false]) {
        const it = await scannerWith({ layout, withDescriptor, vendorId: layout === 'b' ? 0x1eab : 0x0c2e });
        await it.twin.scan(code, ']d1');
        expect(await until('the scan', () => it.scans[0])).toMatchObject({
          bytes: code,
          aim: layout.startsWith('a') ? ']d1' : null,
        });
        expect(it.log).toEqual([]);
      }
    },
  );

  it('takes one end mark off that the scanner appends all the same', async () => {
    const it = await scannerWith({ suffix: '\r' });
    await it.twin.scan(ascii('TERMIN\r'), ']Q1');
    await until('the scan', () => it.scans[0]);
    expect(it.texts()).toEqual(['TERMIN\r']);
  });

  it('throws half a code away after the gap, and its rest however late, without a word of it in the log', async () => {
    const it = await scannerWith();
    const [first] = posReports(ascii('PERSONAL'.repeat(10)), ']Q1', 'a');
    if (first) it.twin.sendReport(first);
    await until('half a code thrown away', () => it.health.calls.includes('failed'));
    for (const rest of posReports(ascii('PERSONAL'.repeat(10)), ']Q1', 'a').slice(1)) it.twin.sendReport(rest);
    await it.twin.scan(ascii('NEXT'), ']Q1');
    await until('the next scan', () => it.scans[0]);
    expect(it.texts()).toEqual(['NEXT']);
    expect(it.unreadable).toBeGreaterThan(0);
    expect(it.log.join()).not.toContain('PERSONAL');
  });

  it('delivers a code of exactly a full report where the layout does not say whether more follows', async () => {
    const it = await scannerWith({ layout: 'c' });
    await it.twin.scan(ascii('X'.repeat(62)), '');
    await until('the scan', () => it.scans[0]);
    expect(it.texts()).toEqual(['X'.repeat(62)]);
  });

  it('is started with feature report FE 01 where its maker needs it, and no other report is ever written', async () => {
    const silent = await scannerWith({ silentUntilStarted: true });
    await silent.twin.scan(ascii('HELLO'), ']Q1');
    await until('the scan', () => silent.scans[0]);
    expect(silent.twin.written()).toEqual([hex('FE 01')]);
    expect((await scannerWith({ silentUntilStarted: true, withDescriptor: false })).twin.written()).toEqual([
      hex('FE 01'),
    ]);
    expect((await scannerWith({ layout: 'b', vendorId: 0x1eab })).twin.written()).toEqual([]);
    // The descriptor has no such report: it may be a firmware update.
    expect((await scannerWith({ layout: 'b', vendorId: 0x0c2e })).twin.written()).toEqual([]);
  });

  it('works although the start-up report is refused', async () => {
    const it = await scannerWith({ layout: 'c', withDescriptor: false, vendorId: 0x23d0 });
    await it.twin.scan(ascii('STILL'), '');
    await until('the scan', () => it.scans[0]);
  });

  it('hands answers to commands to who asked, never to the application', async () => {
    const it = await scannerWith({}, 'honeywell');
    expect(await it.session.run('identify')).toBe(
      'Product Name: Simulated scanner\r\nBoot Revision: 1\r\nSoftware Part Number: 0',
    );
    expect(await it.session.run('beep-good')).toBe('');
    expect(
      it.twin
        .written()
        .slice(1)
        .map((report) => [...report.slice(0, 6)]),
    ).toEqual([
      [0xfd, 10, 0x16, 0x4d, 0x0d, 0x52],
      [0xfd, 3, 0x16, 0x07, 0x0d, 0],
    ]);
    for (const aim of [']X0', ']Z6']) await it.twin.scan(ascii('nobody asked'), aim);
    await it.twin.scan(ascii('A SCAN'), ']Q1');
    await until('the scan', () => it.scans[0]);
    expect(it.texts()).toEqual(['A SCAN']);
    expect(it.log).toEqual([]);
  });

  it('is told nothing while a code is arriving', async () => {
    const it = await scannerWith({}, 'honeywell');
    const [first] = posReports(ascii('PERSONAL'.repeat(10)), ']Q1', 'a');
    const before = it.twin.written().length;
    if (first) it.twin.sendReport(first);
    await rest(5);
    await expect(it.session.run('beep-bad')).rejects.toThrow('device-not-ready');
    expect(it.twin.written().length).toBe(before);
  });

  it('takes no commands without a command set, or where its maker published no report for them', async () => {
    await expect((await scannerWith()).session.run('identify')).rejects.toThrow('invalid-request');
    await expect((await scannerWith({ vendorId: 0x05e0 }, 'honeywell')).session.run('identify')).rejects.toThrow(
      'device-refused',
    );
    await expect((await scannerWith({ layout: 'b' }, 'honeywell')).session.run('identify')).rejects.toThrow(
      'device-refused',
    );
  });
});

describe('the simulated HID scanner in the device host', () => {
  it('delivers, is lost and returns, and survives silence, noise and half reports', async () => {
    const host = await testHost([posConfig]);
    await host.is('scanner', 'ready');
    await host.ask('simulate', { deed: 'scan', code: ascii('A\x1dB\x00C'), aim: ']d2' });
    expect((await until('the scan', () => host.of('scan')[0])).scan).toMatchObject({
      bytes: ascii('A\x1dB\x00C'),
      aim: ']d2',
    });

    for (const fault of ['silent', 'half-frames', 'noise'] as const) {
      await host.ask('simulate', { deed: 'fault', deviceId: 'scanner', fault });
      for (let index = 0; index < 5; index += 1)
        await host.ask('simulate', { deed: 'scan', code: ascii(`PERSONAL-${index}`), aim: ']Q1' });
    }
    await until('a failed read', () => host.status('scanner')?.failed);
    await host.ask('simulate', { deed: 'fault', deviceId: 'scanner', fault: 'unplugged' });
    await host.is('scanner', 'lost');
    await host.ask('simulate', { deed: 'fault', deviceId: 'scanner', fault: 'none' });
    await host.is('scanner', 'ready');
    const before = host.of('scan').length;
    await host.ask('simulate', { deed: 'scan', code: ascii('BACK'), aim: ']Q1' });
    await until('the scan', () => host.of('scan').length > before);
    expect(Buffer.from(host.of('scan').at(-1)?.scan.bytes ?? []).toString()).toBe('BACK');
    expect(JSON.stringify(host.of('log'))).not.toContain('PERSONAL');
  });

  it('two scanners deliver under their own names, and the dead one does not stop the other', async () => {
    const host = await testHost([posConfig, { ...scannerConfig, id: 'second' }]);
    await host.is('scanner', 'ready');
    await host.is('second', 'ready');
    await host.ask('simulate', { deed: 'fault', deviceId: 'scanner', fault: 'unplugged' });
    await host.is('scanner', 'lost');
    expect(
      await host.ask('simulate', { deed: 'scan', code: ascii('ONE'), aim: '', deviceId: 'scanner' }),
    ).toMatchObject({ ok: false });
    await host.ask('simulate', { deed: 'scan', code: ascii('TWO'), aim: '', deviceId: 'second' });
    await until('the scan', () => host.of('scan')[0]);
    expect(host.of('scan').map(({ scan }) => scan.deviceId)).toEqual(['second']);
  });
});

describe('opening HID devices by usage', () => {
  const keyboard: ListedHid = { path: '/dev/hidraw0', vendorId: 0x0c2e, productId: 0x0b61, usagePage: 1, usage: 6 };
  const mouse: ListedHid = { path: '/dev/hidraw1', vendorId: 0x0c2e, productId: 0x0b61, usagePage: 1, usage: 2 };
  const scanner: ListedHid = { path: '/dev/hidraw2', vendorId: 0x0c2e, productId: 0x0b61, usagePage: 0x8c, usage: 2 };
  const both: ListedHid[] = [
    { ...keyboard, path: '/dev/hidraw3' },
    { ...scanner, path: '/dev/hidraw3' },
  ];

  function library(listed: ListedHid[]) {
    const opened: string[] = [];
    const handle: HidHandle = {
      on: () => {},
      write: async () => 0,
      sendFeatureReport: async () => 0,
      getFeatureReport: async () => new Uint8Array(),
      close: async () => {},
    };
    const hid: HidLister = {
      devicesAsync: async () => listed,
      HIDAsync: {
        open: async (path) => {
          opened.push(path);
          return handle;
        },
      },
    };
    return {
      opened,
      open: (path?: string) =>
        openHidDevice(
          { vendorId: 0x0c2e, productId: 0x0b61, ...(path ? { path } : {}), usages: [usage(0x8c, 2)] },
          testLimits.link,
          async () => hid,
          async () => hex('C0'),
        ),
    };
  }

  it('chooses the scanner among the collections of one device', async () => {
    const { open, opened } = library([keyboard, mouse, scanner]);
    expect(await open()).toMatchObject({ vendorId: 0x0c2e, descriptor: hex('C0') });
    expect(opened).toEqual(['/dev/hidraw2']);
  });

  it('never opens a keyboard or a mouse, also not by its path, nor an interface that is both', async () => {
    const { open, opened } = library([keyboard, mouse, ...both]);
    expect(await open()).toBeNull();
    for (const path of ['/dev/hidraw0', '/dev/hidraw1', '/dev/hidraw3']) expect(await open(path)).toBeNull();
    expect(opened).toEqual([]);
  });

  it('reads the report descriptor where Linux keeps it, and does without it elsewhere', async () => {
    const sysfs = temporaryFolder();
    mkdirSync(join(sysfs, 'hidraw7', 'device'), { recursive: true });
    writeFileSync(join(sysfs, 'hidraw7', 'device', 'report_descriptor'), hex('05 8C 09 02'));
    expect(await readReportDescriptor('/dev/hidraw7', sysfs)).toEqual(hex('05 8C 09 02'));
    expect(await readReportDescriptor('/dev/hidraw8', sysfs)).toBeNull();
    expect(await readReportDescriptor('\\\\?\\HID#VID_0C2E', sysfs)).toBeNull();
  });

  it("finds any maker's HID POS scanner, before the serial ones", async () => {
    const found = await findDevices(() => {}, {
      hid: async () => [keyboard, ...both, scanner, { ...scanner, vendorId: 0x9999, path: '/dev/hidraw9' }],
      serial: async () => [{ path: '/dev/ttyACM0', vendorId: '05f9', productId: '2204' }],
    });
    expect(found.scanners).toEqual([
      { path: '/dev/hidraw2', name: 'Honeywell / Metrologic', hid: { vendorId: 0x0c2e, productId: 0x0b61 } },
      { path: '/dev/hidraw9', name: 'HID POS scanner', hid: { vendorId: 0x9999, productId: 0x0b61 } },
      { path: '/dev/ttyACM0', name: 'Datalogic / PSC' },
    ]);
  });
});

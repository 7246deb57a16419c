import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startBarcodeScanner } from '../../native/barcode-scanner/barcodeScanner.ts';
import { commandReport, commandSets, honeywellMenu, newlandCommand } from '../../native/barcode-scanner/commandSets.ts';
import { createScanFramer } from '../../native/barcode-scanner/frames.ts';
import { readMetadata, withMetadata } from '../../native/barcode-scanner/metadataFrames.ts';
import type { DeviceConfig, RawScan, ScannerCommandSet, SimulatedFault } from '../../native/index.ts';
import { byteByByte, linkPair } from '../../native/link/linkPair.ts';
import { simulatedScanner } from '../../native/simulated/simulatedScanner.ts';
import { metadataPacket } from '../../native/simulated/simulatedScannerCommands.ts';
import { hangMs } from '../support/hang.ts';
import { ascii, hex, inPieces, recordedHealth, scannerConfig, testHost, testLimits, until } from './support.ts';

describe('commands as bytes', () => {
  it('are those of the manuals', () => {
    expect(honeywellMenu('CBRENA?', '.').bytes).toEqual(Uint8Array.of(0x16, 0x4d, 0x0d, ...ascii('CBRENA?.')));
    expect(commandSets.honeywell['trigger-on']?.bytes).toEqual(hex('16 54 0D'));
    expect(commandSets.honeywell['trigger-off']?.bytes).toEqual(hex('16 55 0D'));
    expect(commandSets.honeywell['beep-good']?.bytes).toEqual(hex('16 07 0D'));
    expect(newlandCommand('C11ENA1,MIN12,MAX22').bytes).toEqual(
      hex('7E 01 30 30 30 30 23 43 31 31 45 4E 41 31 2C 4D 49 4E 31 32 2C 4D 41 58 32 32 3B 03'),
    );
    expect(commandReport(0xfd, hex('16 07 0D'), 63)?.slice(0, 6)).toEqual(hex('FD 03 16 07 0D 00'));
    expect(commandReport(0xfd, new Uint8Array(63), 63)).toBeNull();
  });

  it('change nothing permanent: Honeywell ends with "!", Newland begins with "#"; a question changes nothing', () => {
    expect(honeywellMenu('DECHDR1').bytes.at(-1)).toBe('!'.charCodeAt(0));
    for (const command of Object.values(commandSets.newland)) expect(command.bytes[6]).toBe('#'.charCodeAt(0));
  });

  it.each([
    ['Honeywell done', honeywellMenu('CBRENA?', '.'), [...ascii('CBRENA1'), 6, 0x2e], { ok: true, text: '1' }],
    ['Honeywell range', honeywellMenu('CBRENA*', '.'), [...ascii('CBRENA0-1'), 6, 0x2e], { ok: true, text: '0-1' }],
    ['Honeywell unknown', honeywellMenu('XXXXXX1'), [...ascii('XXXXXX1'), 5, 0x21], { ok: false, why: 'unknown' }],
    [
      'Honeywell out of range',
      honeywellMenu('CBRENA9'),
      [...ascii('CBRENA9'), 0x15, 0x21],
      { ok: false, why: 'out-of-range' },
    ],
    [
      'Newland done',
      newlandCommand('C11MIN*,MAX*'),
      [...hex('02 01 30 30 30 30 40 43 31 31 4D 49 4E 31 32 06 2C 4D 41 58 32 32 06 3B 03')],
      { ok: true, text: '12,MAX22' },
    ],
    [
      'Newland refused in part',
      newlandCommand('C11ENA1,MIN12'),
      [...hex('02 01 30 30 30 30 23 43 31 31 45 4E 41 31 06 2C 4D 49 4E 31 32 15 3B 03')],
      { ok: false, why: 'out-of-range' },
    ],
    ['Datalogic', commandSets.datalogic.identify, [1, 2, ...ascii('PowerScan'), 3, 4], { ok: true, text: 'PowerScan' }],
  ])('%s: the answer is found when it is complete, and not before', (_name, command, answer, expected) => {
    const find = command?.answer;
    const bytes = Uint8Array.from(answer);
    for (let length = 0; length < bytes.length; length += 1) expect(find?.(bytes.subarray(0, length))).toBeUndefined();
    expect(find?.(Uint8Array.of(...bytes, 0x41))).toEqual({ answer: expected, length: bytes.length });
  });

  it('random bytes are never read beyond their end', () => {
    const finders = [honeywellMenu('DECHDR1'), commandSets.datalogic.identify, commandSets.newland.identify];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const finder of finders) expect(finder?.answer?.(bytes)?.length ?? 0).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('Honeywell metadata packets', () => {
  const ean = hex(
    '16 FE 1C 00 00 00 0D 4D 53 47 47 45 54 30 30 31 34 64 45 30 1D 33 30 34 36 39 32 30 30 32 39 37 35 39 0D',
  );
  const framer = () => withMetadata(createScanFramer('cr', 8192), 8192);

  it('the example reads as the EAN-13', () => {
    expect(readMetadata(ean)).toEqual({ aim: ']E0', bytes: ascii('3046920029759\r') });
    expect(metadataPacket(ascii('3046920029759\r'), 0x64, ']E0')).toEqual(ean);
  });

  it('binary codes survive, between plain ones, whatever the pieces', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
        (code, sizes) => {
          const it = framer();
          const stream = Uint8Array.of(
            ...ascii('PLAIN\r'),
            ...metadataPacket(code, 0x77, ']d1'),
            ...ascii('\x16AGAIN\r'),
            ...metadataPacket(code, 0x77, ']d1'),
          );
          expect(inPieces(stream, sizes).flatMap((piece) => it.push(piece))).toEqual([
            { kind: 'code', bytes: ascii('PLAIN') },
            { kind: 'code', bytes: code, aim: ']d1' },
            { kind: 'code', bytes: ascii('\x16AGAIN') },
            { kind: 'code', bytes: code, aim: ']d1' },
          ]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('the rest of a packet that broke off is no plain code, however late it comes', () => {
    for (let cut = 2; cut < ean.length; cut += 1) {
      const it = framer();
      const pieces = [...it.push(ean.slice(0, cut)), ...it.quiet(), ...it.push(ean.slice(cut)), ...it.push(ean)];
      expect(
        pieces.filter(({ kind }) => kind === 'code'),
        String(cut),
      ).toEqual([{ kind: 'code', bytes: ascii('3046920029759\r'), aim: ']E0' }]);
    }
  });

  it('a length that lies, a cut packet and parts that contradict each other are no code', () => {
    expect(framer().push(hex('16 FE FF FF FF FF 0D'))).toEqual([{ kind: 'discarded', count: 7, why: 'too-long' }]);
    expect(framer().push(hex('16 FE 02 00 00 00 0D'))).toEqual([{ kind: 'discarded', count: 7, why: 'outside-frame' }]);
    const wrong = ean.slice();
    wrong[15] = 0x39;
    expect(framer().push(wrong)).toEqual([{ kind: 'discarded', count: ean.length, why: 'outside-frame' }]);
    const cut = framer();
    expect(cut.push(ean.slice(0, 20))).toEqual([]);
    expect(cut.pending()).toBe(true);
    expect(cut.quiet()).toEqual([{ kind: 'discarded', count: 20, why: 'unfinished' }]);
  });
});

async function scannerWith(
  commandSet: ScannerCommandSet | undefined,
  fault: () => SimulatedFault = () => 'none',
  answer = hangMs,
) {
  const cable = linkPair(byteByByte);
  const twin = simulatedScanner(cable.device, { endMark: 'cr', aimIdentifier: true, commandSet }, fault);
  const scans: RawScan[] = [];
  const log: string[] = [];
  const session = startBarcodeScanner(
    cable.host,
    { deviceId: 'scanner', endMark: 'cr', aimIdentifier: true, commandSet },
    recordedHealth(),
    { scan: (scan) => scans.push(scan), log: (_level, message) => log.push(message) },
    { ...testLimits.scanner, answer, lateAnswer: 300 },
  );
  onTestFinished(() => session.stop(false));
  await session.prepare();
  return {
    cable,
    twin,
    scans,
    log,
    session,
    texts: () => scans.map(({ bytes }) => Buffer.from(bytes).toString('latin1')),
  };
}

describe('a serial scanner with a command set', () => {
  it.each(['honeywell', 'datalogic', 'newland'] as const)(
    '%s: tells who it is, beeps and reads on command, and no answer is a scan',
    async (commandSet) => {
      const it = await scannerWith(commandSet);
      expect(await it.session.run('identify')).toContain('Simulated scanner');
      for (const deed of ['trigger-on', 'trigger-off'] as const) await it.session.run(deed);
      if (commandSet === 'newland') await expect(it.session.run('beep-good')).rejects.toThrow('invalid-request');
      else for (const deed of ['beep-good', 'beep-bad'] as const) await it.session.run(deed);
      await until('all commands', () => it.twin.commands().length >= (commandSet === 'newland' ? 3 : 5));
      await it.twin.scan(ascii('A SCAN'), ']Q1');
      await until('the scan', () => it.scans[0]);
      expect(it.texts()).toEqual(['A SCAN']);
    },
  );

  it('honeywell: a binary code with end marks inside comes whole, with its identifier', async () => {
    const it = await scannerWith('honeywell');
    const code = Uint8Array.from({ length: 300 }, (_, index) => index & 0xff);
    await it.twin.scan(code, ']d1');
    expect(await until('the scan', () => it.scans[0])).toMatchObject({ bytes: code, aim: ']d1' });
    expect(it.twin.commands()[0]).toBe('DECHDR1');
  });

  it('is used also when it answers no command; what then comes late is no scan', async () => {
    let fault: SimulatedFault = 'silent';
    const it = await scannerWith('honeywell', () => fault, 300);
    expect(it.log).toEqual(['scanner: codes come without their length (device-silent)']);
    await it.cable.device.write(ascii('Product Name: late\r\n'));
    fault = 'none';
    await new Promise((resolve) => setTimeout(resolve, 350));
    await it.twin.scan(ascii('PLAIN'), ']Q1');
    await until('the scan', () => it.scans[0]);
    expect(it.texts()).toEqual(['PLAIN']);
  });

  it('without a command set nothing is ever written to it', async () => {
    const it = await scannerWith(undefined);
    await expect(it.session.run('beep-good')).rejects.toThrow('invalid-request');
    expect(it.twin.commands()).toEqual([]);
  });

  it('answers through the device host, also who asks while it is gone', async () => {
    const host = await testHost([{ ...scannerConfig, commandSet: 'newland' } as DeviceConfig]);
    await host.is('scanner', 'ready');
    expect(await host.ask('scanner.command', { deviceId: 'scanner', deed: 'identify' })).toMatchObject({
      ok: true,
      value: { text: expect.stringContaining('Simulated') },
    });
    await host.ask('simulate', { deed: 'fault', deviceId: 'scanner', fault: 'unplugged' });
    await host.is('scanner', 'lost');
    expect(await host.ask('scanner.command', { deviceId: 'scanner', deed: 'identify' })).toMatchObject({
      ok: false,
      error: { code: 'device-not-ready' },
    });
    expect(await host.ask('scanner.command', { deviceId: 'nobody', deed: 'identify' })).toMatchObject({
      ok: false,
      error: { code: 'device-unknown' },
    });
  });
});

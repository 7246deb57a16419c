import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DeviceConfig } from '../../native/index.ts';
import { openSerialLink } from '../../native/link/serialLink.ts';
import { openRoom } from '../../native/simulated/room.ts';
import { simulatedLocker } from '../../native/simulated/simulatedLocker.ts';
import { simulatedScanner } from '../../native/simulated/simulatedScanner.ts';
import { cable, opened, socat } from './cable.ts';
import { ascii, lockerConfig, rest, scannerConfig, temporaryFolder, testHost, testLimits, until } from './support.ts';

const openFiles = (path: string) =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(path);
    } catch {
      return false; // Closed meanwhile.
    }
  });

describe.skipIf(!socat)('a serial port on a pseudo-terminal', () => {
  it('carries bytes both ways', async () => {
    const { near, far } = await cable();
    const [a, b] = [await opened(near), await opened(far)];
    const got: number[] = [];
    a.onBytes((bytes) => got.push(...bytes));
    b.onBytes((bytes) => void b.write(bytes));
    await a.write(Uint8Array.from({ length: 256 }, (_, index) => index));
    await until('all bytes back', () => got.length === 256);
    expect(got).toEqual(Array.from({ length: 256 }, (_, index) => index));
  });

  it('is null when it is not there, and busy when another holds it', async () => {
    const { near } = await cable();
    expect(await openSerialLink({ path: `${near}-none`, baudRate: 9600 }, testLimits.link)).toBeNull();
    await opened(near);
    await expect(openSerialLink({ path: near, baudRate: 9600 }, testLimits.link)).rejects.toThrow('device-busy');
  });

  it('says why it cannot be opened without its name, which holds the serial number of the device', async () => {
    const path = join(temporaryFolder(), 'usb-Maker_Model_SN4711-if00');
    mkdirSync(path); // What the system refuses to open, also for root.
    const refused = await openSerialLink({ path, baudRate: 9600 }, testLimits.link).catch(
      (thrown: Error) => thrown.message,
    );
    expect(refused).toContain('the port');
    expect(refused).not.toContain('SN4711');
  });

  it('tells a loss once, and every transfer after it ends', async () => {
    const { near, pull } = await cable();
    const link = await opened(near);
    const causes: string[] = [];
    link.onLost((cause) => causes.push(cause.code));
    await pull();
    await until('the loss', () => causes.length);
    // Refused, not handed to a port that would keep it for later.
    await expect(link.write(ascii('x'))).rejects.toThrow('device-lost: write: port is closed');
    await expect(link.flushInput()).rejects.toThrow('device-lost: flush: port is closed');
    await rest(100);
    expect(causes).toEqual(['device-lost']);
  });

  // serialport 13 retries its read for ever on a hung-up terminal: no close, and one core at 100 %.
  it('notices a hang-up right after the last bytes, and leaves no port open', async () => {
    for (let round = 0; round < 8; round += 1) {
      const path = join(temporaryFolder(), 'near');
      const speaker = spawn('socat', ['-u', '-t', '0', '-', `pty,raw,echo=0,link=${path}`], {
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      await until('the terminal', () => existsSync(path));
      const node = realpathSync(path);
      const link = await opened(path);
      let lost = false;
      let got = '';
      link.onLost(() => {
        lost = true;
      });
      link.onBytes((bytes) => {
        got += Buffer.from(bytes).toString();
      });
      speaker.stdin?.end('last words');
      await until('the loss', () => lost);
      await until('the port is closed', () => openFiles(node).length === 0);
      expect('last words').toContain(got);
    }
  });
});

describe.skipIf(!socat)('whole drivers on a pseudo-terminal', () => {
  it('a scanner: scans, is lost when the cable goes, and scans again when it is back', async () => {
    const line = await cable();
    const host = await testHost([
      { ...scannerConfig, link: { type: 'serial', path: line.near, baudRate: 9600 } } as DeviceConfig,
    ]);
    await host.is('scanner', 'ready');
    const twin = async () =>
      simulatedScanner(await opened(line.far), { endMark: 'cr', aimIdentifier: true }, () => 'none');
    const codes = () => host.of('scan').map(({ scan }) => Buffer.from(scan.bytes).toString('latin1'));

    const first = await twin();
    for (let index = 0; index < 50; index += 1) await first.scan(ascii(`CODE-${index}\x1d\x00`), ']d2');
    await until('50 scans', () => codes().length === 50);
    expect(codes()).toEqual(Array.from({ length: 50 }, (_, index) => `CODE-${index}\x1d\x00`));

    await line.pull();
    await host.is('scanner', 'lost');
    await line.plug();
    await host.is('scanner', 'ready');
    const second = await twin();
    await second.scan(ascii('BACK'), ']Q1');
    await until('the scan after the return', () => codes().at(-1) === 'BACK');
    expect(codes().length).toBe(51);
  });

  it('a lock board: opens, is lost when the cable goes, tells what happened meanwhile, opens again', async () => {
    const line = await cable();
    const room = openRoom(join(temporaryFolder(), 'world.json'), () => {});
    room.buildDoors(0, 16);
    const attach = async () =>
      simulatedLocker(await opened(line.far), room, { board: 0, locks: 16, closedBit: 1, echo: true }, () => 'none');
    await attach();
    const host = await testHost([
      { ...lockerConfig, link: { type: 'serial', path: line.near, baudRate: 19_200 } } as DeviceConfig,
    ]);
    await host.is('box', 'ready');
    const open = (lock: number) =>
      host.ask('locker.open', { deviceId: 'box', board: 0, lock, operationId: `op-${lock}` });

    expect(await open(2)).toEqual({ ok: true, value: null });
    await until('lock 2 open', () => host.of('door').some(({ door, commanded }) => door.lock === 2 && commanded));

    await line.pull();
    await host.is('box', 'lost');
    expect(await open(3)).toMatchObject({ ok: false, error: { code: 'device-not-ready' } });
    room.changeDoor(0, 2, { open: false });
    await line.plug();
    await attach();
    await host.is('box', 'ready');
    await until('lock 2 closed', () => host.of('door').some(({ door }) => door.lock === 2 && door.door === 'closed'));

    expect(await open(4)).toEqual({ ok: true, value: null });
    await until('lock 4 open', () => host.of('door').some(({ door, commanded }) => door.lock === 4 && commanded));
    expect(
      room
        .snapshot()
        .doors.filter(({ openings }) => openings > 0)
        .map(({ lock, openings }) => [lock, openings]),
    ).toEqual([
      [2, 1],
      [4, 1],
    ]);
  });

  it('a lock board that nobody answers for is failing, not lost, and recovers', async () => {
    const line = await cable();
    const host = await testHost([
      { ...lockerConfig, link: { type: 'serial', path: line.near, baudRate: 19_200 } } as DeviceConfig,
    ]);
    expect(await host.is('box', 'failing')).toMatchObject({ problem: { code: 'device-silent' } });
    const room = openRoom(join(temporaryFolder(), 'world.json'), () => {});
    room.buildDoors(0, 16);
    simulatedLocker(await opened(line.far), room, { board: 0, locks: 16, closedBit: 1 }, () => 'none');
    await host.is('box', 'ready');
  });
});

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { linkPair } from '../../native/link/linkPair.ts';
import { openSerialLink } from '../../native/link/serialLink.ts';
import { crc16 } from '../../native/checks.ts';
import { createPadFrames, frame, pack, unpack } from '../../native/signature-pad/serialFrames.ts';
import { serialPadLink } from '../../native/signature-pad/serialPadLink.ts';
import { padProfiles } from '../../native/simulated/padProfiles.ts';
import { simulatedPad } from '../../native/simulated/simulatedPad.ts';
import { simulatedPadLine } from '../../native/simulated/simulatedPadLine.ts';
import { ascii, hex, inPieces, padScreen, rest, temporaryFolder, testHost, testLimits, until } from './support.ts';

describe('STU frames on a serial line, as published', () => {
  it.each([
    ['read Information', '80 08', 'C0 05 40 02 0C 00 30'],
    ['read DefaultMode', '80 0C', 'C0 05 40 03 0C 1C 28'],
    ['set DefaultMode HID', '0C 01 00', 'C0 06 06 00 20 0C 0C 4C'],
    ['hard reset', '04 01', 'C0 05 02 00 38 30 00'],
  ])('%s', (_name, payload, wire) => {
    expect(frame(hex(payload))).toEqual(hex(wire));
    expect(createPadFrames().push(hex(wire))).toEqual([hex(payload)]);
  });

  it('the answer to a write comes without a checksum', () => {
    expect(frame(hex('81 00'), false)).toEqual(hex('80 03 40 40 00'));
    expect(createPadFrames().push(hex('80 03 40 40 00'))).toEqual([hex('81 00')]);
  });

  it('CRC-16/ARC has its check value', () => expect(crc16(ascii('123456789'), 0)).toBe(0xbb3d));
});

describe('STU frames under any bytes', () => {
  const payload = fc.uint8Array({ minLength: 1, maxLength: 600 });

  it('packing and unpacking give back every payload, and only the first byte has its upper bit', () => {
    fc.assert(
      fc.property(payload, (bytes) => {
        expect(unpack(pack(bytes))).toEqual(bytes);
        expect(
          frame(bytes)
            .subarray(1)
            .every((byte) => byte < 0x80),
        ).toBe(true);
      }),
    );
  });

  it('the same payloads, whatever the pieces', () => {
    fc.assert(
      fc.property(
        fc.array(payload, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (payloads, sizes) => {
          const parser = createPadFrames();
          const wire = Uint8Array.from(payloads.flatMap((bytes) => [...frame(bytes)]));
          expect(inPieces(wire, sizes).flatMap((piece) => parser.push(piece))).toEqual(payloads);
          expect(parser.takeDiscarded()).toBe(0);
        },
      ),
    );
  });

  it('half a frame is thrown away and counted, and the next one is whole', () => {
    fc.assert(
      fc.property(payload, fc.nat(600), (bytes, cutAt) => {
        const half = frame(bytes)
          .slice(0, -1)
          .slice(0, 1 + cutAt);
        const parser = createPadFrames();
        expect(parser.push(Uint8Array.of(...half, ...frame(hex('80 08'))))).toEqual([hex('80 08')]);
        expect(parser.takeDiscarded()).toBe(half.length);
      }),
    );
  });

  it('a damaged frame with a checksum is never taken for another', () => {
    fc.assert(
      fc.property(payload, fc.nat(), fc.integer({ min: 1, max: 0x7f }), (bytes, at, flip) => {
        const wire = frame(bytes);
        const place = 2 + (at % (wire.length - 2));
        wire[place]! ^= flip;
        const got = createPadFrames().push(wire);
        // Only the filling bits of the last group may differ unseen.
        if (got.length > 0) expect(got).toEqual([bytes]);
      }),
    );
  });

  it('never throws, never keeps more than one frame', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (pieces) => {
        const parser = createPadFrames();
        let read = 0;
        for (const piece of pieces) read += parser.push(piece).reduce((sum, each) => sum + each.length, 0);
        expect(read).toBeLessThanOrEqual(pieces.reduce((sum, each) => sum + each.length, 0));
      }),
    );
  });
});

describe('reports over a serial line', () => {
  function line(device: {
    getFeature(id: number): Uint8Array | Promise<Uint8Array>;
    setFeature(report: Uint8Array): void | Promise<void>;
  }) {
    const cable = linkPair();
    const front = simulatedPadLine(cable.device, device);
    return { link: serialPadLink(cable.host, 100), front, cable };
  }

  it('reads, writes and hears input, each in its order', async () => {
    const written: Uint8Array[] = [];
    const { link, front } = line({
      getFeature: (id) => Uint8Array.of(id, 1, 2, 3, 4),
      setFeature: (bytes) => void written.push(bytes),
    });
    const heard: Uint8Array[] = [];
    link.onReport((report) => heard.push(report));
    const [answer] = await Promise.all([
      link.readFeature(3, 4),
      link.writeFeature(Uint8Array.of(0x21, 1)),
      link.writeFeature(Uint8Array.of(0x20, 0)),
    ]);
    expect(answer).toEqual(Uint8Array.of(1, 2, 3, 4));
    expect(written).toEqual([Uint8Array.of(0x21, 1), Uint8Array.of(0x20, 0)]);
    front.sendInput(hex('01 9A BC 12 34 56 78'));
    await until('the input', () => heard.length);
    expect(heard).toEqual([hex('01 9A BC 12 34 56 78')]);
  });

  it('a refusal is told, silence ends, a pulled cable is a loss', async () => {
    const never = new Promise<never>(() => {});
    const refusing = line({
      getFeature: () => Promise.reject(new Error('stalled')),
      setFeature: () => Promise.reject(new Error('stalled')),
    });
    await expect(refusing.link.readFeature(0x34, 4)).rejects.toThrow('device-refused');
    await expect(refusing.link.writeFeature(Uint8Array.of(0x20, 0))).rejects.toThrow('device-refused');
    const silent = line({ getFeature: () => never, setFeature: () => never });
    await expect(silent.link.readFeature(3, 4)).rejects.toThrow('device-silent');
    const asked = expect(silent.link.readFeature(3, 4)).rejects.toThrow('device-lost');
    silent.cable.unplug();
    await asked;
    await rest(0);
  });
});

const socat = spawnSync('socat', ['-V']).status === 0;
if (!socat) console.log('The pad on a pseudo-terminal is left out: the program socat is not installed.');

describe.skipIf(!socat)('a pad on a pseudo-terminal', () => {
  it('starts, shows its page, takes a signature, is lost when the cable goes', async () => {
    const folder = temporaryFolder();
    const [near, far] = [join(folder, 'near'), join(folder, 'far')];
    const cable = spawn('socat', [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`], { stdio: 'ignore' });
    onTestFinished(() => void cable.kill('SIGKILL'));
    await until('the cable', () => existsSync(near) && existsSync(far));
    const line = await openSerialLink({ path: far, baudRate: 9600 }, testLimits.link);
    if (!line) throw new Error('no line');
    onTestFinished(() => line.close());
    const twin = simulatedPad(
      () => 'none',
      () => {},
      padProfiles['STU-430V'],
    );
    twin.attach(line, () => {});
    const host = await testHost([
      { id: 'pad', kind: 'pad', model: 'wacom-stu', link: { type: 'serial', path: near, baudRate: 9600 } },
    ]);
    await host.is('pad', 'ready');
    expect(host.status('pad')?.name).toBe('STU-430V');
    const screen = {
      ...padScreen('s'),
      width: 320,
      height: 200,
      bits: new Uint8Array(8000).fill(0xa5),
      ink: { x: 0, y: 0, width: 320, height: 150 },
      buttons: [],
    };
    expect(await host.ask('pad.show', { deviceId: 'pad', screen })).toEqual({ ok: true, value: null });
    expect(Buffer.from(twin.display()).equals(screen.bits)).toBe(true);
    for (let index = 0; index < 100; index += 1)
      twin.pen({ x: 1000 + index * 20, y: 2000, pressure: 400, near: true, tip: true, time: index * 5 });
    const points = () => host.of('ink').flatMap((event) => event.points);
    await until('all points', () => points().length === 100);
    expect(points().every(({ lostBefore }) => lostBefore === 0)).toBe(true);
    cable.kill('SIGKILL');
    for (const path of [near, far]) rmSync(path, { force: true });
    await host.is('pad', 'lost');
  });
});

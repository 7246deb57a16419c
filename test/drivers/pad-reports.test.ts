import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  imageBlock,
  readCapability,
  readEserial,
  readInformation,
  readPen,
  readStatus,
  writingArea,
  writePen,
} from '../../native/signature-pad/reports.ts';
import { createPenReader, type PenNews } from '../../native/signature-pad/penReader.ts';
import { hex, padScreen } from './support.ts';

const numbers = { maxX: 8000, maxY: 4800, maxPressure: 1023, width: 800, height: 480, rate: 200, flags: 0x0a };

describe('STU reports as published', () => {
  it('reads pen data: proximity and switch in the upper bits, pressure in the lower twelve', () => {
    expect(readPen(hex('01 9A BC 12 34 56 78'))).toEqual({
      near: true,
      tip: true,
      pressure: 0xabc,
      x: 0x1234,
      y: 0x5678,
      time: null,
      sequence: null,
    });
  });

  it('reads time and sequence big-endian', () => {
    expect(readPen(hex('34 91 FF 01 05 02 03 04 05 06 07'))).toMatchObject({
      pressure: 0x1ff,
      x: 0x0105,
      y: 0x0203,
      time: 0x0405,
      sequence: 0x0607,
    });
  });

  it('reads the capability', () => {
    expect(readCapability(hex('1F 40 12 C0 03 FF 03 20 01 E0 C8 09 EC 0A 00 00'))).toEqual(numbers);
  });

  it('takes an old pad with ten bytes as monochrome', () => {
    expect(readCapability(hex('1F 40 12 C0 03 FF 03 20 01 E0'))).toMatchObject({ flags: 2, rate: 200 });
  });

  it('reads the information and the serial number', () => {
    expect(readInformation(hex('53 54 55 2D 35 34 30 00 00 01 02 03 04 05 06 07'))).toEqual({
      model: 'STU-540',
      firmware: '1.2',
    });
    expect(readEserial(hex('38 4A 51 30 31 00 00 00 00 00 00 00 00'))).toBe('8JQ01');
  });

  it('writes areas little-endian', () => {
    expect(writingArea({ x: 1, y: 2, width: 800, height: 479 })).toEqual(hex('2A 01 00 02 00 20 03 E0 01'));
  });

  it('writes blocks with their length, padded with zeros', () => {
    const block = imageBlock(hex('AA BB'));
    expect(block.length).toBe(256);
    expect(block.slice(0, 6)).toEqual(hex('26 02 00 AA BB 00'));
  });

  it('refuses half reports and reports that are not pen data', () => {
    for (const bytes of ['', '01', '01 9A BC 12 34 56', '34 91 FF 01 05 02 03', '10 00 00 00 00 00 00']) {
      expect(readPen(bytes ? hex(bytes) : new Uint8Array())).toBeUndefined();
    }
  });
});

describe('report readers under any bytes', () => {
  it('never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        readPen(bytes);
        readCapability(bytes);
        readInformation(bytes);
        readStatus(bytes);
        expect(readEserial(bytes)).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });

  it('give back every sample that was written', () => {
    const word = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 0, max: 0xfff }),
        word,
        word,
        word,
        word,
        (near, tip, pressure, x, y, time, sequence) => {
          const sample = { near, tip, pressure, x, y, time, sequence };
          expect(readPen(writePen(sample))).toEqual(sample);
        },
      ),
    );
  });
});

describe('pen reader', () => {
  const screen = padScreen('s');
  const reader = () => createPenReader(screen, numbers);
  /** In display pixels. */
  const down = (x: number, y: number, sequence: number, time = sequence * 5) => ({
    near: true,
    tip: true,
    pressure: 300,
    x: x * 10,
    y: y * 10,
    time,
    sequence,
  });
  const away = (sequence: number) => ({
    near: false,
    tip: false,
    pressure: 0,
    x: 0,
    y: 0,
    time: sequence * 5,
    sequence,
  });
  const points = (news: PenNews[]) => news.flatMap((each) => (each.kind === 'point' ? [each.point] : []));

  it('ends a stroke where the pen was last and draws no line to (0, 0)', () => {
    const it = reader();
    const news = [down(100, 200, 1), down(110, 210, 2), away(3)].flatMap((sample) => it.take(sample, 0));
    expect(points(news).map(({ x, y, tip }) => [x, y, tip])).toEqual([
      [1000, 2000, true],
      [1100, 2100, true],
      [1100, 2100, false],
    ]);
  });

  it('takes ink only inside the ink area and ends the stroke at its edge', () => {
    const it = reader();
    const news = [down(100, 370, 1), down(100, 390, 2), down(100, 395, 3), down(150, 370, 4), away(5)].flatMap(
      (sample) => it.take(sample, 0),
    );
    expect(points(news).map(({ x, y, tip }) => [x / 10, y / 10, tip])).toEqual([
      [100, 370, true],
      [100, 370, false],
      [150, 370, true],
      [150, 370, false],
    ]);
  });

  it('presses a button only by pen down and up inside it', () => {
    const it = reader();
    expect([down(600, 420, 1), down(610, 425, 2), away(3)].flatMap((sample) => it.take(sample, 0))).toEqual([
      { kind: 'button', button: 'ok' },
    ]);
    expect([down(600, 420, 4), down(400, 420, 5), away(6)].flatMap((sample) => it.take(sample, 0))).toEqual([]);
    expect(
      [down(100, 300, 7), down(600, 420, 8), away(9)]
        .flatMap((sample) => it.take(sample, 0))
        .filter(({ kind }) => kind === 'button'),
    ).toEqual([]);
  });

  it('makes no ink of a stroke that starts on a button', () => {
    const it = reader();
    expect([down(600, 420, 1), down(600, 300, 2), away(3)].flatMap((sample) => it.take(sample, 0))).toEqual([]);
  });

  it('counts lost samples, drops doubled and late ones, also over the wrap', () => {
    const it = reader();
    const news = [
      down(100, 200, 65_534),
      down(101, 200, 65_535),
      down(101, 200, 65_535),
      down(102, 200, 3),
      down(99, 200, 1),
    ].flatMap((sample) => it.take(sample, 0));
    expect(points(news).map(({ x, lostBefore }) => [x / 10, lostBefore])).toEqual([
      [100, 0],
      [101, 0],
      [102, 3],
    ]);
  });

  it('goes on after a pad that started to count anew', () => {
    const it = reader();
    it.take(down(100, 200, 5000), 0);
    const news = Array.from({ length: 20 }, (_, index) => down(100, 200, index)).flatMap((sample) =>
      it.take(sample, 0),
    );
    expect(points(news).length).toBeGreaterThan(5);
  });

  it('unwraps the clock, also over pauses longer than its range', () => {
    const it = reader();
    const at = (time: number, sequence: number, arrivedAt: number) =>
      points(it.take(down(100, 200, sequence, time), arrivedAt))[0]?.t;
    expect(at(65_000, 1, 0)).toBe(65_000);
    expect(at(100, 2, 636)).toBe(65_636);
    expect(at(300, 3, 636 + 200 + 2 * 65_536)).toBe(65_836 + 2 * 65_536);
  });

  it('never throws and never puts ink outside the area, whatever the samples', () => {
    const word = fc.integer({ min: 0, max: 0xffff });
    const sample = fc.record({
      near: fc.boolean(),
      tip: fc.boolean(),
      pressure: word,
      x: word,
      y: word,
      time: fc.option(word),
      sequence: fc.option(word),
    });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 60 }), (samples) => {
        const it = reader();
        let open = false;
        for (const point of points(samples.flatMap((each) => it.take(each, 0)))) {
          expect(point.x / 10).toBeGreaterThanOrEqual(screen.ink.x);
          expect(point.x / 10).toBeLessThan(screen.ink.x + screen.ink.width);
          expect(point.y / 10).toBeGreaterThanOrEqual(screen.ink.y);
          expect(point.y / 10).toBeLessThan(screen.ink.y + screen.ink.height);
          if (!point.tip) expect(open).toBe(true); // A stroke ends only after it began.
          open = point.tip;
        }
      }),
    );
  });
});

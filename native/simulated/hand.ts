import type { PadButton, PadScreen, Rectangle } from '../contract.ts';
import type { PenInput } from './simulatedPad.ts';

/** A hand with a pen: makes the samples a pad would see. Always the same for the same screen. */

/** The pad it writes on. */
export interface Surface {
  width: number;
  height: number;
  maxX: number;
  maxY: number;
  maxPressure: number;
  rate: number;
}

type Point = readonly [x: number, y: number];

/** A signature in a box of 0..1: strokes as control points of a smooth curve; natural in speed and pressure. */
const strokes: readonly (readonly Point[])[] = [
  [
    [0.06, 0.78],
    [0.1, 0.3],
    [0.16, 0.12],
    [0.2, 0.4],
    [0.17, 0.8],
    [0.11, 0.72],
    [0.2, 0.48],
    [0.27, 0.5],
  ],
  [
    [0.27, 0.5],
    [0.29, 0.68],
    [0.33, 0.5],
    [0.35, 0.66],
    [0.4, 0.52],
    [0.42, 0.66],
    [0.47, 0.5],
    [0.45, 0.66],
    [0.52, 0.58],
  ],
  [
    [0.55, 0.16],
    [0.55, 0.5],
    [0.56, 0.72],
    [0.6, 0.6],
    [0.64, 0.5],
    [0.66, 0.68],
    [0.7, 0.56],
    [0.74, 0.52],
    [0.73, 0.7],
    [0.8, 0.6],
    [0.94, 0.44],
  ],
  [
    [0.49, 0.34],
    [0.56, 0.32],
    [0.64, 0.3],
  ],
  [
    [0.14, 0.92],
    [0.4, 0.88],
    [0.7, 0.9],
    [0.9, 0.82],
  ],
];

/** Catmull-Rom: passes through its points, smooth at each. */
function curve(points: readonly Point[], at: number): Point {
  const last = points.length - 1;
  const from = Math.min(Math.floor(at * last), last - 1);
  const part = at * last - from;
  const point = (index: number): Point => points[Math.max(0, Math.min(last, index))] ?? [0, 0];
  const [p0, p1, p2, p3] = [point(from - 1), point(from), point(from + 1), point(from + 2)];
  const blend = (axis: 0 | 1) =>
    0.5 *
    (2 * p1[axis] +
      (p2[axis] - p0[axis]) * part +
      (2 * p0[axis] - 5 * p1[axis] + 4 * p2[axis] - p3[axis]) * part ** 2 +
      (3 * p1[axis] - p0[axis] - 3 * p2[axis] + p3[axis]) * part ** 3);
  return [blend(0), blend(1)];
}

function toPad(x: number, y: number, on: Surface): { x: number; y: number } {
  const clamp = (value: number, max: number) => Math.max(0, Math.min(max, Math.round(value)));
  return { x: clamp((x * on.maxX) / on.width, on.maxX), y: clamp((y * on.maxY) / on.height, on.maxY) };
}

/** A pen that writes down samples while it moves. */
function pen(startTime: number, on: Surface) {
  const samples: PenInput[] = [];
  let time = startTime;
  const add = (x: number, y: number, pressure: number, near: boolean, tip: boolean) => {
    samples.push({ ...(near ? toPad(x, y, on) : { x: 0, y: 0 }), pressure, near, tip, time: Math.round(time) });
    time += 1000 / on.rate;
  };
  return {
    samples,
    touch: (x: number, y: number, pressure: number) =>
      add(x, y, Math.max(1, Math.min(on.maxPressure, Math.round((pressure * on.maxPressure) / 1023))), true, true),
    hover: (x: number, y: number) => add(x, y, 0, true, false),
    /** Out of reach: the pad reports (0, 0). */
    lift: () => add(0, 0, 0, false, false),
    time: () => time,
  };
}

/** The box a person signs in: the middle of the ink area, not wider than a hand writes. */
function signingBox(ink: Rectangle): Rectangle {
  const width = ink.width * 0.8;
  const height = Math.min(ink.height * 0.8, width / 2.2);
  return { x: ink.x + (ink.width - width) / 2, y: ink.y + (ink.height - height) / 2, width, height };
}

function sign(screen: PadScreen, startTime: number, on: Surface): PenInput[] {
  const box = signingBox(screen.ink);
  const it = pen(startTime, on);
  for (const points of strokes) {
    const count = (points.length - 1) * 14;
    for (let index = 0; index <= count; index += 1) {
      const even = index / count;
      // Slow at both ends, fast in the middle; pressure rises, trembles a little, and falls.
      const [x, y] = curve(points, even - Math.sin(2 * Math.PI * even) / 14);
      const pressure = 120 + 620 * Math.sin(Math.PI * even) ** 0.6 + 40 * Math.sin(index * 1.7);
      it.touch(box.x + x * box.width, box.y + y * box.height, pressure);
    }
    const [x, y] = points.at(-1) ?? [0.5, 0.5];
    for (let index = 0; index < 12; index += 1) it.hover(box.x + x * box.width, box.y + y * box.height);
  }
  it.lift();
  return it.samples;
}

function dot(screen: PadScreen, startTime: number, on: Surface): PenInput[] {
  const it = pen(startTime, on);
  const x = screen.ink.x + screen.ink.width / 2;
  const y = screen.ink.y + screen.ink.height / 2;
  for (let index = 0; index < 6; index += 1) it.touch(x, y, 300);
  it.lift();
  return it.samples;
}

/** null: the screen has no such button. */
function tap(screen: PadScreen, name: PadButton, startTime: number, on: Surface): PenInput[] | null {
  const area = screen.buttons.find((button) => button.name === name)?.area;
  if (!area) return null;
  const it = pen(startTime, on);
  for (let index = 0; index < 14; index += 1) it.touch(area.x + area.width / 2, area.y + area.height / 2, 350);
  it.lift();
  return it.samples;
}

/** All samples of one deed, or null when a button is asked for that the screen does not have. */
export function handSamples(
  screen: PadScreen,
  style: 'signature' | 'dot' | 'nothing',
  press: PadButton | null,
  startTime: number,
  on: Surface,
): PenInput[] | null {
  const drawn = style === 'signature' ? sign(screen, startTime, on) : style === 'dot' ? dot(screen, startTime, on) : [];
  if (!press) return drawn;
  const pressed = tap(screen, press, (drawn.at(-1)?.time ?? startTime) + 400, on);
  return pressed && [...drawn, ...pressed];
}

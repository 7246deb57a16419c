import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../core/kernel/ports.ts';

const maxBytes = 1_000_000;
const keptFiles = 5;

/**
 * What moves the cursor, colours the screen, breaks the line or turns its direction: a line says only what it seems to
 * say.
 */
const unprintable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Writes plain lines to `client.log` in `folder`; a full file becomes `client.1.log`, and so on. A disk that takes no
 * more lines does not stop the counter: the line goes to the error output only.
 */
export function openLog(folder: string): Log {
  const file = path.join(folder, 'client.log');
  let bytes = 0;
  try {
    mkdirSync(folder, { recursive: true });
    bytes = existsSync(file) ? statSync(file).size : 0;
  } catch (error) {
    process.stderr.write(`The log folder cannot be used: ${String(error)}\n`);
  }

  return (level, message) => {
    const line = `${new Date().toISOString()} ${level.padEnd(5)} ${message.replaceAll(unprintable, '?').replaceAll('\n', '\n    ')}\n`;
    if (level !== 'info') process.stderr.write(line);
    try {
      if (bytes > maxBytes) {
        rotate(folder, file);
        bytes = 0;
      }
      appendFileSync(file, line);
      bytes += Buffer.byteLength(line);
    } catch {
      if (level === 'info') process.stderr.write(line);
    }
  };
}

function rotate(folder: string, file: string): void {
  const numbered = (n: number): string => path.join(folder, `client.${n}.log`);
  for (let n = keptFiles - 2; n >= 1; n--) if (existsSync(numbered(n))) renameSync(numbered(n), numbered(n + 1));
  renameSync(file, numbered(1));
}

/** Where a fault happened, without its message: that may quote data of a person. */
export function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { message, stack = '' } = error;
  // A message of several lines can hold one that begins like a place.
  const from = message === '' ? -1 : stack.indexOf(message);
  const frames = (from < 0 ? stack : stack.slice(from + message.length))
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '));
  return [error.name, ...frames.slice(0, 8)].join('\n');
}

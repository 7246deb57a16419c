import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../core/kernel/ports.ts';

/** As long as recordings of devices' lines are kept, which may lie in such a folder. */
const keptDays = 14;

/**
 * Removes the folders of trainings of more than two weeks ago. Each training has an office day of its own in
 * `<root>/<day>`, and nobody asks for an old one again. What cannot be removed is tried at the next start.
 * @param today the computer's day, `YYYY-MM-DD`
 */
export function removeOldTrainings(root: string, today: string, log: Log): void {
  const oldest = Date.parse(today) - keptDays * 86_400_000;
  let days: string[];
  try {
    days = readdirSync(root).filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name) && Date.parse(name) < oldest);
  } catch {
    // Nobody has trained here.
    return;
  }
  for (const day of days) {
    try {
      rmSync(path.join(root, day), { recursive: true, force: true });
    } catch (error) {
      log('warn', `The training of ${day} could not be removed: ${String((error as NodeJS.ErrnoException).code)}`);
    }
  }
}

import type { SeenCode } from './decodePicture.ts';

/**
 * A code that is held in front of the camera is one scan, and another one only after it was out of the picture for this
 * long.
 */
const awayMs = 1500;
/** While no picture came, nobody knows what was in front of the camera: of a longer gap only this much counts. */
const longestStepMs = 1000;

/**
 * Code 39, Codabar and ITF carry no check digit that every reader checks, and part of one reads like another; EAN, UPC
 * and PDF417 misread rarely, but they do. Two pictures must agree that were looked at in different ways: the same look
 * makes the same mistake twice.
 */
const needTwo = /^\][AEFIL]/;

export interface Sightings {
  /** Takes what one picture showed. True when it counts as read now. `at` in milliseconds. */
  isNew(seen: SeenCode | null, at: number): boolean;
}

const nameOf = ({ bytes, aim }: SeenCode): string => `${aim.slice(0, 2)} ${bytes.join()}`;

export function createSightings(): Sightings {
  /**
   * Codes that were in the picture lately: for how long they have been out of it, how they were looked at first, and
   * whether they were told.
   */
  const known = new Map<string, { awayMs: number; turn: number; told: boolean }>();
  let last: number | null = null;
  return {
    isNew(seen, at) {
      const step = last === null ? 0 : Math.min(Math.max(0, at - last), longestStepMs);
      last = at;
      for (const [name, sighting] of known) {
        sighting.awayMs += step;
        if (sighting.awayMs >= awayMs) known.delete(name);
      }
      if (!seen) return false;
      const name = nameOf(seen);
      const before = known.get(name);
      const told = (before !== undefined && (before.told || before.turn !== seen.turn)) || !needTwo.test(seen.aim);
      known.set(name, { awayMs: 0, turn: before?.turn ?? seen.turn, told });
      return told && !before?.told;
    },
  };
}

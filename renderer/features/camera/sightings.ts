import type { SeenCode } from './decodePicture.ts';

/** A code that is held in front of the camera is one scan, and another one only after it was out of the picture for this long. */
const awayMs = 1500;
/** While no picture came, nobody knows what was in front of the camera: of a longer gap only this much counts. */
const longestStepMs = 300;

/** Lines of bars without a check digit that every reader checks: two pictures must agree, because part of one reads like another. */
const needTwo = /^\][AI]/;

export interface Sightings {
  /** Takes what one picture showed, the one aimed at first. Hands back what counts as read now, or null. `at` in milliseconds. */
  see(codes: SeenCode[], at: number): SeenCode | null;
}

const nameOf = ({ bytes, aim }: SeenCode): string => `${aim.slice(0, 2)} ${bytes.join()}`;

export function createSightings(): Sightings {
  /** Codes that were in the picture lately: for how long they have been out of it, and whether they were told. */
  const known = new Map<string, { awayMs: number; told: boolean }>();
  let last: number | null = null;
  return {
    see(codes, at) {
      const step = last === null ? 0 : Math.min(Math.max(0, at - last), longestStepMs);
      last = at;
      for (const [name, sighting] of known) {
        sighting.awayMs += step;
        if (sighting.awayMs >= awayMs) known.delete(name);
      }
      let told: SeenCode | null = null;
      codes.forEach((code, position) => {
        const name = nameOf(code);
        const before = known.get(name);
        const sighting = { awayMs: 0, told: before?.told ?? false };
        known.set(name, sighting);
        const sure = before !== undefined || !needTwo.test(code.aim);
        if (position > 0 || sighting.told || !sure) return;
        sighting.told = true;
        told = code;
      });
      return told;
    },
  };
}

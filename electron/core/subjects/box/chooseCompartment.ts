import type { Compartment } from '../../../../backend/contract/index.ts';
import type { DoorState } from '../../../../native/index.ts';

/** Sitting, one reaches up to about this height (DIN 18040-1 names 85 to 105 cm for controls). */
const lowGripCm = 105;

/** How a door stands; one that has no contact cannot be seen at all, and the clerk is asked instead. */
export type SeenDoor = DoorState | 'no-contact';

/**
 * The compartment for a document: free, its door seen shut (where it can be seen), not one of `except`; low ones for
 * those who need them, and kept for them while others are free.
 */
export function chooseCompartment(
  compartments: Compartment[],
  door: (c: Compartment) => SeenDoor,
  needsLow: boolean,
  except: ReadonlySet<string>,
): Compartment | null {
  const usable = compartments
    .filter((c) => c.state === 'free' && !except.has(c.id) && (door(c) === 'closed' || door(c) === 'no-contact'))
    .toSorted((a, b) => Number(a.label) - Number(b.label));
  const low = usable.filter(({ gripHeight }) => gripHeight <= lowGripCm);
  if (needsLow) return low[0] ?? null;
  return usable.find(({ gripHeight }) => gripHeight > lowGripCm) ?? low[0] ?? null;
}

import type { Clerk, Compartment, Counter } from '../contract/index.ts';

/** The invented office. Its PINs stand here and nowhere else; they open nothing but this demonstration. */

export const demoOffice = { name: 'Ausländerbehörde Musterstadt', training: true };

export const demoClerks: readonly (Clerk & { pin: string })[] = [
  { id: 'clerk-1', name: 'Sabine Beispiel', role: 'clerk', pin: '1111' },
  { id: 'clerk-2', name: 'Jonas Probe', role: 'clerk', pin: '2222' },
  { id: 'clerk-3', name: 'Dr. Miriam Vorlage-Musterfrau', role: 'lead', pin: '3333' },
];

export const demoCounters: readonly Counter[] = [
  { id: 'counter-1', name: 'Schalter 1', room: '2.11', services: ['eat-collect', 'extend-title'] },
  { id: 'counter-2', name: 'Schalter 2', room: '2.12', services: ['eat-collect', 'extend-title'] },
  { id: 'counter-3', name: 'Schalter 3', room: '2.13', services: ['eat-collect'] },
  { id: 'counter-4', name: 'Schalter 4', room: '2.14', services: ['extend-title'] },
];

/** Four columns of four doors; a column's locks are wired from the top. */
const gripHeights = [150, 115, 80, 45];

/** The 16 empty compartments of the box in the foyer, one of them blocked. */
export const demoCompartments: readonly Compartment[] = Array.from({ length: 16 }, (_, lock) => ({
  id: `foyer-${lock + 1}`,
  box: 'Foyer',
  label: String(lock + 1),
  board: 0,
  lock,
  gripHeight: gripHeights[lock % 4] ?? 80,
  state: lock === 10 ? 'blocked' : 'free',
  ...(lock === 10 ? { blockedReason: 'Scharnier gebrochen' } : {}),
  depositId: null,
}));

import type { CaseSnapshot, DaySnapshot } from '../../../electron/contract/index.ts';

/** What the clerk can do with the person at the counter; buttons, keys and the command palette go by it. */
export type CaseAction = 'call-next' | 'appeared' | 'missed' | 'park' | 'undo' | 'finish';
export const actionKeys: Record<CaseAction, string> = {
  'call-next': 'F2',
  appeared: 'F3',
  missed: 'F4',
  park: 'F6',
  undo: 'F8',
  finish: 'F9',
};

/** Nothing goes on while a wrong-person stop stands; an undo outlives the person who was parked or missed. */
export function availableActions(person: CaseSnapshot, undo: DaySnapshot['undo']): CaseAction[] {
  if (person?.stop) return [];
  const back: CaseAction[] = undo ? ['undo'] : [];
  if (!person) return ['call-next', ...back];
  if (person.state === 'called') return ['appeared', 'missed', ...back];
  if (person.state === 'completed') return ['call-next', ...back];
  return ['park', ...back, ...(person.missingSteps.length === 0 ? (['finish'] as const) : [])];
}

import type { Action, Command } from '../../backend/contract/index.ts';
import type { Random } from '../fuzz/random.ts';
import type { Hand } from './race.ts';
import type { Single } from './queueRules.ts';

/**
 * What is done in a race, and how the model of the queue calls it. Not in it: `sign`, `deposit` and `hand-over`, which
 * only the counter does that has the person, and whose refusals are about documents and compartments;
 * `block-compartment`, which is about nobody.
 */

/** What a clerk does next with the person at the counter. */
export function likelyAction(
  random: Random,
  { person: appointmentId, state }: { person: string; state: 'called' | 'serving' },
  { lane, ids, family }: Hand,
): Action {
  const kind = random.pick(
    state === 'called'
      ? (['appear', 'appear', 'appear', 'appear', 'miss', 'recall', 'park', 'redirect'] as const)
      : (['finish', 'finish', 'finish', 'finish', 'park', 'redirect', 'record-step', 'switch', 'switch'] as const),
  );
  switch (kind) {
    case 'park':
      return { kind, appointmentId, reason: 'Kopie' };
    case 'redirect':
      return {
        kind,
        appointmentId,
        to: random.chance(3) ? { service: random.pick(lane.services) } : { counterId: random.pick(lane.counters).id },
        reason: 'Fachfrage',
      };
    case 'record-step':
      return { kind, appointmentId, stepId: 'one', step: null };
    case 'finish':
      return { kind, appointmentId, outcome: 'completed' };
    case 'switch':
      return { kind, appointmentId: random.pick(family.length > 0 ? family : ids) };
    default:
      return { kind, appointmentId };
  }
}

/** Mostly about one person. */
export function anyAction(random: Random, appointmentId: string, { lane, given }: Hand): Action {
  switch (random.below(16)) {
    case 0:
      return { kind: 'call', appointmentId };
    case 1:
      return { kind: 'resume', appointmentId };
    case 2:
      return { kind: 'park', appointmentId, reason: 'Kopie' };
    case 3:
      return { kind: 'miss', appointmentId };
    case 4:
      return { kind: 'finish', appointmentId, outcome: 'completed' };
    case 5:
      return { kind: 'check-in', appointmentId };
    case 6:
      return {
        kind: 'redirect',
        appointmentId,
        to: random.chance(3) ? { service: random.pick(lane.services) } : { counterId: random.pick(lane.counters).id },
        reason: 'Fachfrage',
      };
    case 7:
      return { kind: 'reserve', count: random.chance(2) ? 20 : 0 };
    case 8:
      return { kind: 'call-reserved', appointmentId };
    case 9:
      return { kind: 'recall', appointmentId };
    case 10:
      return { kind: 'take-over', appointmentId };
    case 11:
      return { kind: 'switch', appointmentId };
    case 12:
      return { kind: 'prioritise', appointmentId, reason: random.chance(3) ? null : 'Notfall' };
    case 13:
      return { kind: 'record-step', appointmentId, stepId: 'one', step: null };
    case 14: {
      // Also what was no call, or another counter's.
      if (given.length > 0 && random.chance(2)) return { kind: 'forget-call', commandId: random.pick(given) };
      return {
        kind: 'walk-in',
        service: random.pick(lane.services),
        familyName: 'Mustermann',
        givenNames: 'Erika',
        language: 'de',
      };
    }
    default:
      return { kind: 'appear', appointmentId };
  }
}

export function deedOf({ id: commandId, counterId, action }: Command): Single {
  const by = { counter: counterId ?? 'none', commandId };
  switch (action.kind) {
    case 'call-next':
      return { deed: 'call-next', ...by };
    case 'undo':
      return { deed: 'undo', ...by, person: action.appointmentId, undoes: action.commandId };
    case 'redirect':
      return {
        deed: 'redirect',
        ...by,
        person: action.appointmentId,
        to: 'counterId' in action.to ? { counter: action.to.counterId } : action.to,
      };
    case 'reserve':
      return { deed: 'reserve', ...by, all: action.count > 0 };
    case 'prioritise':
      return { deed: 'prioritise', ...by, person: action.appointmentId, priority: action.reason !== null };
    case 'walk-in':
      return { deed: 'walk-in', ...by, person: `walk-in-${commandId}`, service: action.service };
    case 'forget-call':
      return { deed: 'forget-call', ...by, forgets: action.commandId };
    case 'check-in':
    case 'call':
    case 'call-reserved':
    case 'recall':
    case 'appear':
    case 'record-step':
    case 'park':
    case 'resume':
    case 'miss':
    case 'finish':
    case 'switch':
    case 'take-over':
      return { deed: action.kind, ...by, person: action.appointmentId };
    default:
      throw new Error(`no race has the action ${action.kind}`);
  }
}

import { howToTell, type Change } from '../contract/index.ts';

/**
 * What a station is told of changes: what it does not know is held back from it. The numbers go on all the same, so
 * that it never asks twice for what it will not get.
 * @param station the version of the contract that the station knows
 */
export function forStation(changes: readonly Change[], station: number): Change[] {
  return changes.flatMap((change) => {
    const how = howToTell(change.kind, station);
    if (how === 'not') return [];
    // That something is gone is no content.
    return how === 'whole' || change.value === null
      ? [change]
      : [{ seq: change.seq, kind: change.kind, id: change.id }];
  });
}

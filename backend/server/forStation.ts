import { audienceOf, howToTell, isIn, type Change } from '../contract/index.ts';

/** Who is told: the version of the contract that a station knows, and the kind of its session. */
export interface Hearer {
  station: number;
  sessionKind: string;
}

/**
 * What somebody is told of changes: what is not theirs, or what their station does not know, is held back. The numbers
 * go on all the same, so that nobody ever asks twice for what they will not get.
 */
export function forStation(changes: readonly Change[], { station, sessionKind }: Hearer): Change[] {
  const { records } = audienceOf(sessionKind);
  return changes.flatMap((change) => {
    const how = isIn(records, change.kind) ? howToTell(change.kind, station) : 'not';
    if (how === 'not') return [];
    // That something is gone is no content.
    return how === 'whole' || change.value === null
      ? [change]
      : [{ seq: change.seq, kind: change.kind, id: change.id }];
  });
}

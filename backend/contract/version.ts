import { isRecordKind, recordSince } from './subjects/index.ts';

/**
 * Backends, counters and stores of two versions work beside each other while an office is updated. So that nobody is
 * told what they cannot understand, each side says with every request and every answer which version of this contract
 * it knows.
 *
 * Version 1 is everybody who does not say it. Version 2 says it, and knows that there are kinds it does not know. A
 * version that brings a kind of record or action counts up by one, and names it at that kind (`subjects`).
 * Version 3 knows people as records of their own, and stations. Version 4 gives blocked compartments free again.
 */
export const contractVersion = 4;

/** The header that carries it, in both directions. */
export const contractHeader = 'schalterwerk-contract';

/** The first version that knows that there may be kinds which it does not know. */
const opened = 2;

/** The version that a header names; 1 where there is none, or none that is a number. */
export function versionIn(header: unknown): number {
  return typeof header === 'string' && /^[1-9]\d{0,5}$/.test(header) ? Number(header) : 1;
}

/**
 * How a kind of record is told to a station of a version: whole; as the mere fact that there is one, which it asks for
 * again after its update; or not at all, because the station would understand nothing any more.
 */
export function howToTell(kind: string, station: number): 'whole' | 'fact' | 'not' {
  if (isRecordKind(kind) && recordSince[kind] <= station) return 'whole';
  return station >= opened ? 'fact' : 'not';
}

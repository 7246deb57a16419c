import { records, type RecordKind, type RecordOf } from '../contract/index.ts';

/**
 * What is read passes its schema again, so nobody acts on a damaged row. That costs more than all the rest of an
 * answer, and an office reads the same few hundred people again and again: the text of a row that was checked before
 * need not be checked a second time.
 */
const checked = new Map<string, { text: string; record: unknown }>();
/** Two days of a large office; a record has one to two kilobytes. */
const keptAtMost = 5_000;

/** One damaged row, or one of a newer version, stops nobody but whom it is about: in a list it is left out. */
export function readableRecord<K extends RecordKind>(kind: K, id: string, text: string): RecordOf[K] | null {
  try {
    return readRecord(kind, id, text);
  } catch {
    return null;
  }
}

/** The record of a row. It is shared by all who read it, and therefore frozen. Throws when the row is damaged. */
export function readRecord<K extends RecordKind>(kind: K, id: string, text: string): RecordOf[K] {
  const key = `${kind} ${id}`;
  const known = checked.get(key);
  if (known?.text === text) return known.record as RecordOf[K];
  const record = frozen(records[kind].parse(JSON.parse(text))) as RecordOf[K];
  // The oldest goes first: a Map keeps the order in which it was filled.
  checked.delete(key);
  if (checked.size >= keptAtMost) checked.delete(checked.keys().next().value ?? '');
  checked.set(key, { text, record });
  return record;
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}

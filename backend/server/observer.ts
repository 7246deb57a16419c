/**
 * What is counted while the backend runs. Names of routes, kinds and codes only: nothing of persons, clerks or
 * counters.
 */
export interface Observer {
  request(method: string, route: string, status: number, seconds: number): void;
  command(kind: string, outcome: string): void;
  database(kind: 'transaction' | 'read', outcome: 'done' | 'failed' | 'unavailable', seconds: number): void;
  /** A transaction had to run again. */
  retry(): void;
  streams(count: number): void;
  cursor(cursor: number): void;
}

const nothing = (): void => undefined;
export const nobody: Observer = {
  request: nothing,
  command: nothing,
  database: nothing,
  retry: nothing,
  streams: nothing,
  cursor: nothing,
};

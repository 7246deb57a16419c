import type { Handlers, Snapshots } from '../contract/index.ts';
import type { Ports } from './ports.ts';

/** The product, wired: handlers for the windows, and its life. */
export interface Application {
  handlers: Handlers;
  snapshots(): Snapshots;
  /** Opens the store, recovers what stood in the middle, connects devices and backend. Never rejects: what is wrong is in the snapshots. */
  start(): Promise<void>;
  /** Settles what is under way and closes the store. */
  stop(): Promise<void>;
}

export declare function createApplication(ports: Ports): Application;

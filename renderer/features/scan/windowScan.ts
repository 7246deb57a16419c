import type { WindowScan } from '../../../electron/contract/index.ts';
import { ask } from '../../bridge.ts';

/** Hands on a code that this window received itself; what comes of it is told as a scan like any other. */
export function tellScan(source: WindowScan['source'], bytes: Uint8Array, aim: string | null): void {
  void ask('scans.read', { source, bytes: btoa(String.fromCharCode(...bytes)), aim });
}

import type { ScannerLayout, WindowScan } from '../../../electron/contract/index.ts';
import { ask } from '../../bridge.ts';

export interface OtherLayout {
  layout: ScannerLayout;
  bytes: Uint8Array;
}

/** Of a code that this window received itself, only a part came: the clerk is told, and has to scan it again. */
export const tellTorn = (source: WindowScan['source']): void => void ask('scans.torn', { source });

/** Hands on a code that this window received itself; what comes of it is told as a scan like any other. */
export function tellScan(
  source: WindowScan['source'],
  bytes: Uint8Array,
  aim: string | null,
  otherLayouts: readonly OtherLayout[] = [],
): void {
  const base64 = (some: Uint8Array) => btoa(String.fromCharCode(...some));
  void ask('scans.read', {
    source,
    bytes: base64(bytes),
    aim,
    ...(otherLayouts.length > 0 && {
      otherLayouts: otherLayouts.map((other) => ({ layout: other.layout, bytes: base64(other.bytes) })),
    }),
  });
}

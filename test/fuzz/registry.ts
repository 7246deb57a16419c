import type { Target } from './target.ts';
import { codeTargets } from './targets/codes.ts';
import { hidTargets } from './targets/hid.ts';
import { lockerTargets } from './targets/lockers.ts';
import { messageTargets } from './targets/messages.ts';
import { padTargets } from './targets/pads.ts';
import { posScannerTargets } from './targets/posScanners.ts';
import { scannerTargets } from './targets/scanners.ts';
import { ssiTargets } from './targets/ssi.ts';
import { storeTargets } from './targets/store.ts';
import { wedgeTargets } from './targets/wedge.ts';
import { traceTargets } from './targets/traces.ts';

/** Everything that reads what it cannot trust. A new reader in the program gets a line in one of these files. */
export const targets: readonly Target[] = [
  ...scannerTargets,
  ...posScannerTargets,
  ...ssiTargets,
  ...lockerTargets,
  ...padTargets,
  ...hidTargets,
  ...codeTargets,
  ...messageTargets,
  ...storeTargets,
  ...wedgeTargets,
  ...traceTargets,
];

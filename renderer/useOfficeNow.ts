import { useSnapshot } from './bridge.ts';
import { useNow } from './useNow.ts';

/** The office's clock, for whatever is compared with times of the backend: this computer's own may be wrong. */
export const useOfficeNow = (everyMs = 1000): number => useNow(everyMs) + useSnapshot('connection').clockOffsetMs;

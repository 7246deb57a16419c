import { clerkWindow } from './clerkWindow.ts';
import type { WindowContract } from './windowContract.ts';

/**
 * The kinds of windows: which may ask what, and see what. Their preload scripts and pages are built from this list.
 * Not among the exports of `index.ts`: no window carries what is another's.
 */
export const windows: readonly WindowContract[] = [clerkWindow];

/** The file of its preload script, in `dist/electron`. */
export const preloadFile = ({ name }: Pick<WindowContract, 'name'>): string => `preload-${name}.cjs`;

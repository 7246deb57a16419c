import { clerkWindow } from '../contract/index.ts';
import type { WindowKind } from './windows.ts';

/** Where the clerk works; a small screen is used whole. */
export const clerkKind: WindowKind<typeof clerkWindow> = {
  contract: clerkWindow,
  title: 'title',
  look: ({ width, height }) => ({
    width: Math.min(1440, width),
    height: Math.min(900, height),
    minWidth: Math.min(1024, width),
    minHeight: Math.min(640, height),
  }),
};

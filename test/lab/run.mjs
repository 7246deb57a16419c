/**
 * `npm run lab [chapter…]`: the built drivers against the USB, HID and serial stack of a real kernel in a virtual
 * machine. See docs/lab.md.
 */
import { useOwnNode } from '../../scripts/ownNode.mjs';
import { missingTools } from './tools.mjs';

useOwnNode();
const missing = missingTools();
const { lab } = await import('./lab.ts');
process.exit(await lab(process.argv.slice(2), missing));

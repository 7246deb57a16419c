/**
 * Runs a program of the project on the project's own Node, and installs what is missing before: `node
 * scripts/program.mjs test/fuzz/run.ts --count=1000`.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { installDependencies } from './install.mjs';
import { useOwnNode } from './ownNode.mjs';

installDependencies();
useOwnNode();
const [node, , file, ...rest] = process.argv;
const program = path.join(import.meta.dirname, '..', file);
process.argv = [node, program, ...rest];
await import(pathToFileURL(program).href);

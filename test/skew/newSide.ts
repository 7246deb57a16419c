import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractVersion } from '../../backend/contract/index.ts';
import { linkModules, newFolder } from './tree.ts';

/**
 * Tomorrow's version: a copy of this tree that knows one kind of record and one kind of action more, both invented.
 * Nothing of them is in what is shipped, and everything else of the copy is what is shipped.
 */

export const tomorrow = contractVersion + 1;

const umbrella = 'z.object({ id: Id, colour: z.string(), state: z.string() })';
/** File, the place that is there once, and what stands there instead. */
const patches: [file: string, place: string, instead: string][] = [
  ['backend/contract/version.ts', `contractVersion = ${contractVersion}`, `contractVersion = ${tomorrow}`],
  [
    'backend/contract/subjects/queue/appointment.ts',
    'export const queueRecords = {',
    `export const Umbrella = ${umbrella};\n$& umbrella: { schema: Umbrella, since: ${tomorrow} },`,
  ],
  [
    'backend/contract/subjects/queue/actions.ts',
    'export const queueActions = {',
    `$& 'keep-umbrella': caseAction({
      schema: z.object({ kind: z.literal('keep-umbrella'), appointmentId, umbrella: ${umbrella} }),
      traits: { ...ofOwner, since: ${tomorrow}, from: ['serving'] },
      patch: () => ({}),
      also: ({ umbrella }) => [{ ok: true, kind: 'umbrella', value: umbrella }],
    }),`,
  ],
  [
    'electron/contract/clerkWindow.ts',
    "  'case.appear': request(nothing, nothing),",
    "  'case.keepUmbrella': request(z.object({ umbrellaId: z.string(), colour: z.string() }), nothing),\n$&",
  ],
  [
    'electron/core/wiring/workHandlers.ts',
    "    'case.appear': async () => actions.appear(),",
    `    'case.keepUmbrella': async ({ umbrellaId: id, colour }) => {
      const { id: appointmentId, counterId } = atHand.appointment;
      const added = outbox.add(counterId, { kind: 'keep-umbrella', appointmentId, umbrella: { id, colour, state: 'kept' } });
      return added.ok ? ok(null) : added;
    },\n$&`,
  ],
];

/** The tree of that version in a folder of its own, ready to run from its sources. */
export function newSide(): string {
  const folder = newFolder('new');
  const root = join(import.meta.dirname, '../..');
  for (const part of ['backend', 'electron', 'native', 'assets', 'test', 'package.json'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  for (const [file, place, instead] of patches) {
    const text = readFileSync(join(folder, file), 'utf8');
    if (text.split(place).length !== 2)
      throw new Error(
        `The invented version does not fit ${file} any more: "${place}" must stand there once. Please give test/skew/newSide.ts the place where it belongs now.`,
      );
    writeFileSync(
      join(folder, file),
      text.replace(place, () => instead.replace('$&', place)),
    );
  }
  linkModules(folder);
  return folder;
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessDefinition, processOf } from '../../../../backend/contract/processes.ts';
import { stepKinds } from '../steps/index.ts';
import type { StepKinds } from '../steps/stepKind.ts';
import type { Process } from './process.ts';

export interface LoadedProcesses {
  definitions: Map<string, Process>;
  /** Files that could not be used; the sentence is for the log. */
  broken: { file: string; sentence: string }[];
}

/**
 * Reads every `*.json` of the folder, in order of their names. A broken file, or a missing folder, stops nothing else.
 * @param kinds of which steps may be
 */
export function loadProcesses(dir: string, kinds: StepKinds = stepKinds): LoadedProcesses {
  const loaded: LoadedProcesses = { definitions: new Map(), broken: [] };
  const schema = processOf(Object.values(kinds).map((kind) => kind.schema));
  for (const file of jsonFiles(dir, loaded)) {
    const read = readOne(join(dir, file), schema);
    if (!read.ok) loaded.broken.push({ file, sentence: `Process file ${file} is not used: ${read.reason}.` });
    else if (loaded.definitions.has(read.definition.id))
      loaded.broken.push({
        file,
        sentence: `Process file ${file} is not used: id: the process "${read.definition.id}" is already defined by another file.`,
      });
    else loaded.definitions.set(read.definition.id, { ...read.definition, kinds });
  }
  return loaded;
}

function jsonFiles(dir: string, loaded: LoadedProcesses): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch (error) {
    loaded.broken.push({
      file: dir,
      sentence: `The folder of process files cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}.`,
    });
    return [];
  }
}

type ReadOne = { ok: true; definition: ProcessDefinition } | { ok: false; reason: string };

function readOne(path: string, schema: typeof ProcessDefinition): ReadOne {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    return {
      ok: false,
      reason:
        error instanceof SyntaxError
          ? `it is not JSON (${error.message})`
          : `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
    };
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return { ok: true, definition: parsed.data };
  const told = parsed.error.issues
    .slice(0, mostIssuesTold)
    .map((issue) => `${issue.path.join('.') || 'the whole file'}: ${issue.message}`);
  const more = parsed.error.issues.length - told.length;
  return { ok: false, reason: told.join('; ') + (more > 0 ? `; and ${more} more` : '') };
}

const mostIssuesTold = 3;

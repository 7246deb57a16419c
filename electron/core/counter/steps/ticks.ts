import type { StepRecord } from '../../../../backend/contract/index.ts';
import type { StepOf } from '../../../../backend/contract/processes.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { StepPart } from '../../../contract/steps.ts';

/** A list of which each entry is ticked. */

type Listed = StepOf<'documents'> | StepOf<'confirm'>;

const isTicked = (record: StepRecord | undefined, id: string): boolean => record?.evidence[id] === true;

export const ticksShown = ({ documents }: Listed, record: StepRecord | undefined): StepPart<'documents'> => ({
  documents: documents.map(({ id, title, required }) => ({ id, title, required, present: isTicked(record, id) })),
});

export const ticksCounted = ({ documents }: Listed, record: StepRecord): { present: number; of: number } => ({
  present: documents.filter(({ id }) => isTicked(record, id)).length,
  of: documents.length,
});

/** Everything that must be ticked is ticked. */
export const allTicked = ({ documents }: Listed, record: StepRecord | undefined): Result<StepRecord['evidence']> =>
  documents.every(({ id, required }) => !required || isTicked(record, id))
    ? ok(record?.evidence ?? {})
    : fail('steps-missing', { count: 1 });

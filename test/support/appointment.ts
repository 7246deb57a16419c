import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Snapshots, StepKindName, StepView, StepViewOf } from '../../electron/contract/index.ts';
import { scan, type TestCounter } from './counter.ts';

/** Shortcuts through one appointment "collect a residence title", as a clerk would do it. */

/** What is ticked in a step; nothing where nothing is. */
export const ticksIn = (step: StepView | undefined): StepViewOf<'documents'>['documents'] =>
  step && 'documents' in step ? step.documents : [];
/** Who signs or receives in a step; undefined where nobody does. */
export const actingIn = (step: StepView | undefined): StepViewOf<'signature'>['acting'] | undefined =>
  step && 'acting' in step ? step.acting : undefined;

export function stepOf<K extends StepKindName>(counter: TestCounter, kind: K): StepViewOf<K> {
  const step = counter.now().case?.steps.find((one): one is StepView & StepViewOf<K> => one.kind === kind);
  if (!step) throw new Error(`the case at hand has no step of kind ${kind}`);
  return step;
}

export async function serveNext(counter: TestCounter): Promise<void> {
  await counter.must('queue.callNext', null);
  await counter.must('case.appear', null);
}

export async function identifyAndTick(counter: TestCounter): Promise<void> {
  await counter.must('case.confirmIdentity', { stepId: stepOf(counter, 'identity').id, shown: 'passport' });
  const { id: stepId, documents } = stepOf(counter, 'documents');
  for (const { id, required } of documents)
    if (required) await counter.must('case.tickDocument', { stepId, documentId: id, present: true });
  await counter.must('case.completeStep', { stepId });
}

export async function startSignature(counter: TestCounter): Promise<string> {
  const { id: stepId } = stepOf(counter, 'signature');
  await counter.must('signatures.start', { stepId });
  return stepId;
}

export async function sign(counter: TestCounter): Promise<void> {
  await startSignature(counter);
  await counter.must('simulation.play', { deed: 'sign', style: 'signature', press: 'ok' });
  await counter.until('the signature to be stored', () => stepOf(counter, 'signature').state === 'done');
}

export async function upToTheOutput(counter: TestCounter): Promise<string> {
  await serveNext(counter);
  await identifyAndTick(counter);
  await counter.must('signatures.cannotSign', { stepId: stepOf(counter, 'signature').id, reason: 'Arm im Gips' });
  return stepOf(counter, 'output').id;
}

/** The person's card goes into the hand: its scan chooses and proves it. */
export async function handOver(
  counter: TestCounter,
  receiver: 'applicant' | 'representative' | null = null,
): Promise<void> {
  await scan(counter, 'document-serial', { mine: true });
  await counter.must('case.handOver', {
    stepId: stepOf(counter, 'output').id,
    itemId: counter.now().case!.inHand!,
    receiver,
    byEye: null,
  });
}

export interface DoorAt {
  board: number;
  lock: number;
}

/** The door of the deposit that is under way. */
export function doorOf(counter: TestCounter): NonNullable<Snapshots['simulation']>['doors'][number] {
  const { case: mine, simulation } = counter.now();
  const door = simulation?.doors.find(
    ({ compartmentId }) => compartmentId !== null && compartmentId === mine?.deposit?.compartment?.id,
  );
  if (!door) throw new Error('no compartment was chosen');
  return door;
}

/** From the output step to a door that stands open for this person's document. */
export async function openDoor(counter: TestCounter): Promise<DoorAt> {
  await counter.must('deposits.start', { stepId: stepOf(counter, 'output').id });
  await scan(counter, 'document-serial', { mine: true });
  await counter.until('the door to open', (now) => now.case?.deposit?.state === 'open');
  const { board, lock } = doorOf(counter);
  return { board, lock };
}

export async function putInAndShut(counter: TestCounter, at: DoorAt): Promise<void> {
  await counter.must('simulation.play', { deed: 'put-item', ...at });
  await counter.must('simulation.play', { deed: 'close-door', ...at });
}

export const openings = (counter: TestCounter): number =>
  counter.now().simulation!.doors.reduce((sum, door) => sum + door.openings, 0);

/** Reads the backend's own file, where nobody can embellish. */
export function backendRows<T = Record<string, unknown>>(dataDir: string, sql: string, ...values: string[]): T[] {
  const name = readdirSync(dataDir).find((file) => file.endsWith('.db'));
  const file = new DatabaseSync(join(dataDir, name ?? ''), { readOnly: true });
  try {
    return file.prepare(sql).all(...values) as T[];
  } finally {
    file.close();
  }
}

/** What the backend applied, in its order. */
export const appliedKinds = (dataDir: string): string[] =>
  backendRows<{ kind: string }>(dataDir, 'SELECT kind FROM commands WHERE refusal IS NULL ORDER BY rowid').map(
    ({ kind }) => kind,
  );

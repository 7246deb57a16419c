import {
  appointmentOf,
  type Action,
  type Circumstances,
  type Clerk,
  type Command,
  type RecordKind,
} from '../contract/index.ts';
import { ok, refused, type Result } from '../result.ts';
import type { Sql } from '../store/database.ts';
import { readRules } from '../store/officeStore.ts';
import { putRecord } from '../store/recordStore.ts';
import { handlerOf, mayBeWritten } from './handlers.ts';
import { keepFacts, learned } from './people.ts';
import { runEffect } from './runEffect.ts';

/** Where something is done that has no place at a counter: none has this name. */
const nowhere = '';

/** The id of the appointment that was changed, or null when none was. */
export type Decision = Result<string | null>;

/**
 * Decides one command and writes what it changes; a refusal writes nothing. Runs inside the transaction of the intake.
 * What an action does to the records says the contract (`effects.ts`); what only the database knows of it says its
 * handler.
 */
export async function decide(
  sql: Sql,
  command: Command,
  now: Date,
  clerk: Pick<Clerk, 'id' | 'role'>,
): Promise<Decision> {
  const { action } = command;
  const rules = await readRules(sql);
  const at = {
    commandId: command.id,
    counterId: command.counterId ?? nowhere,
    now: now.toISOString(),
    rules,
    role: clerk.role,
  };
  const handler = handlerOf(action);
  if (handler.does) return handler.does(sql, action, at);
  if (!handler.whose) return carryOut(sql, action, at, appointmentOf(action));
  const whose = await handler.whose(sql, action, at, clerk.id);
  return whose.ok ? carryOut(sql, action, { ...at, chosen: whose.value }, whose.value) : whose;
}

async function carryOut(sql: Sql, action: Action, at: Circumstances, appointmentId: string | null): Promise<Decision> {
  const { outcomes, before } = await runEffect(sql, action, at);
  const refusal = outcomes.find((outcome) => !outcome.ok);
  if (refusal && !refusal.ok) return refused(refusal.code);
  const handler = handlerOf(action);
  const code = (await mayBeWritten(sql, outcomes, before)) ?? (await handler.refuses?.(sql, action, before)) ?? null;
  if (code !== null) return refused(code);
  for (const outcome of outcomes) if (outcome.ok) await putRecord<RecordKind>(sql, outcome.kind, outcome.value);
  for (const facts of learned(outcomes, before)) await keepFacts(sql, facts);
  await handler.keeps?.(sql, action);
  return ok(appointmentId);
}

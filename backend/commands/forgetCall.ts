import { traitsOf, type ActionOf, type Circumstances } from '../contract/index.ts';
import { ok, refused, type Result } from '../result.ts';
import { findAnswer, insertAnswer } from '../store/commandStore.ts';
import type { Sql } from '../store/database.ts';
import { getRecord } from '../store/recordStore.ts';

/**
 * Whom a call that its counter gave up has brought there and has to leave again; null when there is nobody.
 * A call that never arrived is withdrawn, so that it cannot be applied later.
 */
export async function whomToSendBack(
  sql: Sql,
  action: ActionOf<'forget-call'>,
  at: Circumstances,
  clerkId: string,
): Promise<Result<string | null>> {
  const { commandId } = action;
  if (commandId === at.commandId) return refused('invalid-request');
  const answer = await findAnswer(sql, commandId);
  if (!answer) {
    await insertAnswer(sql, {
      id: commandId,
      fingerprint: null,
      clerkId,
      kind: null,
      receivedAt: at.now,
      appointmentId: null,
      refusal: 'voided',
      stationId: null,
    });
    return ok(null);
  }
  if (answer.refusal !== null || answer.appointmentId === null) return ok(null);
  if (traitsOf(answer.kind)?.brings !== 'call') return refused('invalid-request');
  const appointment = await getRecord(sql, 'appointment', answer.appointmentId);
  // Somebody else has taken care of the person since.
  if (!appointment || appointment.counterId !== at.counterId) return ok(null);
  return ok(appointment.id);
}

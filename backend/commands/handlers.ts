import {
  usualRules,
  type Action,
  type ActionKind,
  type ActionOf,
  type Circumstances,
  type ProblemCode,
  type Read,
  type RecordOf,
  type RecordOutcome,
} from '../contract/index.ts';
import { ok, refused, type Result } from '../result.ts';
import type { Sql } from '../store/database.ts';
import { findCounter, readServices } from '../store/officeStore.ts';
import { getRecord, recordsInState } from '../store/recordStore.ts';
import { insertPickupCode, insertSignatureContent, isSigned } from '../store/secretStore.ts';
import { chooseNext } from './callNext.ts';
import { whomToSendBack } from './forgetCall.ts';
import { isCodeHash, isPlausible } from './plausible.ts';
import { bringsASecond, isBusy } from './oneAtACounter.ts';
import { reserve } from './reserve.ts';
import { isAcceptable } from './signature.ts';
import { walkIn } from './walkIn.ts';

/** What is to be done for an action beside its effect, because only the backend or its database can. */
export interface Handler<A> {
  /** Is it what it says it is, as far as its schema cannot tell? Otherwise it is no request at all. */
  accepts?: (action: A) => boolean;
  /** Does all of it; nothing of it can be told without the database. */
  does?: (sql: Sql, action: A, at: Circumstances) => Promise<Result<string | null>>;
  /** Comes first: whose it is, where the action names nobody (null: nobody's), or why it is not to be. */
  whose?: (sql: Sql, action: A, at: Circumstances, clerkId: string) => Promise<Result<string | null>>;
  /** What speaks against it although its effect is possible. */
  refuses?: (sql: Sql, action: A, before: Read<RecordOf>) => Promise<ProblemCode | null>;
  /** Keeps what stays here and no counter is told. */
  keeps?: (sql: Sql, action: A) => Promise<void>;
}

const handlers: { readonly [K in ActionKind]?: Handler<ActionOf<K>> } = {
  'call-next': { whose: whoIsNext },
  'forget-call': { whose: whomToSendBack },
  reserve: { does: reserve },
  'walk-in': { does: walkIn },
  redirect: { whose: whoCanBeSent },
  sign: {
    accepts: isAcceptable,
    refuses: async (sql, { appointmentId, stepId, signatureId }) =>
      (await isSigned(sql, appointmentId, stepId, signatureId)) ? 'already-signed' : null,
    keeps: insertSignatureContent,
  },
  'record-step': {
    refuses: async (_sql, action, before) =>
      isPlausible(action, before.one('appointment', action.appointmentId)) ? null : 'invalid-request',
  },
  'set-role': {
    refuses: async (sql, { personId }) => ((await getRecord(sql, 'person', personId)) ? null : 'not-found'),
  },
  deposit: {
    accepts: isCodeHash,
    keeps: (sql, { depositId, codeHash }) => insertPickupCode(sql, depositId, codeHash),
  },
};

export function handlerOf<K extends ActionKind>(action: ActionOf<K>): Handler<ActionOf<K>> {
  return handlers[action.kind as K] ?? {};
}

/** What must be true of the office's records together. */
export async function mayBeWritten(
  sql: Sql,
  outcomes: readonly RecordOutcome[],
  before: Read<RecordOf>,
): Promise<ProblemCode | null> {
  const appointments = outcomes.flatMap((outcome) =>
    outcome.ok && outcome.kind === 'appointment'
      ? [{ before: before.one('appointment', outcome.value.id), after: outcome.value }]
      : [],
  );
  return (await bringsASecond(sql, appointments)) ? 'counter-busy' : null;
}

async function whoIsNext(sql: Sql, _action: Action, at: Circumstances): Promise<Result<string | null>> {
  const counter = await findCounter(sql, at.counterId);
  if (!counter) return refused('not-found');
  if (await isBusy(sql, counter.id, null, [])) return refused('counter-busy');
  const waiting = await recordsInState(sql, 'appointment', 'waiting');
  return ok(chooseNext(waiting, counter, at.rules ?? usualRules, at.now)?.id ?? null);
}

/** A service must be done somewhere, and at the counter somebody is sent to. */
async function whoCanBeSent(sql: Sql, { appointmentId, to }: ActionOf<'redirect'>): Promise<Result<string>> {
  const appointment = await getRecord(sql, 'appointment', appointmentId);
  if (!appointment) return refused('not-found');
  const isDoneThere =
    'service' in to
      ? (await readServices(sql)).has(to.service)
      : (await findCounter(sql, to.counterId))?.services.includes(appointment.service);
  return isDoneThere ? ok(appointmentId) : refused('counter-cannot');
}

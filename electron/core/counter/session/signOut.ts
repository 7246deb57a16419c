import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { OpenWork } from '../../../contract/session.ts';
import type { CaseAtHand } from '../caseAtHand/caseAtHand.ts';
import type { Outbox } from '../../kernel/outbox/outbox.ts';
import type { OutboxSender } from '../../kernel/outbox/outboxSender.ts';
import type { Sync } from '../../kernel/sync/sync.ts';
import type { WorkAtCounter } from '../work/counterWork.ts';
import type { Session } from './session.ts';

interface Parts {
  session: Session;
  sync: Sync;
  atHand: CaseAtHand;
  works: WorkAtCounter;
  outbox: Outbox;
  sender: OutboxSender;
}

/** What was done a moment ago is on its way: it arrives before anybody could read a question about it. */
const onItsWayMs = 1500;
const lookAgainMs = 25;

/**
 * Signs out, unless something must come to its end first (a door, a slip, a call: refused) or is open. What is open is
 * told, and left as it is once the clerk says so (`leaveOpen`); nothing of it is lost.
 */
export async function signOut(parts: Parts, leaveOpen: boolean): Promise<Result<OpenWork | null>> {
  const { session, sync, works, outbox } = parts;
  if (!leaveOpen && sync.connected)
    for (const end = Date.now() + onItsWayMs; unsentOf(parts) > 0 && Date.now() < end;)
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  const hindered = works.hindrance('sign-out');
  if (!hindered.ok) return hindered;
  // Whoever is being called right now must find somebody at the counter.
  if (outbox.calling) return fail('call-running');
  const open = leaveOpen ? null : openWork(parts);
  if (open) return ok(open);
  sync.stop();
  await session.signOut();
  return ok(null);
}

function openWork(parts: Parts): OpenWork | null {
  const {
    session,
    atHand: { appointment, beside },
    works,
  } = parts;
  if (session.counterId === null) return null;
  const person =
    appointment && (appointment.state === 'called' || appointment.state === 'serving')
      ? { ticket: appointment.ticket, state: appointment.state }
      : null;
  const unsent = unsentOf(parts);
  if (!person && beside.length === 0 && unsent === 0) return null;
  return {
    person,
    beside: beside.map(({ ticket }) => ticket),
    signing: !works.hindrance('leave-person').ok,
    unsent,
    othersAfterMinutes: session.rules.takeOverAfterMinutes,
  };
}

/** Whose answer is still to come; what only a clerk of another counter can deliver waits for that one anyway. */
const unsentOf = ({ outbox, sender }: Parts): number =>
  outbox.open().filter(({ command, state }) => state !== 'refused' && sender.heldBack(command.id) !== 'other-counter')
    .length;

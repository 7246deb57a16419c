import type { FastifyReply } from 'fastify';
import { problemStatus, type Problem, type ProblemCode } from '../contract/index.ts';

const retryAfterSeconds = 2;

/** Titles for people who read the API; the counters speak their own languages. Never with personal data. */
const titles: Record<ProblemCode, string> = {
  'invalid-request': 'The request does not have the form the API describes.',
  'not-signed-in': 'There is no live session for this token.',
  'wrong-pin': 'Clerk and PIN do not belong together.',
  'too-many-attempts': 'Too many wrong PINs; wait some minutes.',
  'sign-in-not-offered': 'This way of signing in is switched off here.',
  'sign-in-refused': 'What came back from the sign-in service does not belong to this sign-in, or was used before.',
  'sign-in-declined': 'The sign-in was declined at the sign-in service.',
  'sign-in-outdated': 'The sign-in is too old, or the clocks of this backend and the sign-in service differ.',
  'no-role': 'The sign-in service knows this person, but no role here goes with what it says about them.',
  'provider-away': 'The sign-in service cannot be reached or does not answer as one.',
  'not-allowed': 'This role may not do that.',
  'not-found': 'There is no such thing here.',
  'counter-taken': 'Another session holds this counter.',
  'counter-not-chosen': 'The session does not hold the counter of this command.',
  'wrong-state': 'The appointment is in a state in which this cannot be done.',
  'not-yours': 'Another counter owns the appointment.',
  'counter-busy': 'Somebody is called or being served at this counter.',
  'cannot-undo': 'Something else has happened since, or this cannot be taken back.',
  'too-early': 'The person was called a moment ago.',
  'reservation-expired': 'The counter does not hold this person any more.',
  'owner-present': 'The counter that has this person is there.',
  'lead-only': 'For now only the lead may take over.',
  'service-begun': 'Something was signed or given out for this service.',
  'counter-cannot': 'That service is not done there.',
  voided: 'The command was withdrawn before it arrived.',
  'id-reused': 'Something else was done with this id before.',
  'compartment-not-free': 'The compartment is occupied or blocked.',
  'content-not-as-noted': 'What was found in the compartment is not what is noted of it.',
  'item-not-ready': 'The document is not ready to be given out.',
  'item-of-another-person': 'The document belongs to another applicant.',
  'already-signed': 'There is a signature for this step.',
  'name-missing': 'The person has no name yet.',
  'already-named': 'The person has a name that stays.',
  'already-merged': 'That entry is merged into another person.',
  'not-merged': 'That entry is merged into nobody.',
  'person-at-counter': 'The person is called or being served.',
  'unknown-action':
    'This backend is of an older version and does not know that action; nothing was done, so send it again after the update.',
  'server-error': 'The backend failed; nothing was changed.',
  'temporarily-unavailable': 'The backend cannot answer now; ask again, a command with the same id.',
  'too-many-requests': 'Too many requests; wait as long as Retry-After says.',
};

/**
 * The problem document of a code. `status` only where HTTP has a finer word than the code's own status, such as 413.
 */
export function problem(code: ProblemCode, more: { detail?: string; status?: number } = {}): Problem {
  return {
    type: `urn:schalterwerk:problem:${code}`,
    title: titles[code],
    status: more.status ?? problemStatus[code],
    code,
    ...(more.detail === undefined ? {} : { detail: more.detail }),
  };
}

export function sendProblem(reply: FastifyReply, document: Problem): FastifyReply {
  if (document.status === 503) void reply.header('retry-after', retryAfterSeconds);
  return reply
    .code(document.status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(document));
}

import { z } from 'zod';

/**
 * Stable codes of everything the backend can refuse. Clients turn them into sentences; nothing else depends on the
 * texts.
 */
export const problemCodes = [
  'invalid-request',
  'not-signed-in',
  'wrong-pin',
  'too-many-attempts',
  'not-found',
  /** This way of signing in is switched off here. */
  'sign-in-not-offered',
  /** What came back from the sign-in service does not hold: another sign-in, used before, forged. */
  'sign-in-refused',
  /** The person, or the sign-in service, said no. */
  'sign-in-declined',
  /** Too long ago, or clocks differ. */
  'sign-in-outdated',
  /** The sign-in service knows the person; this office gives no role to what it says about them. */
  'no-role',
  'provider-away',
  /** Not with this role. */
  'not-allowed',
  'counter-taken',
  'counter-not-chosen',
  /** The appointment is not in a state in which this can be done. */
  'wrong-state',
  /** Another counter owns the appointment. */
  'not-yours',
  /** This counter already serves somebody. */
  'counter-busy',
  'cannot-undo',
  /** Called a moment ago; the office's interval has not passed. */
  'too-early',
  /** The counter held this person, but not any more. */
  'reservation-expired',
  /** The counter that has this person is there. */
  'owner-present',
  /** That counter is away, but so far only the lead may take over. */
  'lead-only',
  /** Something was signed, deposited or handed over for this service: it cannot become another one. */
  'service-begun',
  /** That counter does not do this service. */
  'counter-cannot',
  /** The counter withdrew this command before it arrived. */
  'voided',
  /** A command with this id but another content was applied before. */
  'id-reused',
  'compartment-not-free',
  /** What was found behind a door is not what the office has noted of it. */
  'content-not-as-noted',
  'item-not-ready',
  /** The document belongs to somebody else. */
  'item-of-another-person',
  'already-signed',
  /** Nobody signs or receives as nobody: the person must be named first. */
  'name-missing',
  /** The office knows this person's name, or something was signed or given out under it. */
  'already-named',
  /** That entry is merged into another one: the other one is the person now. */
  'already-merged',
  'not-merged',
  /** Nobody becomes somebody else while they are called or served. */
  'person-at-counter',
  /**
   * The backend is of an older version and does not know this action, or not in this form. Nothing was done or noted:
   * the same command is for its update.
   */
  'unknown-action',
  'server-error',
  /**
   * The database is away or the backend stops. Whether a command was applied is not known: ask again with the same id.
   */
  'temporarily-unavailable',
  /** Of this session or, without one, from this address. */
  'too-many-requests',
] as const;
export const ProblemCode = z.enum(problemCodes);
export type ProblemCode = z.infer<typeof ProblemCode>;

/** A code as it is read: one that only a newer version has is a refusal without a reason that is known here. */
export const knownCode = (code: string): ProblemCode => ProblemCode.safeParse(code).data ?? 'invalid-request';

/** RFC 9457 problem document. `type` is `urn:schalterwerk:problem:<code>`. No personal data in `detail`. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** One of `problemCodes`, or of those that a newer version has. */
  code: z.string().max(64),
  detail: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;

export const problemStatus: Record<ProblemCode, number> = {
  'invalid-request': 400,
  'not-signed-in': 401,
  'wrong-pin': 403,
  'too-many-attempts': 429,
  'not-found': 404,
  'sign-in-not-offered': 403,
  'sign-in-refused': 403,
  'sign-in-declined': 403,
  'sign-in-outdated': 403,
  'no-role': 403,
  'provider-away': 502,
  'not-allowed': 403,
  'counter-taken': 409,
  'counter-not-chosen': 409,
  'wrong-state': 409,
  'not-yours': 409,
  'counter-busy': 409,
  'too-early': 409,
  'reservation-expired': 409,
  'owner-present': 409,
  'lead-only': 409,
  'service-begun': 409,
  'counter-cannot': 409,
  'cannot-undo': 409,
  voided: 409,
  'id-reused': 409,
  'compartment-not-free': 409,
  'content-not-as-noted': 409,
  'item-not-ready': 409,
  'item-of-another-person': 409,
  'already-signed': 409,
  'name-missing': 409,
  'already-named': 409,
  'already-merged': 409,
  'not-merged': 409,
  'person-at-counter': 409,
  'unknown-action': 422,
  'server-error': 500,
  'temporarily-unavailable': 503,
  'too-many-requests': 429,
};

import { z } from 'zod';
import { AppError } from './errors.ts';
import { HereForView, RoleAndPaper, ShownName } from './acting.ts';
import { AppointmentState, Id, Instant, LocalText } from './common.ts';
import { SignatureView } from './signing.ts';
import { DepositView } from './box.ts';
import { Symbology } from './scans.ts';
import { StepView } from './steps.ts';

export const ItemView = z.object({
  itemId: Id,
  kind: z.enum(['eat', 'travel-document', 'supplementary-sheet']),
  serial: z.string(),
  title: z.string(),
  validUntil: z.string().nullable(),
  state: z.string(),
});
export type ItemView = z.infer<typeof ItemView>;

/**
 * A scan or a choice that belongs to somebody else while this person is served. Stands until the clerk acknowledges it.
 */
export const WrongPersonStop = z.object({
  at: Instant,
  what: z.enum(['appointment-code', 'document', 'passport', 'compartment', 'signature']),
  /** Ticket of the other person if known; never the name. */
  otherTicket: z.string().nullable(),
  /** That person belongs to the same visit and stands here: the appointment to switch to. */
  sameVisit: Id.nullable(),
  /**
   * What of a passport is somebody else's: its number as it is known, its names and birth date, or all that it says.
   */
  because: z.enum(['number', 'facts', 'nothing-fits']).nullable(),
});
export type WrongPersonStop = z.infer<typeof WrongPersonStop>;

/**
 * A document that is neither proof nor somebody else's: the clerk looks. Kinds and values for the screen only; none of
 * it is stored.
 */
export const Comparison = z.object({
  at: Instant,
  reason: z.enum(['known-as-other', 'contradicts', 'alike', 'incomplete', 'source']),
  /** As whose the document is known. */
  ticket: z.string().nullable(),
  /** As kept, and as the document says; both empty for the number, which nobody needs to read here. */
  facts: z.array(
    z.object({
      kind: z.enum(['number', 'familyName', 'givenNames', 'birthDate', 'nationality', 'sex']),
      agreement: z.enum(['agrees', 'contradicts', 'open', 'not-kept']),
      kept: z.string(),
      read: z.string(),
    }),
  ),
  source: z.enum(['scanner', 'ocr-reader', 'keyboard-mode', 'camera', 'typed']),
  /** Absent where the scanner sends none. */
  symbology: Symbology.optional(),
  expired: z.boolean(),
});
export type Comparison = z.infer<typeof Comparison>;
/**
 * `at` names the comparison that was on the screen when it was answered, as that of a stop does: another one is not
 * settled by it.
 */
export const SettleComparison = z.object({ at: Instant, same: z.boolean() });
export const AcknowledgeStop = z.object({ at: Instant });

/** The case at hand: whoever is called to or served at this counter. Null when nobody is. */
export const CaseSnapshot = z
  .object({
    appointmentId: Id,
    ticket: z.string(),
    state: z.enum(['called', 'serving', 'completed']),
    /** Why it ended before it was done; null: it did not. */
    endedEarly: z.string().nullable(),
    familyName: z.string(),
    givenNames: z.string(),
    birthDate: z.string(),
    nationality: z.string(),
    language: z.string(),
    lowCompartment: z.boolean(),
    note: z.string(),
    serviceTitle: LocalText,
    usualMinutes: z.int(),
    calledAt: Instant.nullable(),
    servingSince: Instant.nullable(),
    steps: z.array(StepView),
    items: z.array(ItemView),
    /** Nobody knows the name yet. */
    nameless: z.boolean(),
    shownName: ShownName.nullable(),
    /** Who is here in the applicant's place. */
    hereFor: HereForView.nullable(),
    /** Who is here for another one of the same visit: likely for this one, too. */
    hereForRelative: z.string().nullable(),
    representativeChoices: z.array(RoleAndPaper),
    /** The document whose turn it is to be handed over. */
    inHand: Id.nullable(),
    /** It was scanned; one whose serial was typed is chosen, not proved. */
    inHandProved: z.boolean(),
    signature: SignatureView.nullable(),
    deposit: DepositView.nullable(),
    stop: WrongPersonStop.nullable(),
    comparison: Comparison.nullable(),
    /** Title keys of required steps that still block finishing. */
    missingSteps: z.array(Id),
    /** The case began with another version of its process than this counter has. */
    otherVersion: z.object({ begun: z.int(), here: z.int() }).nullable(),
    service: Id,
    /** How often this person was called today. */
    calls: z.int(),
    /** From when on, by the office's clock, the person may be called again; null when that is not the question. */
    recallAt: Instant.nullable(),
    priorityReason: z.string().nullable(),
    /** Sent here by another counter, and why. */
    redirect: z.object({ from: z.string().nullable(), reason: z.string() }).nullable(),
    /** Everybody of the same visit, this person too; empty when there is nobody else. */
    visit: z.array(
      z.object({
        appointmentId: Id,
        ticket: z.string(),
        name: z.string(),
        state: AppointmentState,
        serviceTitle: LocalText,
        canSwitch: z.boolean(),
      }),
    ),
    /** A command for this appointment is not yet confirmed. */
    pending: z.boolean(),
    /** The backend refused something about this appointment. */
    problem: AppError.nullable(),
  })
  .nullable();
export type CaseSnapshot = z.infer<typeof CaseSnapshot>;

export const StepRef = z.object({ stepId: Id });
export const TickDocument = z.object({ stepId: Id, documentId: Id, present: z.boolean() });
/** Identity confirmed by eye: which document was shown. */
export const ConfirmIdentity = z.object({ stepId: Id, shown: z.enum(['passport', 'residence-title', 'other']) });
export const OverrideStep = z.object({ stepId: Id, reason: z.string().trim().min(3).max(500) });
/** What ends before it is done says why. */
export const Finish = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('completed') }),
  z.object({ outcome: z.literal('incomplete'), reason: z.string().trim().min(3).max(500) }),
]);
export type Finish = z.infer<typeof Finish>;

/** To a counter, or into the line for another service. */
export const Redirect = z.object({
  appointmentId: Id,
  to: z.union([z.object({ counterId: Id }), z.object({ service: Id })]),
  reason: z.string().max(500),
});

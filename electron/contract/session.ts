import { z } from 'zod';
import { AppError } from './errors.ts';
import { Id, Instant } from './common.ts';

const Clerk = z.object({ id: Id, name: z.string() });
const Counter = z.object({ id: Id, name: z.string(), room: z.string(), services: z.array(Id) });

/** Signing in through the office's own sign-in service, in the system's browser. */
export const BrowserSignInSnapshot = z.object({
  /** `waiting`: for the person in the browser; `checking`: the backend looks at what came back. */
  phase: z.enum(['idle', 'opening', 'waiting', 'checking']),
  /** Why the last attempt came to nothing. */
  problem: AppError.nullable(),
});
export type BrowserSignInSnapshot = z.infer<typeof BrowserSignInSnapshot>;

/** Who works here, and at which counter. */
export const SessionSnapshot = z.object({
  phase: z.enum(['starting', 'signed-out', 'choose-counter', 'ready', 'broken']),
  /**
   * Why the program stands still (phase `broken`: for example a damaged store), or why signing in is not possible now.
   */
  problem: AppError.nullable(),
  officeName: z.string(),
  /** How one signs in at this office. */
  ways: z.object({ pin: z.boolean(), browser: z.boolean() }),
  browserSignIn: BrowserSignInSnapshot,
  clerks: z.array(Clerk),
  counters: z.array(Counter),
  clerk: Clerk.nullable(),
  counter: Counter.nullable(),
  /** Leads and IT see who else is signed in, and can end it. */
  mayEndSessions: z.boolean(),
  /** False for IT: queue, day and case are empty, and their screens are not offered. */
  seesPeople: z.boolean(),
  /** Invented people or simulated devices: the status bar says so. */
  training: z.boolean(),
  /** False when the system's key store does not guard the key of the local data. */
  keyProtected: z.boolean(),
  language: z.enum(['de', 'en']),
});
export type SessionSnapshot = z.infer<typeof SessionSnapshot>;

export const SignIn = z.object({ clerkId: Id, pin: z.string().min(4).max(12) });
export const ChooseCounter = z.object({ counterId: Id, takeOver: z.boolean() });

/** Signing out; `leaveOpen`: whatever is open stays as it is. */
export const SignOut = z.object({ leaveOpen: z.boolean() });
/** What is open at the counter when somebody wants to sign out. All of it is saved and stays. */
export const OpenWork = z.object({
  /** Called or served here. */
  person: z.object({ ticket: z.string(), state: z.enum(['called', 'serving']) }).nullable(),
  /** Tickets of the others of the visit who stand here. */
  beside: z.array(z.string()),
  /** A signature is being given; it would be dropped. */
  signing: z.boolean(),
  /** Actions that have not arrived at the backend; they leave when somebody signs in here again. */
  unsent: z.int(),
  /** By the office's rules: the lead takes over at once, other counters after so many minutes. */
  othersAfterMinutes: z.number(),
});
export type OpenWork = z.infer<typeof OpenWork>;

/** Somebody else who is signed in now. */
export const OtherSession = z.object({ id: Id, clerkName: z.string(), counterName: z.string().nullable() });
export type OtherSession = z.infer<typeof OtherSession>;
export const SessionRef = z.object({ sessionId: Id });

export const ConnectionSnapshot = z.object({
  state: z.enum(['connected', 'connecting', 'offline']),
  /** When the shown data was last known to be complete; null before the first time. */
  asOf: Instant.nullable(),
  /**
   * How far the office's clock is ahead of this computer's, in milliseconds; 0 when they agree. Times of the office are
   * compared with it.
   */
  clockOffsetMs: z.number(),
  problem: AppError.nullable(),
  /**
   * How many records of the office are of a newer version than this program, or than the backend: they are not shown
   * before the update.
   */
  newer: z.int(),
});
export type ConnectionSnapshot = z.infer<typeof ConnectionSnapshot>;

import { z } from 'zod';
import type { BridgeOf, HandlersOf, WindowContract } from './windowContract.ts';
import { Id } from './common.ts';
import { AnswerDeposit, StartDeposit, UnblockCompartment } from './box.ts';
import { AppError } from './errors.ts';
import { AppointmentRef, DaySnapshot, Park, Prioritise, Reserve, Sought, WalkIn } from './day.ts';
import { CannotSign, Ink, StartSignature, SubmittedSignature } from './signing.ts';
import { HandOver, HereFor, NameApplicant } from './acting.ts';
import {
  AcknowledgeStop,
  CaseSnapshot,
  ConfirmIdentity,
  Finish,
  OverrideStep,
  Redirect,
  SettleComparison,
  StepRef,
  TickDocument,
} from './case.ts';
import {
  ChooseCounter,
  ConnectionSnapshot,
  OpenWork,
  OtherSession,
  SessionRef,
  SessionSnapshot,
  SignIn,
  SignOut,
} from './session.ts';
import { DevicesSnapshot, SimulatedDeed, SimulationSnapshot } from './devices.ts';
import { DeviceSettingsChange } from './deviceSettings.ts';
import { DeviceRef, ScannerOrder, SetUpDeed, TestDoor } from './deviceTests.ts';
import { OutboxRef, OutboxSnapshot } from './outbox.ts';
import { TraceOrder, TracesSnapshot } from './traces.ts';
import { SelfTestDone } from './selfTest.ts';
import { ChooseVisit, ScansSnapshot, ScanView, TornCode, TypedCode, WindowScan } from './scans.ts';

/** The clerk's window: everything it can ask for, and everything it is told. */

const nothing = z.null();

/** One subject, one snapshot: always whole, never a difference. */
export const snapshots = {
  session: SessionSnapshot,
  connection: ConnectionSnapshot,
  day: DaySnapshot,
  case: CaseSnapshot,
  scans: ScansSnapshot,
  devices: DevicesSnapshot,
  outbox: OutboxSnapshot,
  simulation: SimulationSnapshot,
  traces: TracesSnapshot,
} as const;
export type SnapshotName = keyof typeof snapshots;
export type Snapshots = { [N in SnapshotName]: z.infer<(typeof snapshots)[N]> };
export const Snapshots = z.object(snapshots);

const request = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });

export const requests = {
  'app.snapshots': request(nothing, Snapshots),
  'app.setLanguage': request(z.object({ language: z.enum(['de', 'en']) }), nothing),
  'app.reportProblem': request(z.object({ message: z.string().max(2000), stack: z.string().max(8000) }), nothing),

  'session.signIn': request(SignIn, nothing),
  /** Answered when the browser is open; what comes of it is in the snapshot. */
  'session.signInWithBrowser': request(nothing, nothing),
  'session.openBrowserAgain': request(nothing, nothing),
  'session.cancelBrowser': request(nothing, nothing),
  /** Null: signed out. Otherwise what is open, and nothing has happened. */
  'session.signOut': request(SignOut, OpenWork.nullable()),
  'session.others': request(nothing, z.array(OtherSession)),
  'session.endOther': request(SessionRef, nothing),
  'session.chooseCounter': request(ChooseCounter, nothing),

  /** Whom this counter knows of the day and who has all that is sought; also without the network. */
  'day.find': request(Sought, z.array(Id)),
  'queue.checkIn': request(AppointmentRef, nothing),
  'queue.callNext': request(nothing, nothing),
  'queue.call': request(AppointmentRef, nothing),
  'queue.resume': request(AppointmentRef, nothing),
  'queue.recall': request(nothing, nothing),
  /** The person has gone: out of the line without a call. */
  'queue.takeOff': request(AppointmentRef, nothing),
  /** Everybody of earlier days out of the line: they were not served. */
  'queue.clearLeftOver': request(nothing, nothing),
  'queue.redirect': request(Redirect, nothing),
  'queue.prioritise': request(Prioritise, nothing),
  'queue.takeOver': request(AppointmentRef, nothing),
  'queue.reserve': request(Reserve, nothing),
  /** Go on without a call whose outcome nobody knows. */
  'queue.forgetCall': request(nothing, nothing),
  /** `ticket` is null where `known` names open visits of today that resemble this person, and nobody was taken in. */
  'queue.walkIn': request(WalkIn, z.object({ ticket: z.string().nullable(), known: z.array(Id) })),

  'case.appear': request(nothing, nothing),
  'case.miss': request(nothing, nothing),
  'case.park': request(Park, nothing),
  'case.undo': request(nothing, nothing),
  'case.switch': request(AppointmentRef, nothing),
  'case.finish': request(Finish, nothing),
  'case.acknowledgeStop': request(AcknowledgeStop, nothing),
  'case.settleComparison': request(SettleComparison, nothing),
  'case.confirmIdentity': request(ConfirmIdentity, nothing),
  'case.tickDocument': request(TickDocument, nothing),
  'case.completeStep': request(StepRef, nothing),
  'case.overrideStep': request(OverrideStep, nothing),
  'case.reopenStep': request(StepRef, nothing),
  'case.handOver': request(HandOver, nothing),
  /** The scanned document is not handed over after all. */
  'case.putAside': request(nothing, nothing),
  'case.hereFor': request(HereFor, nothing),
  'case.nameApplicant': request(NameApplicant, nothing),
  /** Nobody knows the birth date here; the clerk has seen it: old enough to act alone in this step. */
  'case.seenOldEnough': request(StepRef, nothing),

  'signatures.start': request(StartSignature, nothing),
  'signatures.submit': request(SubmittedSignature, nothing),
  'signatures.accept': request(nothing, nothing),
  'signatures.clear': request(nothing, nothing),
  'signatures.cancel': request(nothing, nothing),
  'signatures.cannotSign': request(CannotSign, nothing),

  'deposits.start': request(StartDeposit, nothing),
  'deposits.answer': request(AnswerDeposit, nothing),
  /** The slip that the window has for paper; `printed` is false when a person cancelled. */
  'deposits.printSlip': request(nothing, z.object({ printed: z.boolean() })),
  /** The pickup slip was given; its code is forgotten here. */
  'deposits.slipGiven': request(nothing, nothing),
  /** Gives a blocked compartment free again, after its door was opened here and somebody looked. */
  'box.unblock': request(UnblockCompartment, nothing),

  'scans.type': request(TypedCode, ScanView),
  'scans.chooseVisit': request(ChooseVisit, nothing),
  /** Null when it was an immediate repeat. */
  'scans.read': request(WindowScan, ScanView.nullable()),
  'scans.torn': request(TornCode, ScanView),
  'outbox.retry': request(nothing, nothing),
  'outbox.dismiss': request(OutboxRef, nothing),
  /** Starts or ends a recording of what goes over a device's line; refused while somebody is served. */
  'devices.trace': request(TraceOrder, nothing),
  'devices.test': request(DeviceRef, nothing),
  'devices.testDoor': request(TestDoor, nothing),
  /** Ends the test of this device; one of another goes on. */
  'devices.endTest': request(DeviceRef, nothing),
  /** What the scanner said of itself; empty where it answers nothing. */
  'devices.order': request(ScannerOrder, z.object({ text: z.string() })),
  'devices.setUp': request(SetUpDeed, nothing),
  'devices.changeSettings': request(DeviceSettingsChange, nothing),
  'simulation.play': request(SimulatedDeed, nothing),
  /** Takes about a minute, and goes on beside the work. */
  'selfTest.run': request(nothing, SelfTestDone),
} as const;
export type RequestName = keyof typeof requests;
export type Input<N extends RequestName> = z.infer<(typeof requests)[N]['input']>;
export type Output<N extends RequestName> = z.infer<(typeof requests)[N]['output']>;

/** Something the clerk should notice now: a short sentence, `notice.<code>` or the error's. */
export const Notice = z.object({
  tone: z.enum(['good', 'info', 'warning', 'bad']),
  code: z.string(),
  error: AppError.nullable(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Notice = z.infer<typeof Notice>;

/** Events that are not snapshots. */
export const moments = { ink: Ink, scan: ScanView, notice: Notice } as const;
export const events = { ...snapshots, ...moments } as const;
export type EventName = keyof typeof events;
export type EventOf<N extends EventName> = z.infer<(typeof events)[N]>;

export const clerkWindow = {
  name: 'clerk',
  page: 'index.html',
  requests,
  events,
} as const satisfies WindowContract;
export type Handlers = HandlersOf<typeof clerkWindow>;
export type Bridge = BridgeOf<typeof clerkWindow>;

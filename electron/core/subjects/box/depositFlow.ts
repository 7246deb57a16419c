import { z } from 'zod';
import { Instant } from '../../../contract/common.ts';
import type { DepositChoice, DepositView } from '../../../contract/box.ts';
import { errorCodes } from '../../../contract/errors.ts';

/**
 * One document's way into a compartment, as a pure function from state and input to state. Commanded, door and content
 * are three separate facts (promise 7); the door is never commanded again unless a person says so (promise 3).
 *
 *   awaiting-item ──item scanned──▶ opening ──door opens──▶ open ──door shuts──▶ [content confirmed?] ──yes──▶ done
 *                                     │  ╲                                          └─no─▶ closed-unconfirmed ─scan─▶ done
 *                            no contact│   ╲ nobody knows whether the pulse arrived
 *                                      ▼    ▼
 *                                   jammed  unknown ── both are questions to the clerk
 */

export const DepositState = z.object({
  depositId: z.string(),
  appointmentId: z.string(),
  stepId: z.string(),
  phase: z.enum(['awaiting-item', 'opening', 'open', 'closed-unconfirmed', 'jammed', 'unknown', 'done']),
  itemId: z.string().nullable(),
  compartmentId: z.string().nullable(),
  /** Names the one pulse that was or will be sent; a new one only by a person's decision. */
  operationId: z.string().nullable(),
  commandedAt: Instant.nullable(),
  openSince: Instant.nullable(),
  contentConfirmed: z.boolean(),
  /**
   * The chosen compartment was open, or may have been: the document may lie in it until a person says that it does not.
   */
  mayBeInside: z.boolean(),
  /** A label without check digits was scanned: is it the one of this compartment? */
  labelAsked: z.boolean().default(false),
  /** Kept only while the slip is shown. */
  pickupCode: z.string().nullable(),
  problem: z.object({ code: z.enum(errorCodes) }).nullable(),
});
export type DepositState = z.infer<typeof DepositState>;

export type DepositInput =
  | { kind: 'item-scanned'; itemId: string; compartmentId: string; operationId: string; now: string }
  | {
      kind: 'pulse-not-sent';
      code: 'box-missing' | 'device-not-ready' | 'device-failing' | 'permission-denied' | 'device-busy' | 'unexpected';
    }
  | { kind: 'outcome-unknown' }
  | { kind: 'not-opened-in-time' }
  | { kind: 'door'; door: 'open' | 'closed'; now: string }
  | { kind: 'label-unproven' }
  | { kind: 'content-confirmed' }
  | { kind: 'open-again'; operationId: string; now: string }
  | { kind: 'other-compartment'; compartmentId: string; operationId: string; now: string }
  | { kind: 'item-is-with-me' }
  | { kind: 'open-too-long' }
  | { kind: 'completed'; pickupCode: string }
  | { kind: 'slip-given' };

/** A flow that has just begun: nothing chosen, nothing commanded. */
export function newDeposit(depositId: string, appointmentId: string, stepId: string): DepositState {
  return {
    depositId,
    appointmentId,
    stepId,
    phase: 'awaiting-item',
    itemId: null,
    compartmentId: null,
    operationId: null,
    commandedAt: null,
    openSince: null,
    contentConfirmed: false,
    mayBeInside: false,
    labelAsked: false,
    pickupCode: null,
    problem: null,
  };
}

/** The next state; an input that means nothing in the present state leaves it as it is. */
export function depositStep(state: DepositState, input: DepositInput): DepositState {
  const { phase } = state;
  switch (input.kind) {
    case 'item-scanned':
      return phase === 'awaiting-item'
        ? commanded({ ...state, itemId: input.itemId, compartmentId: input.compartmentId }, input)
        : state;
    case 'pulse-not-sent':
      // Surely nothing moved. The document is with the clerk, unless this was a door that had been open before.
      if (phase !== 'opening') return state;
      return state.mayBeInside
        ? { ...state, phase: 'closed-unconfirmed', problem: { code: input.code } }
        : { ...backToStart(state), problem: { code: input.code } };
    case 'outcome-unknown':
      return phase === 'opening'
        ? { ...state, phase: 'unknown', mayBeInside: true, problem: { code: 'door-unknown' } }
        : state;
    case 'not-opened-in-time':
      if (phase !== 'opening') return state;
      return { ...state, phase: state.mayBeInside ? 'closed-unconfirmed' : 'jammed', problem: { code: 'door-jammed' } };
    case 'door':
      return door(state, input);
    case 'label-unproven':
      return phase === 'open' || phase === 'closed-unconfirmed' ? { ...state, labelAsked: true } : state;
    case 'content-confirmed':
      // Before the door was open nothing can lie inside.
      return phase === 'open' || phase === 'closed-unconfirmed' || phase === 'unknown'
        ? { ...state, contentConfirmed: true, labelAsked: false, problem: null }
        : state;
    case 'open-again':
      return phase === 'jammed' || phase === 'unknown' || phase === 'closed-unconfirmed'
        ? commanded(state, input)
        : state;
    case 'other-compartment':
      return phase === 'jammed' || phase === 'unknown'
        ? commanded({ ...state, compartmentId: input.compartmentId, mayBeInside: false }, input)
        : state;
    case 'item-is-with-me':
      return phase === 'jammed' || phase === 'unknown' || phase === 'closed-unconfirmed' ? backToStart(state) : state;
    case 'open-too-long':
      return phase === 'open' ? { ...state, problem: { code: 'door-still-open' } } : state;
    case 'completed':
      return readyToComplete(state) ? { ...state, phase: 'done', pickupCode: input.pickupCode, problem: null } : state;
    case 'slip-given':
      return phase === 'done' ? { ...state, pickupCode: null } : state;
  }
}

/** The door was open, is shut, and the content is confirmed. */
export function readyToComplete({ phase, contentConfirmed, itemId, compartmentId }: DepositState): boolean {
  return (
    (phase === 'closed-unconfirmed' || phase === 'unknown') &&
    contentConfirmed &&
    itemId !== null &&
    compartmentId !== null
  );
}

/** A document may be in a compartment, or a door may be moving: this must be finished before anything else ends. */
export function isUnderWay({ phase }: DepositState): boolean {
  return phase !== 'awaiting-item' && phase !== 'done';
}

export function choicesFor({ phase, labelAsked }: DepositState): DepositChoice[] {
  const asked: DepositChoice[] = labelAsked ? ['label-fits'] : [];
  switch (phase) {
    case 'awaiting-item':
      return ['cancel'];
    case 'jammed':
      return ['other-compartment', 'try-again', 'block-and-other', 'item-is-with-me'];
    case 'unknown':
      return ['item-is-inside', 'item-is-with-me', 'try-again', 'other-compartment'];
    case 'closed-unconfirmed':
      return [...asked, 'item-is-inside', 'try-again', 'item-is-with-me'];
    case 'open':
      return asked;
    case 'opening':
    case 'done':
      return [];
  }
}

function commanded(state: DepositState, { operationId, now }: { operationId: string; now: string }): DepositState {
  return {
    ...state,
    phase: 'opening',
    operationId,
    commandedAt: now,
    openSince: null,
    contentConfirmed: false,
    labelAsked: false,
    problem: null,
  };
}

function backToStart(state: DepositState): DepositState {
  return newDeposit(state.depositId, state.appointmentId, state.stepId);
}

function door(state: DepositState, { door: seen, now }: Extract<DepositInput, { kind: 'door' }>): DepositState {
  if (seen === 'open') {
    // Late is still open: a jammed door that gives way, or an unknown pulse that did arrive.
    return state.phase === 'opening' ||
      state.phase === 'jammed' ||
      state.phase === 'unknown' ||
      state.phase === 'closed-unconfirmed'
      ? { ...state, phase: 'open', openSince: now, mayBeInside: true, problem: null }
      : state;
  }
  return state.phase === 'open' ? { ...state, phase: 'closed-unconfirmed', openSince: null, problem: null } : state;
}

export function contentOf({ phase, contentConfirmed }: DepositState): DepositView['content'] {
  if (phase === 'done' || contentConfirmed) return 'confirmed';
  if (phase === 'awaiting-item' || phase === 'opening' || phase === 'jammed') return 'empty';
  return phase === 'unknown' ? 'unknown' : 'unconfirmed';
}

/** Why a pulse was not sent, of what devices tell. */
export function notSentCode(code: string): Extract<DepositInput, { kind: 'pulse-not-sent' }>['code'] {
  return code === 'device-not-ready' ||
    code === 'device-failing' ||
    code === 'permission-denied' ||
    code === 'device-busy'
    ? code
    : 'box-missing';
}

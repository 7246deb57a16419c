import type { ProblemCode } from './problems.ts';
import type { Compartment } from './subjects/box.ts';
import type { DocumentItem } from './subjects/documents.ts';
import { about, type Action } from './subjects/index.ts';
import type { Appointment } from './subjects/queue/appointment.ts';

/**
 * What an action does to documents and compartments: one pure function, used by the backend to decide and by a counter
 * to show what is on its way, like the transition of the appointment itself (`transitions.ts`).
 */

/** The document and the compartment that an action names, as they are; undefined: not known. */
export interface Things {
  item: DocumentItem | undefined;
  compartment: Compartment | undefined;
}
/** Only what changes. */
export type ThingsResult = { ok: true; changed: Partial<Things> } | { ok: false; code: ProblemCode };

/** Does this action change any of them? */
export const touchesThings = (action: Action): boolean => about(action).some(({ kind }) => kind !== 'appointment');

/** @param appointment whose action it is; null where it has none */
export function applyToThings(action: Action, appointment: Appointment | null, things: Things): ThingsResult {
  switch (action.kind) {
    case 'deposit': {
      const item = readyItem(appointment, things.item);
      if (!item.ok) return item;
      const { compartment } = things;
      if (!compartment) return { ok: false, code: 'not-found' };
      if (compartment.state !== 'free') return { ok: false, code: 'compartment-not-free' };
      return {
        ok: true,
        changed: {
          item: { ...item.item, state: 'deposited' },
          compartment: { ...compartment, state: 'occupied', depositId: action.depositId },
        },
      };
    }
    case 'hand-over': {
      const item = readyItem(appointment, things.item);
      return item.ok ? { ok: true, changed: { item: { ...item.item, state: 'handed-over' } } } : item;
    }
    case 'block-compartment': {
      // A door that does not work may be blocked in any state; what lies behind it stays recorded.
      const { compartment } = things;
      if (!compartment) return { ok: false, code: 'not-found' };
      return {
        ok: true,
        changed: { compartment: { ...compartment, state: 'blocked', blockedReason: action.reason } },
      };
    }
    default:
      return { ok: true, changed: {} };
  }
}

function readyItem(
  appointment: Appointment | null,
  item: DocumentItem | undefined,
): { ok: true; item: DocumentItem } | { ok: false; code: ProblemCode } {
  if (!item) return { ok: false, code: 'not-found' };
  if (item.applicantId !== appointment?.applicant.id) return { ok: false, code: 'item-of-another-person' };
  return item.state === 'ready' ? { ok: true, item } : { ok: false, code: 'item-not-ready' };
}

import type { z } from 'zod';
import type { Right } from '../../../../backend/contract/index.ts';
import type { UnblockCompartment } from '../../../contract/box.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { Outbox } from '../../kernel/outbox/outbox.ts';
import type { Office } from '../../kernel/records/office.ts';

interface UnblockParts {
  office: Office;
  outbox: Outbox;
  counterId: () => string | null;
  may: (right: Right) => boolean;
  /** The door was ordered open from here, and has no order under way any more. */
  wasOpened: (door: { board: number; lock: number }) => boolean;
}

/**
 * Gives a blocked compartment free again. Whoever says what lies inside must have had its door open: a compartment is
 * never freed from a desk away.
 */
export function unblock(
  { compartmentId, found }: z.infer<typeof UnblockCompartment>,
  { office, outbox, counterId, may, wasOpened }: UnblockParts,
): Result<null> {
  if (!may('box')) return fail('not-allowed');
  const counter = counterId();
  if (!counter) return fail('not-signed-in');
  const compartment = office.get('compartment', compartmentId);
  if (!compartment) return fail('not-found');
  if (compartment.state !== 'blocked') return fail('wrong-state');
  if (!wasOpened(compartment)) return fail('not-looked-inside');
  if ((found === 'document') !== (compartment.depositId !== null)) return fail('content-not-as-noted');
  const added = outbox.add(counter, { kind: 'unblock-compartment', compartmentId, found });
  return added.ok ? ok(null) : added;
}

import type { ActionOf } from '../../../../backend/contract/index.ts';
import type { Office } from '../../kernel/records/office.ts';
import type { Outbox } from '../../kernel/outbox/outbox.ts';
import type { Log } from '../../kernel/ports.ts';

/** A document may lie in this compartment without the office knowing it: nobody else's may follow it there. */
export const blockUnrecorded = (compartmentId: string): ActionOf<'block-compartment'> => ({
  kind: 'block-compartment',
  compartmentId,
  reason: 'deposit-not-recorded',
});

/** The office did not take a deposit: the document lies in the compartment all the same. */
export function depositRefused(
  { compartmentId }: ActionOf<'deposit'>,
  counterId: string,
  { office, outbox, log }: { office: Office; outbox: Outbox; log: Log },
): void {
  if (office.get('compartment', compartmentId)?.state !== 'free') return;
  const blocked = outbox.add(counterId, blockUnrecorded(compartmentId));
  if (!blocked.ok) log('error', `a compartment could not be blocked: ${blocked.error.code}`);
}

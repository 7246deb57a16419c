import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { Printed } from '../../kernel/ports.ts';
import type { Deposits } from './deposits.ts';

/**
 * Sends the slip to the printer, any number of times while its code is on the screen. Nothing of it passes through
 * here.
 */
export async function printSlip(
  deposits: Deposits,
  print: () => Promise<Printed>,
): Promise<Result<{ printed: boolean }>> {
  if (deposits.view?.pickupCode == null) return fail('deposit-not-running');
  const printed = await print();
  if (printed === 'no-printer') return fail('printer-missing');
  return printed === 'failed' ? fail('not-printed') : ok({ printed: printed === 'sent' });
}

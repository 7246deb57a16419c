import type { DepositChoice, DepositView } from '../../../electron/contract/index.ts';
import type { ToneName } from '../../components/Tone.tsx';

export const stateTone: Record<DepositView['state'], ToneName> = {
  'awaiting-item': 'info',
  opening: 'info',
  open: 'info',
  'closed-unconfirmed': 'warning',
  jammed: 'bad',
  unknown: 'warning',
  done: 'good',
};
export const doorTone: Record<DepositView['door'], ToneName> = { open: 'info', closed: 'good', unknown: 'warning' };
export const contentTone: Record<DepositView['content'], ToneName> = {
  empty: 'quiet',
  confirmed: 'good',
  unconfirmed: 'warning',
  unknown: 'warning',
};

/**
 * How an answer is offered. Where the machine knows a good way on, or asks one thing only, that answer is the big one;
 * where it asks what a person saw, no answer is nearer than another. None of them is ever pressed by a key.
 */
export function choiceKind(
  choice: DepositChoice,
  index: number,
  state: DepositView['state'],
): 'primary' | 'secondary' | 'tertiary' {
  if (choice === 'cancel') return 'tertiary';
  if (choice === 'label-fits') return 'primary';
  return state === 'jammed' && index === 0 ? 'primary' : 'secondary';
}

import type { DepositChoice, DepositView } from '../../../electron/contract/index.ts';
import type { ToneName } from '../../components/Tone.tsx';

export const stateTone: Record<DepositView['state'], ToneName> = {
  'awaiting-item': 'info', opening: 'info', open: 'info', 'closed-unconfirmed': 'warning', jammed: 'bad', unknown: 'warning', done: 'good',
};
export const doorTone: Record<DepositView['door'], ToneName> = { open: 'info', closed: 'good', unknown: 'warning' };
export const contentTone: Record<DepositView['content'], ToneName> = { empty: 'quiet', confirmed: 'good', unconfirmed: 'warning', unknown: 'warning' };

/** What is shown as the first answer; nothing that moves a door is ever pressed by Enter. */
export const isLeaving = (choice: DepositChoice): boolean => choice === 'cancel';

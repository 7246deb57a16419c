import type { StepViewOf } from '../../../electron/contract/index.ts';
import { DepositPanel } from '../box/DepositPanel.tsx';
import { OutputWork } from '../box/OutputWork.tsx';
import { standInWords } from './standIn.ts';
import { say, type StepKind, type Words } from './stepKind.ts';

export const output: StepKind<StepViewOf<'output'>> = {
  Work: OutputWork,
  underWay({ id }, { deposit, language }) {
    return deposit?.stepId === id
      ? {
          phase: `${deposit.state}-${deposit.choices.join()}`,
          panel: <DepositPanel deposit={deposit} language={language} />,
        }
      : null;
  },
  words(facts) {
    if (facts['way'] === 'box') return [say('box', { compartment: String(facts['compartment'] ?? '') })];
    if (facts['way'] !== 'hand-over') return [];
    const standIn = standInWords('to', { role: facts['role'], name: facts['name'], paper: facts['paper'] });
    return [say('handOver'), ...standIn, ...proofOf(facts), ...(standIn.length === 0 ? recipientOf(facts) : [])];
  },
};

function proofOf({ proof, proofReason }: StepViewOf<'output'>['facts']): Words[] {
  if (proof === 'scan') return [say('provedByScan')];
  return proof === 'eye' ? [say('provedByEye', { reason: String(proofReason ?? '') })] : [];
}

const recipientOf = ({ recipient }: StepViewOf<'output'>['facts']): Words[] =>
  recipient === 'applicant' || recipient === 'entitled' || recipient === 'authorised'
    ? [say(`recipient-${recipient}`)]
    : [];

import type { StepViewOf } from '../../../electron/contract/index.ts';
import { SignaturePanel } from '../signing/SignaturePanel.tsx';
import { StartSignature } from '../signing/StartSignature.tsx';
import { standInWords } from './standIn.ts';
import { say, type StepKind } from './stepKind.ts';

export const signature: StepKind<StepViewOf<'signature'>> = {
  Work: StartSignature,
  underWay({ id }, { signature: running }) {
    return running?.stepId === id ? { phase: running.state, panel: <SignaturePanel signature={running} /> } : null;
  },
  words: (facts) => [
    ...(facts['cannotSign'] === true
      ? [say('cannotSign')]
      : typeof facts['points'] === 'number'
        ? [say('points', { count: facts['points'] })]
        : []),
    ...standInWords('by', { role: facts['role'], name: facts['name'], paper: facts['paper'] }),
  ],
};

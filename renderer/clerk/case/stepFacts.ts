import type { StepView } from '../../../electron/contract/index.ts';

type Words = { key: string; values: Record<string, string | number> };

/** Text keys for what is known about a finished step; facts without words are left out. */
export function stepFacts({ facts }: Pick<StepView, 'facts'>): Words[] {
  const words: Words[] = [];
  const say = (key: string, values: Words['values'] = {}) => words.push({ key: `facts.${key}`, values });
  if (facts['method'] === 'mrz') say('mrz');
  if (facts['method'] === 'compare') {
    say('compare');
    for (const kind of String(facts['contradicts'] ?? '')
      .split(' ')
      .filter((one) => one !== ''))
      say(`differs-${kind}`);
  }
  if (facts['method'] === 'eye')
    say(facts['shown'] === 'passport' || facts['shown'] === 'residence-title' ? `eye-${facts['shown']}` : 'eye-other');
  if (facts['expired'] === true) say('expired');
  if (typeof facts['oldEnough'] === 'number') say('oldEnough', { age: facts['oldEnough'] });
  if (facts['cannotSign'] === true) say('cannotSign');
  else if (typeof facts['points'] === 'number') say('points', { count: facts['points'] });
  if (facts['way'] === 'box') say('box', { compartment: String(facts['compartment'] ?? '') });
  if (facts['way'] === 'hand-over') say('handOver');
  const role = facts['role'] ?? facts['hereFor'];
  const standsIn = role === 'parent' || role === 'guardian' || role === 'authorised';
  const name = facts['representative'] ?? facts['name'];
  if (standsIn)
    say(`${'hereFor' in facts ? 'here' : facts['way'] === 'hand-over' ? 'to' : 'by'}-${role}`, {
      name: typeof name === 'string' ? name : '',
    });
  if (standsIn && typeof facts['paper'] === 'string') say(`paper-${facts['paper']}`);
  if (facts['proof'] === 'scan') say('provedByScan');
  if (facts['proof'] === 'eye') say('provedByEye', { reason: String(facts['proofReason'] ?? '') });
  const recipient = facts['recipient'];
  if (standsIn) return words;
  if (recipient === 'applicant' || recipient === 'entitled' || recipient === 'authorised')
    say(`recipient-${recipient}`);
  if (typeof facts['present'] === 'number')
    say('documents', { count: facts['present'], of: Number(facts['of'] ?? facts['present']) });
  return words;
}

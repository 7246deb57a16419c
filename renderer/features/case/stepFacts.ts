import type { StepView } from '../../../electron/contract/index.ts';

type Words = { key: string; values: Record<string, string | number> };

/** Text keys for what is known about a finished step; facts without words are left out. */
export function stepFacts({ facts }: Pick<StepView, 'facts'>): Words[] {
  const words: Words[] = [];
  const say = (key: string, values: Words['values'] = {}) => words.push({ key: `facts.${key}`, values });
  if (facts['method'] === 'mrz') say('mrz');
  if (facts['method'] === 'compare') {
    say('compare');
    for (const kind of String(facts['contradicts'] ?? '').split(' ').filter((one) => one !== '')) say(`differs-${kind}`);
  }
  if (facts['method'] === 'eye') say(facts['shown'] === 'passport' || facts['shown'] === 'residence-title' ? `eye-${facts['shown']}` : 'eye-other');
  if (facts['expired'] === true) say('expired');
  if (facts['cannotSign'] === true) say('cannotSign');
  else if (typeof facts['points'] === 'number') say('points', { count: facts['points'] });
  if (facts['way'] === 'box') say('box', { compartment: String(facts['compartment'] ?? '') });
  if (facts['way'] === 'hand-over') say('handOver');
  const recipient = facts['recipient'];
  if (recipient === 'applicant' || recipient === 'entitled' || recipient === 'authorised') say(`recipient-${recipient}`);
  if (typeof facts['present'] === 'number') say('documents', { count: facts['present'], of: Number(facts['of'] ?? facts['present']) });
  return words;
}

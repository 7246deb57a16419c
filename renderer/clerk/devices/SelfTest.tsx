import { useState } from 'react';
import de from '../../../assets/texts/self-test/de.json';
import en from '../../../assets/texts/self-test/en.json';
import type { Finding, SelfTestDone } from '../../../electron/contract/index.ts';
import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Tone, type ToneName } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';

const tones: Record<Finding['outcome'], ToneName> = {
  failed: 'bad',
  warning: 'warning',
  unknown: 'quiet',
  passed: 'good',
};
const inOrder = Object.keys(tones) as Finding['outcome'][];

/** For IT: the same self-test as `--self-test`, in a process of its own beside the running counter. */
export function SelfTest() {
  const { language } = useWords();
  const { mayChange } = useSnapshot('devices').settings;
  const [running, setRunning] = useState(false);
  const [done, setDone] = useState<SelfTestDone | null>(null);
  const words: typeof en = language === 'de' ? de : en;
  if (!mayChange) return null;
  const run = async () => {
    setRunning(true);
    setDone(null);
    const answer = await act('selfTest.run', null);
    setRunning(false);
    if (answer.ok) setDone(answer.value);
  };
  return (
    <div className="panel" data-testid="self-test">
      <h2>{words.heading}</h2>
      <p className="muted">{words.explain}</p>
      <Button text={words.run} testId="self-test-run" onPress={run} />
      <div role="status">{running && <Tone tone="info" text={words.running} testId="self-test-running" />}</div>
      {done && <Report done={done} words={words} />}
    </div>
  );
}

function Report({ done: { report, page }, words }: { done: SelfTestDone; words: typeof en }) {
  const those = (outcome: Finding['outcome']) => report.findings.filter((finding) => finding.outcome === outcome);
  return (
    <div className="device-panel" data-testid="self-test-report">
      <ul className="device-list">
        {inOrder.flatMap(those).map(({ id, outcome, reason, facts }) => (
          <li key={id} className="other-device" data-testid={`self-test-${id}`} data-outcome={outcome}>
            <Tone tone={tones[outcome]} text={`${wordOf(words.findings, id)}: ${words.outcomes[outcome]}`} />
            {reason !== null && <p>{wordOf(words.reasons, reason)}</p>}
            {facts.length > 0 && (
              <p className="device__small">
                {facts.map(({ name, value }) => `${wordOf(words.facts, name)} ${value}`).join(' · ')}
              </p>
            )}
          </li>
        ))}
      </ul>
      <p>{words.page.replace('{place}', page)}</p>
    </div>
  );
}

const wordOf = (group: Record<string, string>, key: string): string => group[key] ?? key;

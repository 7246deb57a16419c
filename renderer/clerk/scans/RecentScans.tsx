import { memo, useDeferredValue, useState, type FormEvent } from 'react';
import type { AppError, ScanView } from '../../../electron/contract/index.ts';
import { ask, useSnapshot } from '../../bridge.ts';
import { Field } from '../../components/Field.tsx';
import { Icon, type IconName } from '../../components/Icon.tsx';
import { clockTime } from '../../time.ts';
import { useWords } from '../../useWords.ts';
import { scanTone, type ScanTone } from './scanFeedback.ts';
import { useScanWords } from './useScanWords.ts';

const icons: Record<ScanTone, IconName> = { good: 'check', warning: 'warning', bad: 'stop', quiet: 'info' };

const shownAtMost = 3;

/** The last scans with what came of them, and a line for codes that no scanner can read any more. */
export function RecentScans() {
  const { t } = useWords();
  return (
    <section className="side__part" aria-labelledby="scans-title">
      <h2 id="scans-title">{t('scan.recent')}</h2>
      <LastScans />
      <TypedCode />
    </section>
  );
}

/** What came of the newest is said large at once; the list follows, and does not hold that up. */
function LastScans() {
  const { recent } = useSnapshot('scans');
  return <ScanList recent={useDeferredValue(recent)} />;
}

const ScanList = memo(function ScanList({ recent }: { recent: readonly ScanView[] }) {
  const { t, language } = useWords();
  const words = useScanWords();
  return (
    <>
      {recent.length === 0 && <p className="muted">{t('scan.none')}</p>}
      <ol className="scan-list" data-testid="recent-scans">
        {recent.slice(0, shownAtMost).map((scan) => (
          <li key={scan.scanId} className="scan" data-effect={scan.effect} data-outcome={scan.outcome}>
            <time dateTime={scan.at}>{clockTime(scan.at, language)}</time>
            <div>
              <p className="scan__what">{words.what(scan)}</p>
              <p className={`scan__effect tone tone--${scanTone(scan)}`}>
                <Icon name={icons[scanTone(scan)]} size="small" />
                <span>{words.effect(scan)}</span>
              </p>
            </div>
          </li>
        ))}
      </ol>
    </>
  );
});

function TypedCode() {
  const { t, sentence } = useWords();
  const [text, setText] = useState('');
  const [refused, setRefused] = useState<AppError | null>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    const answer = await ask('scans.type', { text: text.trim() });
    setRefused(answer.ok ? null : answer.error);
    if (answer.ok) setText('');
  };
  return (
    <form className="typed-code" onSubmit={(event) => void send(event)}>
      <Field
        label={t('scan.type')}
        value={text}
        autoComplete="off"
        spellCheck={false}
        maxLength={4000}
        testId="typed-code"
        error={refused && sentence(refused)}
        onChange={(event) => setText(event.target.value)}
      />
      <button
        type="submit"
        className="kern-btn kern-btn--secondary button--small"
        data-testid="typed-code-send"
        disabled={text.trim() === ''}
      >
        <span className="kern-label">{t('scan.send')}</span>
      </button>
    </form>
  );
}

import { lazy, Suspense, useEffect, useState } from 'react';
import type { ScannerLayout } from '../../../electron/contract/index.ts';
import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Tone } from '../../components/Tone.tsx';
import { useStore } from '../../store.ts';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { codeEnd, learnCodeEnd } from './codeEnd.ts';
import { explain, testCode, type Explanation } from './explain.ts';
import { takeKeys } from './wedge.ts';

/** Drawing codes takes a library that nobody else here needs. */
const QrCode = lazy(() => import('../box/PickupCode.tsx'));

const tones = { right: 'good', layout: 'warning', 'caps-lock': 'warning', 'unknown-layout': 'bad' } as const;

/** Which keyboard country is a scanner in keyboard mode set to? It scans a code, and the keys tell. */
export function WedgeTest() {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <div className="panel" data-testid="wedge">
      <h2>{t('wedge.title')}</h2>
      <p className="muted">{t('wedge.what')}</p>
      <EndOfCodes />
      <Button text={t('wedge.test')} testId="wedge-test-open" pressed={open} onPress={() => setOpen(!open)} />
      {open && <Test />}
    </div>
  );
}

/** How codes end here, as far as it is known, and what could not be used because it came without that end. */
function EndOfCodes() {
  const { t } = useWords();
  const { values } = useSnapshot('devices').settings;
  const { torn } = useSnapshot('scans');
  const learned = useStore(codeEnd);
  const set = values.wedge.endMark;
  return (
    <div className="device-panel" data-testid="wedge-end" data-known={set === 'auto' ? (learned ?? 'none') : set}>
      <p>{set === 'auto' ? t(`wedge.learned.${learned ?? 'none'}`) : t(`wedge.set.${set}`)}</p>
      {torn > 0 && <Tone tone="warning" text={t('wedge.torn', { count: torn })} testId="wedge-torn" />}
      {set === 'auto' && learned !== null && (
        <Button text={t('wedge.forget')} size="small" testId="wedge-forget" onPress={() => learnCodeEnd(null)} />
      )}
    </div>
  );
}

function Test() {
  const { t } = useWords();
  const { values, fixed, mayChange } = useSnapshot('devices').settings;
  const now = values.wedge.scannerLayout;
  const [found, setFound] = useState<Explanation | null>(null);
  useEffect(
    () =>
      takeKeys((strokes) => {
        const explanation = explain(strokes, now);
        if (explanation) setFound(explanation);
        return explanation !== null;
      }),
    [now],
  );
  const take = async (scannerLayout: ScannerLayout) => {
    const answer = await act('devices.changeSettings', { wedge: { ...values.wedge, scannerLayout } });
    if (answer.ok) setFound({ result: 'right' });
  };
  const proposed = found && 'layout' in found && found.layout !== now ? found.layout : null;
  return (
    <div className="device-panel" data-testid="wedge-test" data-result={found?.result ?? 'none'}>
      <p>{t('wedge.scanThis')}</p>
      <div className="test-codes">
        <Suspense>
          <QrCode code={testCode} label={t('wedge.code')} testId="wedge-code" />
        </Suspense>
      </div>
      <p>{t('wedge.now', { layout: t(`wedge.layout.${now}`) })}</p>
      <div role="status">
        {found && (
          <Tone
            tone={tones[found.result]}
            text={t(`wedge.result.${found.result}`, {
              layout: 'layout' in found ? t(`wedge.layout.${found.layout}`) : '',
            })}
            testId="wedge-result"
          />
        )}
      </div>
      {proposed && mayChange && !fixed.includes('wedge') && (
        <Button
          text={t('devices.test.takeOver')}
          kind="primary"
          testId="wedge-take-over"
          onPress={() => take(proposed)}
        />
      )}
      {proposed && (!mayChange || fixed.includes('wedge')) && <p className="muted">{t('devices.test.tellIt')}</p>}
    </div>
  );
}

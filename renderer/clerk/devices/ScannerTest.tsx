import { lazy, Suspense, useEffect, useState } from 'react';
import {
  testCodeText,
  type DeviceTestView,
  type DeviceView,
  type ScannerVerdict,
} from '../../../electron/contract/index.ts';
import { ask, useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Tone, type ToneName } from '../../components/Tone.tsx';
import { useNow } from '../../useNow.ts';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { play } from '../simulation/SimulationPanel.tsx';

/** Drawing codes takes a large library that nobody else here needs. */
const TestCode = lazy(() => import('./TestCode.tsx'));

type View = Extract<DeviceTestView, { kind: 'scanner' }>;
const tones = {
  waiting: 'info',
  received: 'good',
  'another-code': 'warning',
  'another-scanner': 'warning',
  'not-received': 'bad',
} as const satisfies Record<View['state'], ToneName>;

const isFine = ({ aim, endMark, whole }: ScannerVerdict): boolean => aim === 'right' && endMark === 'right' && whole;
const toneOf = ({ state, verdict }: View): ToneName =>
  !verdict || isFine(verdict) ? tones[state] : verdict.endMark === 'never-came' ? 'bad' : 'warning';

/** "Scan this": the codes on the screen, what came of them, and what to change where it did not come right. */
export function ScannerTest({ device }: { device: DeviceView }) {
  const { t } = useWords();
  const { test } = useSnapshot('devices');
  const now = useNow();
  const view = test?.kind === 'scanner' && test.deviceId === device.id ? test : null;
  useEffect(() => {
    void act('devices.test', { deviceId: device.id });
    return () => void ask('devices.endTest', { deviceId: device.id });
  }, [device.id]);
  const codes = (['data-matrix', 'qr'] as const).map((format) => ({ format, label: t(`scan.symbology.${format}`) }));
  const open = view !== null && ['waiting', 'another-code', 'another-scanner'].includes(view.state);
  const left = view && open ? Math.max(0, Math.floor((Date.parse(view.until) - now) / 1000)) : 0;
  return (
    <div className="device-panel" data-testid="scanner-test" data-state={view?.state ?? 'none'}>
      <p>{t('devices.test.scanThis')}</p>
      <div className="test-codes">
        <Suspense
          fallback={codes.map(({ format, label }) => (
            <TestCodePlace key={format} label={label} />
          ))}
        >
          {codes.map(({ format, label }) => (
            <TestCode key={format} format={format} label={label} />
          ))}
        </Suspense>
      </div>
      <div role="status">
        {view && (
          <Tone
            tone={toneOf(view)}
            text={t(`devices.test.scanner.${view.verdict?.endMark === 'never-came' ? 'unreadable' : view.state}`)}
            testId="scanner-test-state"
          />
        )}
        {view?.verdict && <Verdict verdict={view.verdict} device={device} />}
      </div>
      {open && <p className="muted">{t('devices.test.left', { count: left })}</p>}
      <div className="device-panel__row">
        {!open && (
          <Button
            text={t('devices.test.again')}
            testId="scanner-test-again"
            onPress={() => act('devices.test', { deviceId: device.id })}
          />
        )}
        {device.simulated && (
          <Button
            text={t('devices.test.simulateScan')}
            size="small"
            testId="scanner-test-simulate"
            disabled={!open}
            onPress={() => play({ deed: 'scan', text: testCodeText, deviceId: device.id })}
          />
        )}
      </div>
      <Orders device={device} />
    </div>
  );
}

/** As large as a code: what stands below does not move when the codes are drawn. */
function TestCodePlace({ label }: { label: string }) {
  return (
    <figure className="test-code" aria-hidden="true">
      <svg viewBox="0 0 1 1" />
      <figcaption>{label}</figcaption>
    </figure>
  );
}

function Verdict({ verdict, device }: { verdict: ScannerVerdict; device: DeviceView }) {
  const { t } = useWords();
  const { settings } = useSnapshot('devices');
  const { symbology, aim, endMark, whole, proposal } = verdict;
  const change = proposal && {
    ...(proposal.endMark ? { scannerEndMark: proposal.endMark } : {}),
    ...(proposal.sendsAim === undefined ? {} : { scannerSendsAim: proposal.sendsAim }),
  };
  // A scanner that is named in the settings has habits of its own there.
  const general = device.id !== 'scanner' || typeof settings.values.scanner !== 'object';
  const may =
    change !== null &&
    general &&
    settings.mayChange &&
    Object.keys(change).every((name) => !settings.fixed.includes(name));
  return (
    <>
      <dl className="facts">
        <div>
          <dt>{t('devices.test.symbology')}</dt>
          <dd>{symbology ? t(`scan.symbology.${symbology}`) : t('devices.test.noSymbology')}</dd>
        </div>
        <div>
          <dt>{t('devices.test.aim')}</dt>
          <dd>{t(`devices.test.aimIs.${aim}`)}</dd>
        </div>
        <div>
          <dt>{t('devices.test.endMark')}</dt>
          <dd>{t(`devices.test.endMarkIs.${endMark}`)}</dd>
        </div>
      </dl>
      {!whole && endMark !== 'never-came' && <Tone tone="warning" text={t('devices.test.notWhole')} />}
      {isFine(verdict) && <p>{t('devices.test.allRight')}</p>}
      {proposal?.endMark && (
        <p>{t('devices.test.proposeEndMark', { mark: t(`devices.endMark.${proposal.endMark}`) })}</p>
      )}
      {proposal?.sendsAim && <p>{t('devices.test.proposeAim')}</p>}
      {change && may && (
        <Button
          text={t('devices.test.takeOver')}
          kind="primary"
          testId="scanner-test-take-over"
          onPress={() => act('devices.changeSettings', change)}
        />
      )}
      {change && !may && <p className="muted">{t('devices.test.tellIt')}</p>}
    </>
  );
}

const shown = ['identify', 'beep-good', 'beep-bad'] as const;

/** What the scanner can be asked, where its command set is known. */
function Orders({ device }: { device: DeviceView }) {
  const { t } = useWords();
  const [said, setSaid] = useState<string | null>(null);
  if (device.deeds.length === 0) return null;
  const order = async (deed: (typeof shown)[number]) => {
    const answer = await act('devices.order', { deviceId: device.id, deed });
    setSaid(answer.ok ? answer.value.text || t('devices.test.orderSent') : null);
  };
  return (
    <>
      <div className="device-panel__row" role="group" aria-label={t('devices.test.orders')}>
        {shown
          .filter((deed) => device.deeds.includes(deed))
          .map((deed) => (
            <Button
              key={deed}
              text={t(`devices.test.order.${deed}`)}
              size="small"
              testId={`scanner-${deed}`}
              onPress={() => order(deed)}
            />
          ))}
      </div>
      <p role="status" className="device-panel__said" data-testid="scanner-said">
        {said}
      </p>
    </>
  );
}

import { useEffect } from 'react';
import type { DeviceView } from '../../../electron/contract/index.ts';
import { ask, useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { InkCanvas } from '../signing/InkCanvas.tsx';
import { play } from '../simulation/SimulationPanel.tsx';

/** "Write here": live ink and its figures. Nothing is stored; the pad is blank afterwards. */
export function PadTest({ device }: { device: DeviceView }) {
  const { t } = useWords();
  const { test } = useSnapshot('devices');
  const view = test?.kind === 'pad' && test.deviceId === device.id ? test : null;
  useEffect(() => {
    void act('devices.test', { deviceId: device.id });
    return () => void ask('devices.endTest', { deviceId: device.id });
  }, [device.id]);
  const writing = view?.state === 'writing';
  return (
    <div className="device-panel" data-testid="pad-test" data-state={view?.state ?? 'none'}>
      <p role="status">{t(`devices.test.pad.${view?.state ?? 'preparing'}`)}</p>
      {view && view.state !== 'failed' && (
        <div className="pad-test__ink">
          <InkCanvas signature={{ signatureId: view.testId, area: view.area }} label={t('devices.test.ink')} />
        </div>
      )}
      {view && (
        <dl className="facts">
          <div>
            <dt>{t('devices.test.points')}</dt>
            <dd data-testid="pad-test-points">{view.points}</dd>
          </div>
          <div>
            <dt>{t('devices.test.perSecond')}</dt>
            <dd>{view.perSecond}</dd>
          </div>
          <div>
            <dt>{t('devices.test.lost')}</dt>
            <dd>{view.lost}</dd>
          </div>
        </dl>
      )}
      <Problem error={view?.problem ?? null} tone="warning" />
      <div className="device-panel__row">
        {writing ? (
          <Button
            text={t('devices.test.endPad')}
            testId="pad-test-end"
            onPress={() => act('devices.endTest', { deviceId: device.id })}
          />
        ) : (
          <Button
            text={t('devices.test.again')}
            testId="pad-test-again"
            disabled={view?.state === 'preparing'}
            onPress={() => act('devices.test', { deviceId: device.id })}
          />
        )}
        {device.simulated && (
          <Button
            text={t('devices.test.simulateSign')}
            size="small"
            testId="pad-test-simulate"
            disabled={!writing}
            onPress={() => play({ deed: 'sign', style: 'signature', press: null })}
          />
        )}
      </div>
    </div>
  );
}

import { useSnapshot } from '../../bridge.ts';
import { Icon } from '../../components/Icon.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';
import { OpenSetupSheet } from '../setup-sheet/OpenSetupSheet.tsx';
import { Wall } from './Wall.tsx';
import { TraceControl } from './TraceControl.tsx';
import { deviceTone } from './deviceTone.ts';

/** What is connected, how it is, and how well it worked since the start. */
export function DevicesScreen() {
  const { t } = useWords();
  const { devices, hostRunning, compartments } = useSnapshot('devices');
  return (
    <section className="screen" data-testid="screen-devices" aria-labelledby="devices-title" tabIndex={0}>
      <div className="panel">
        <h1 id="devices-title">{t('screen.devices')}</h1>
        {!hostRunning && <Tone tone="warning" text={t('devices.hostRestarting')} />}
        {devices.length === 0 && <p className="muted">{t('devices.none')}</p>}
        <ul className="device-list">
          {devices.map((device) => (
            <li key={device.id} className="device" data-testid={`device-card-${device.id}`} data-state={device.state}>
              <Icon name={device.kind} size="large" />
              <div>
                <h2>{device.name}</h2>
                <p className="muted">{t(`devices.kind.${device.kind}`)}{device.simulated && <> · <strong>{t('devices.simulated')}</strong></>}</p>
                <Tone tone={deviceTone(device.state)} text={t(`devices.state.${device.state}`)} />
                <p className="muted">{t('devices.good', { count: device.good })} · {t('devices.failed', { count: device.failed })}</p>
                <Problem error={device.problem} tone="warning" />
                <TraceControl deviceId={device.id} device={device.name} />
              </div>
            </li>
          ))}
        </ul>
        <OpenSetupSheet />
      </div>
      <Wall compartments={compartments} />
    </section>
  );
}

import { useState } from 'react';
import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';
import { BlockedCompartments } from '../box/BlockedCompartments.tsx';
import { OpenSetupSheet } from '../setup-sheet/OpenSetupSheet.tsx';
import { WedgeTest } from '../wedge/WedgeTest.tsx';
import { DeviceCard } from './DeviceCard.tsx';
import { OtherDevices } from './OtherDevices.tsx';
import { SelfTest } from './SelfTest.tsx';
import { Wall } from './Wall.tsx';
import { deviceName } from './deviceName.ts';
import { LockerSettings } from './settings/LockerSettings.tsx';
import { SettingsOf } from './settings/SettingsOf.tsx';

const kinds = ['scanner', 'pad', 'locker'] as const;

/** What is connected, how it does, test each, set up, change. */
export function DevicesScreen() {
  const { t } = useWords();
  const { devices, hostRunning, compartments } = useSnapshot('devices');
  const [boxAt, setBoxAt] = useState<string | null>(null);
  return (
    <section className="screen" data-testid="screen-devices" aria-labelledby="devices-title" tabIndex={0}>
      <div className="panel">
        <h1 id="devices-title">{t('screen.devices')}</h1>
        {!hostRunning && <Tone tone="warning" text={t('devices.hostRestarting')} />}
        {devices.length === 0 && <p className="muted">{t('devices.none')}</p>}
        <ul className="device-list">
          {devices.map((device) => (
            <DeviceCard key={device.id} device={device} name={deviceName(device, devices)} />
          ))}
        </ul>
        {kinds
          .filter((kind) => !devices.some((device) => device.kind === kind))
          .map((kind) => (
            <Missing key={kind} kind={kind} />
          ))}
        <OpenSetupSheet />
      </div>
      <OtherDevices onSetUpBox={setBoxAt} />
      <WedgeTest />
      {boxAt !== null && (
        <div className="panel" data-testid="new-box">
          <h2>{t('devices.other.newBox')}</h2>
          <LockerSettings key={boxAt} path={boxAt} onDone={() => setBoxAt(null)} />
        </div>
      )}
      <Wall compartments={compartments} />
      <BlockedCompartments />
      <SelfTest />
    </section>
  );
}

/** No device of this kind: its settings are still to be had. */
function Missing({ kind }: { kind: (typeof kinds)[number] }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <div className="device-missing" data-testid={`missing-${kind}`}>
      <p className="muted">{t(`devices.missing.${kind}`)}</p>
      <Button
        text={t('devices.do.settings')}
        size="small"
        name={t('devices.doName', { what: t('devices.do.settings'), device: t(`devices.kind.${kind}`) })}
        testId={`settings-missing-${kind}`}
        pressed={open}
        onPress={() => setOpen(!open)}
      />
      {open && <SettingsOf kind={kind} />}
    </div>
  );
}

import { useEffect, useRef, useState } from 'react';
import type { DeviceView } from '../../../electron/contract/index.ts';
import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Tone } from '../../components/Tone.tsx';
import { simulationOpen } from '../../screen.ts';
import { useWords } from '../../useWords.ts';
import { FaultSelect } from '../simulation/Faults.tsx';
import { BoardSetUp } from './BoardSetUp.tsx';
import { DoorTest } from './DoorTest.tsx';
import { PadTest } from './PadTest.tsx';
import { ScannerTest } from './ScannerTest.tsx';
import { TraceControl } from './TraceControl.tsx';
import { deviceTone } from './deviceTone.ts';
import { SettingsOf } from './settings/SettingsOf.tsx';

const parts = {
  scanner: ['test', 'settings'],
  pad: ['test', 'settings'],
  locker: ['test', 'set-up', 'settings'],
} as const;
type Part = 'test' | 'set-up' | 'settings' | 'simulate';

/** One device: what it is, how it does, and what can be done with it. */
export function DeviceCard({ device, name }: { device: DeviceView; name: string }) {
  const { t } = useWords();
  const { setUp } = useSnapshot('devices');
  // A set-up that goes on is in view again when somebody comes back to the screen.
  const [open, setOpen] = useState<Part | null>(setUp?.deviceId === device.id ? 'set-up' : null);
  const opened = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer Chromium returns a promise here, which React would take for a clean-up.
    void opened.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  const kind = t(`devices.kind.${device.kind}`);
  const offered: Part[] = [...parts[device.kind], ...(device.simulated ? ['simulate' as const] : [])];
  return (
    <li
      className={`device${open ? ' device--open' : ''}`}
      data-testid={`device-card-${device.id}`}
      data-state={device.state}
      aria-label={name}
    >
      <Icon name={device.kind} size="large" />
      <div className="device__facts">
        <h2>{name}</h2>
        <p className="muted">
          {!name.startsWith(kind) && `${kind} · `}
          {device.simulated ? <strong>{t('devices.simulated')}</strong> : t('devices.real')}
        </p>
        <Tone tone={deviceTone(device.state)} text={t(`devices.state.${device.state}`)} />
        <p className="muted">
          {t('devices.good', { count: device.good })} · {t('devices.failed', { count: device.failed })}
        </p>
        {device.connection && <p className="device__small">{device.connection}</p>}
        {device.boards.length > 1 && <Boards device={device} />}
        <Problem error={device.problem} tone="warning" />
        <div className="device-panel__row">
          {offered.map((part) => (
            <Button
              key={part}
              text={t(`devices.do.${part}`)}
              size="small"
              name={t('devices.doName', { what: t(`devices.do.${part}`), device: name })}
              testId={`${part}-${device.id}`}
              pressed={open === part}
              disabled={part === 'test' && device.state !== 'ready' && open !== 'test'}
              onPress={() => setOpen(open === part ? null : part)}
            />
          ))}
          <TraceControl deviceId={device.id} device={name} />
        </div>
      </div>
      {open && (
        <div className="device__open" ref={opened}>
          <Opened part={open} device={device} />
        </div>
      )}
    </li>
  );
}

function Boards({ device }: { device: DeviceView }) {
  const { t, sentence } = useWords();
  return (
    <ul className="device__boards">
      {device.boards.map(({ board, answering, problem }) => (
        <li key={board}>
          <Tone
            tone={answering ? 'good' : 'warning'}
            text={t(answering ? 'devices.boardAnswers' : 'devices.boardSilent', { board })}
          />
          {problem && <p className="muted">{sentence(problem)}</p>}
        </li>
      ))}
    </ul>
  );
}

function Opened({ part, device }: { part: Part; device: DeviceView }) {
  switch (part) {
    case 'test':
      return device.kind === 'scanner' ? (
        <ScannerTest device={device} />
      ) : device.kind === 'pad' ? (
        <PadTest device={device} />
      ) : (
        <DoorTest device={device} />
      );
    case 'set-up':
      return <BoardSetUp device={device} />;
    case 'settings':
      return <SettingsOf kind={device.kind} device={device} />;
    case 'simulate':
      return <Simulate device={device} />;
  }
}

/** Faults of this device here; playing it is the simulation panel's. */
function Simulate({ device }: { device: DeviceView }) {
  const { t } = useWords();
  const twin = useSnapshot('simulation')?.devices.find(({ id }) => id === device.id);
  if (!twin) return null;
  return (
    <div className="device-panel">
      <FaultSelect device={twin} label={t('simulation.faults')} testId={`fault-${device.id}`} />
      <div className="device-panel__row">
        <Button
          text={t('devices.openSimulation')}
          size="small"
          testId="open-simulation"
          onPress={() => simulationOpen.set(true)}
        />
      </div>
    </div>
  );
}

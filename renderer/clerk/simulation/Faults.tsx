import { Fault, type SimulationSnapshot } from '../../../electron/contract/index.ts';
import { useWords } from '../../useWords.ts';
import { play } from './SimulationPanel.tsx';

/** Unplug, silence, noise: per device. */
export function Faults({ devices }: { devices: NonNullable<SimulationSnapshot>['devices'] }) {
  const { t } = useWords();
  return (
    <section aria-labelledby="sim-faults">
      <h3 id="sim-faults">{t('simulation.faults')}</h3>
      {devices.map((device) => (
        <FaultSelect
          key={device.id}
          device={device}
          label={t(`devices.kind.${device.kind}`)}
          testId={`sim-fault-${device.kind}`}
        />
      ))}
    </section>
  );
}

/** What is the matter with one simulated device. */
export function FaultSelect({
  device,
  label,
  testId,
}: {
  device: NonNullable<SimulationSnapshot>['devices'][number];
  label: string;
  testId: string;
}) {
  const { t } = useWords();
  return (
    <label className="simulation__select">
      <span>{label}</span>
      <select
        value={device.fault}
        data-testid={testId}
        data-device={device.id}
        onChange={(event) => {
          const fault = Fault.safeParse(event.target.value);
          if (fault.success) void play({ deed: 'fault', deviceId: device.id, fault: fault.data });
        }}
      >
        {Fault.options.map((fault) => (
          <option key={fault} value={fault}>
            {t(`simulation.fault.${fault}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

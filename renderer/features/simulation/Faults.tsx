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
        <label key={device.id} className="simulation__select">
          <span>{t(`devices.kind.${device.kind}`)}</span>
          <select
            value={device.fault} data-testid={`sim-fault-${device.kind}`} data-device={device.id}
            onChange={(event) => { const fault = Fault.safeParse(event.target.value); if (fault.success) void play({ deed: 'fault', deviceId: device.id, fault: fault.data }); }}
          >
            {Fault.options.map((fault) => <option key={fault} value={fault}>{t(`simulation.fault.${fault}`)}</option>)}
          </select>
        </label>
      ))}
    </section>
  );
}

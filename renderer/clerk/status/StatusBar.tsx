import { useSnapshot } from '../../bridge.ts';
import { Icon } from '../../components/Icon.tsx';
import { Tone, type ToneName } from '../../components/Tone.tsx';
import { currentScreen } from '../../screen.ts';
import { useWords } from '../../useWords.ts';
import { deviceTone } from '../devices/deviceTone.ts';
import { CameraSign } from '../camera/CameraSign.tsx';
import { DataAge } from './DataAge.tsx';

const connectionTone = { connected: 'good', connecting: 'warning', offline: 'bad' } as const satisfies Record<
  string,
  ToneName
>;

/** At a glance: connection and age of the data, what has not left yet, each device, training. */
export function StatusBar() {
  const { t } = useWords();
  const session = useSnapshot('session');
  const connection = useSnapshot('connection');
  const outbox = useSnapshot('outbox');
  const { devices, hostRunning } = useSnapshot('devices');
  return (
    <footer className="status" aria-label={t('status.title')}>
      <span className="status__item" data-testid="status-connection" data-state={connection.state}>
        <Tone
          tone={connectionTone[connection.state]}
          icon={connection.state === 'offline' ? 'offline' : undefined}
          text={t(`connection.${connection.state}`)}
        />
        <DataAge asOf={connection.asOf} isConnected={connection.state === 'connected'} />
      </span>
      <button
        type="button"
        className="status__item status__button"
        data-testid="outbox-badge"
        data-waiting={outbox.waiting}
        data-refused={outbox.refused}
        onClick={() => currentScreen.set('outbox')}
      >
        <Tone
          tone={outbox.refused > 0 ? 'bad' : outbox.waiting > 0 ? 'info' : 'good'}
          text={
            outbox.refused > 0
              ? t('outbox.badgeRefused', { count: outbox.refused, waiting: outbox.waiting })
              : t('outbox.badge', { count: outbox.waiting })
          }
        />
      </button>
      <span className="status__gap" />
      {!hostRunning && <Tone tone="warning" text={t('devices.hostRestarting')} testId="host-restarting" />}
      <ul className="status__devices" aria-label={t('screen.devices')}>
        {/* Several of a kind that do alike are one entry. */}
        {[...Map.groupBy(devices, ({ kind, state }) => `${kind} ${state}`)].map(
          ([key, [device, ...more]]) =>
            device && (
              <li
                key={key}
                className={`tone tone--${deviceTone(device.state)}`}
                data-testid={`device-${device.kind}`}
                data-state={device.state}
              >
                <Icon name={device.kind} size="small" />
                <span>
                  {more.length > 0 && `${more.length + 1} × `}
                  {t(`devices.kind.${device.kind}`)}: {t(`devices.state.${device.state}`)}
                </span>
              </li>
            ),
        )}
      </ul>
      <CameraSign />
      {session.training && (
        <span className="training" data-testid="training">
          {t('status.training')}
        </span>
      )}
    </footer>
  );
}

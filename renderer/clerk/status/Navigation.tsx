import { useSnapshot } from '../../bridge.ts';
import { Icon } from '../../components/Icon.tsx';
import { Key } from '../../components/Key.tsx';
import { cameraView, toggleCamera } from '../camera/camera.ts';
import { currentScreen, isOfPeople, screens, simulationOpen } from '../../screen.ts';
import { useStore } from '../../store.ts';
import { useWords } from '../../useWords.ts';

export function Navigation() {
  const { t } = useWords();
  const { seesPeople } = useSnapshot('session');
  const chosen = useStore(currentScreen);
  const here = isOfPeople(chosen) && !seesPeople ? 'devices' : chosen;
  const outbox = useSnapshot('outbox');
  const simulated = useSnapshot('simulation') !== null;
  const panel = useStore(simulationOpen);
  const { camera } = useSnapshot('devices');
  const seeing = useStore(cameraView).state !== 'off';
  return (
    <nav className="navigation" aria-label={t('navigation.title')}>
      {screens
        .filter((screen) => seesPeople || !isOfPeople(screen))
        .map((screen) => (
          <button
            key={screen}
            type="button"
            className="navigation__item"
            aria-current={screen === here ? 'page' : undefined}
            data-testid={`nav-${screen}`}
            onClick={() => currentScreen.set(screen)}
          >
            <Icon name={screen} />
            <span>{t(`screen.${screen}`)}</span>
            {screen === 'outbox' && outbox.refused > 0 && (
              <span className="navigation__count">{t('outbox.refusedShort', { count: outbox.refused })}</span>
            )}
          </button>
        ))}
      {camera && (
        <button
          type="button"
          className="navigation__item navigation__item--camera"
          aria-pressed={seeing}
          aria-keyshortcuts="F7"
          data-hotkey="F7"
          data-testid="nav-camera"
          data-command={seeing ? undefined : t('camera.open')}
          onClick={toggleCamera}
        >
          <Icon name="camera" />
          <span>{t('camera.title')}</span>
          <Key name="F7" />
        </button>
      )}
      {simulated && (
        <button
          type="button"
          className="navigation__item navigation__item--simulation"
          aria-pressed={panel}
          data-testid="nav-simulation"
          data-command={t('simulation.toggle')}
          onClick={() => simulationOpen.set(!panel)}
        >
          <Icon name="simulation" />
          <span>{t('simulation.title')}</span>
        </button>
      )}
    </nav>
  );
}

import { useEffect } from 'react';
import { usePartOf, useSnapshot } from './bridge.ts';
import { cameraView } from './clerk/camera/camera.ts';
import { CameraPanel } from './clerk/camera/CameraPanel.tsx';
import { CounterScreen } from './clerk/counter/CounterScreen.tsx';
import { DayScreen } from './clerk/day/DayScreen.tsx';
import { DevicesScreen } from './clerk/devices/DevicesScreen.tsx';
import { OutboxScreen } from './clerk/outbox/OutboxScreen.tsx';
import { Palette } from './clerk/palette/Palette.tsx';
import { ScanFlash } from './clerk/scans/ScanFlash.tsx';
import { SetupSheet } from './clerk/setup-sheet/SetupSheet.tsx';
import { SettingsScreen } from './clerk/settings/SettingsScreen.tsx';
import { SimulationPanel } from './clerk/simulation/SimulationPanel.tsx';
import { Header } from './clerk/status/Header.tsx';
import { Navigation } from './clerk/status/Navigation.tsx';
import { StatusBar } from './clerk/status/StatusBar.tsx';
import { CompareDialog } from './clerk/case/CompareDialog.tsx';
import { StopOverlay } from './clerk/case/StopOverlay.tsx';
import { OfferedVisits } from './clerk/scans/OfferedVisits.tsx';
import { currentScreen, isOfPeople, paletteOpen, simulationOpen, type Screen } from './screen.ts';
import { useStore } from './store.ts';

const views: Record<Screen, () => React.JSX.Element> = {
  counter: CounterScreen,
  day: DayScreen,
  outbox: OutboxScreen,
  devices: DevicesScreen,
  settings: SettingsScreen,
  'setup-sheet': SetupSheet,
};

/**
 * The signed-in window: header, navigation, one screen, and the status bar. Each looks at its own snapshots: whatever
 * this frame looked at would draw all of them anew.
 */
export function Workplace() {
  const chosen = useStore(currentScreen);
  const seesPeople = usePartOf('session', (session) => session.seesPeople);
  const View = views[isOfPeople(chosen) && !seesPeople ? 'devices' : chosen];
  const isSimulated = usePartOf('simulation', (room) => room !== null);
  const simulationShown = useStore(simulationOpen) && isSimulated;
  const seeing = useStore(cameraView).state !== 'off';
  // Whoever signs in next begins at the counter, not where the last one left.
  useEffect(
    () => () => {
      currentScreen.set('counter');
      paletteOpen.set(false);
    },
    [],
  );
  return (
    <div className={`workplace${simulationShown ? ' workplace--simulation' : ''}${seeing ? ' workplace--camera' : ''}`}>
      <Header />
      <Navigation />
      <main className="workplace__main" id="main">
        <View />
      </main>
      {seeing && <CameraPanel />}
      {simulationShown && <SimulationPanel />}
      <StatusBar />
      <ScanFlash />
      <InFront />
    </div>
  );
}

/** What lies over the screen until somebody has answered it. */
function InFront() {
  const person = useSnapshot('case');
  const { offered } = useSnapshot('scans');
  const palette = useStore(paletteOpen);
  const stop = person?.stop ?? null;
  return (
    <>
      {palette && !stop && <Palette />}
      {offered.length > 0 && !person && <OfferedVisits appointmentIds={offered} />}
      {person?.comparison && !stop && (
        <CompareDialog key={person.comparison.at} comparison={person.comparison} person={person} />
      )}
      {stop && <StopOverlay key={stop.at} stop={stop} />}
    </>
  );
}

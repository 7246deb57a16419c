import { useStore } from '../../store.ts';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';
import { cameraView } from './camera.ts';

/** In the status bar, on every screen: the camera is on. */
export function CameraSign() {
  const { t } = useWords();
  const { state } = useStore(cameraView);
  if (state !== 'reading' && state !== 'starting') return null;
  return (
    <span className="status__camera">
      <Tone tone="good" icon="camera" text={t('camera.on')} testId="camera-on" />
    </span>
  );
}

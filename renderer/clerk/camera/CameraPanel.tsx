import { useEffect, useRef } from 'react';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Tone, type ToneName } from '../../components/Tone.tsx';
import { useStore } from '../../store.ts';
import { useWords } from '../../useWords.ts';
import { cameraView, chooseCamera, closeCamera, picture, switchTorch, tryAgain } from './camera.ts';
import type { CameraState } from './cameraStream.ts';

const tones: Record<CameraState, ToneName> = {
  off: 'quiet',
  starting: 'info',
  reading: 'good',
  paused: 'quiet',
  unplugged: 'warning',
  'no-camera': 'warning',
  refused: 'bad',
  'in-use': 'warning',
  'decoder-failed': 'bad',
};
const waits = new Set<CameraState>(['starting', 'reading', 'paused']);

/** The live picture, what is wrong where there is none, and which camera. Closing it switches the camera off. */
export function CameraPanel() {
  const { t } = useWords();
  const { state, cameras, cameraId, torch } = useStore(cameraView);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    // Where the page scrolls, it may stand elsewhere.
    panel.current?.scrollIntoView({ block: 'nearest' });
    // Whatever takes the panel away, signing out too, ends the camera.
    return closeCamera;
  }, []);
  return (
    <aside ref={panel} className="camera panel" aria-labelledby="camera-title" data-testid="camera" data-state={state}>
      <div className="camera__head">
        <Icon name="camera" />
        <h2 id="camera-title">{t('camera.title')}</h2>
        <Button
          text={t('camera.close')}
          kind="tertiary"
          size="small"
          name={t('camera.closeName')}
          testId="camera-close"
          onPress={closeCamera}
        />
      </div>
      {state === 'reading' && <LivePicture />}
      <div role="status" className="camera__words">
        <p>
          <Tone tone={tones[state]} text={t(`camera.state.${state}`)} testId="camera-state" />
        </p>
        <p className="muted">{t(`camera.hint.${state}`)}</p>
      </div>
      {!waits.has(state) && (
        <Button text={t('camera.again')} kind="primary" size="small" testId="camera-again" onPress={tryAgain} />
      )}
      {state === 'reading' && (cameras.length > 1 || torch !== 'none') && (
        <div className="camera__choices">
          {cameras.length > 1 && (
            <label className="camera__choice">
              <span>{t('camera.which')}</span>
              <select
                value={cameraId ?? ''}
                data-testid="camera-choice"
                onChange={(event) => chooseCamera(event.target.value)}
              >
                {cameras.map(({ id, label }, index) => (
                  <option key={id} value={id}>
                    {label || t('camera.unnamed', { number: index + 1 })}
                  </option>
                ))}
              </select>
            </label>
          )}
          {torch !== 'none' && (
            <Button
              text={t(torch === 'on' ? 'camera.torchOff' : 'camera.torchOn')}
              size="small"
              testId="camera-torch"
              onPress={switchTorch}
            />
          )}
        </div>
      )}
    </aside>
  );
}

function LivePicture() {
  const { t } = useWords();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.prepend(picture);
    return () => picture.remove();
  }, []);
  return (
    <div
      ref={place}
      className="camera__picture"
      role="img"
      aria-label={t('camera.picture')}
      data-testid="camera-picture"
    >
      <span className="camera__aim" />
    </div>
  );
}

import { createStore } from '../../store.ts';
import { tellScan } from '../scans/windowScan.ts';
import {
  hasTorch,
  listCameras,
  openStream,
  rememberCamera,
  rememberedCamera,
  setTorch,
  type CameraChoice,
  type CameraState,
} from './cameraStream.ts';
import { startDecoder, type Decoder } from './decoder.ts';
import { createSightings } from './sightings.ts';

/**
 * The camera as a scanner. It is on only while its panel is open, somebody is signed in and the window is shown;
 * pictures go to the decoder and are gone.
 */
export interface CameraView {
  state: CameraState;
  cameras: CameraChoice[];
  /** Of the camera that is on. */
  cameraId: string | null;
  torch: 'none' | 'off' | 'on';
}

const nothing: CameraView = { state: 'off', cameras: [], cameraId: null, torch: 'none' };
export const cameraView = createStore<CameraView>(nothing);
const show = (change: Partial<CameraView>) => cameraView.set({ ...cameraView.get(), ...change });

/** The live picture; the panel puts it where it is seen. */
export const picture = document.createElement('video');
Object.assign(picture, { muted: true, playsInline: true });

/** From opening a camera to closing it. */
interface Run {
  over: boolean;
  decoder: Decoder;
  track: MediaStreamTrack | null;
}
let run: Run | null = null;

export function openCamera(): void {
  if (cameraView.get().state !== 'off') return;
  document.addEventListener('visibilitychange', onVisibility);
  navigator.mediaDevices.addEventListener('devicechange', onDevices);
  void start();
}

export function closeCamera(): void {
  document.removeEventListener('visibilitychange', onVisibility);
  navigator.mediaDevices.removeEventListener('devicechange', onDevices);
  stop('off');
  cameraView.set(nothing);
}

export const toggleCamera = (): void => (cameraView.get().state === 'off' ? openCamera() : closeCamera());

export function chooseCamera(id: string): void {
  rememberCamera(id);
  tryAgain();
}

export function tryAgain(): void {
  stop('starting');
  void start();
}

export async function switchTorch(): Promise<void> {
  const track = run?.track;
  const on = cameraView.get().torch === 'off';
  if (track && (await setTorch(track, on)) && run?.track === track) show({ torch: on ? 'on' : 'off' });
}

async function start(): Promise<void> {
  const mine: Run = { over: false, decoder: startDecoder(), track: null };
  run = mine;
  show({ state: 'starting' });
  const opened = await openStream(rememberedCamera());
  if (!opened.ok) {
    if (!mine.over) stop(opened.problem);
    return;
  }
  const { track, stream } = opened;
  // Closed while the system was still asked: the light must not stay on.
  if (mine.over) return track.stop();
  mine.track = track;
  track.onended = () => {
    if (!mine.over) stop('unplugged');
  };
  picture.srcObject = stream;
  const cameraId = track.getSettings().deviceId ?? null;
  if (cameraId) rememberCamera(cameraId);
  show({ state: 'reading', cameraId, torch: hasTorch(track) ? 'off' : 'none' });
  void listCameras().then((cameras) => !mine.over && show({ cameras }));
  await readOn(mine);
}

function stop(state: CameraState): void {
  if (run) {
    run.over = true;
    run.track?.stop();
    run.decoder.end();
    run = null;
  }
  picture.srcObject = null;
  show({ state, torch: 'none' });
}

/** Decoding leaves at least as much time to everything else. */
const shortestRestMs = 20;

async function readOn(mine: Run): Promise<void> {
  const sightings = createSightings();
  try {
    await picture.play();
    for (;;) {
      await new Promise((resolve) => picture.requestVideoFrameCallback(resolve));
      if (mine.over) return;
      const began = performance.now();
      const seen = await mine.decoder.read(await createImageBitmap(picture));
      if (mine.over) return;
      const ended = performance.now();
      if (sightings.isNew(seen, ended) && seen) tellScan('camera', seen.bytes, seen.aim);
      await new Promise((resolve) => setTimeout(resolve, Math.max(shortestRestMs, ended - began)));
    }
  } catch {
    if (!mine.over) stop('decoder-failed');
  }
}

function onVisibility(): void {
  const { state } = cameraView.get();
  if (document.hidden && (state === 'reading' || state === 'starting')) stop('paused');
  else if (!document.hidden && state === 'paused') tryAgain();
}

/** Something was plugged or pulled. A camera that was lost is waited for: no other takes its place by itself. */
function onDevices(): void {
  const { state, cameraId } = cameraView.get();
  void listCameras().then((cameras) => {
    if (cameraView.get().state !== state) return;
    if (state === 'reading') show({ cameras });
    const back =
      (state === 'unplugged' && cameras.some(({ id }) => id === cameraId)) ||
      (state === 'no-camera' && cameras.length > 0);
    if (!back) return;
    // Nobody sees the light of a camera that goes on behind a hidden window.
    if (document.hidden) stop('paused');
    else tryAgain();
  });
}

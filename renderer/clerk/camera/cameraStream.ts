/** The way to the computer's cameras. Nobody else asks the system for one. */

export const cameraProblems = ['no-camera', 'refused', 'in-use', 'decoder-failed'] as const;
export type CameraProblem = (typeof cameraProblems)[number];
export const cameraStates = ['off', 'starting', 'reading', 'paused', 'unplugged', ...cameraProblems] as const;
export type CameraState = (typeof cameraStates)[number];

export interface CameraChoice {
  id: string;
  label: string;
}

/** Small print needs pixels; more than this only takes longer. */
const wanted = { width: { ideal: 1920 }, height: { ideal: 1080 }, frameRate: { ideal: 30 } };

/** What some cameras can besides; the platform's types do not know it. */
type Abilities = MediaTrackCapabilities & { torch?: boolean; focusMode?: string[] };
type Ability = MediaTrackConstraintSet & { torch?: boolean; focusMode?: string };

/** Opens the camera that was chosen last if it is there, else any. */
export async function openStream(
  cameraId: string | null,
): Promise<{ ok: true; track: MediaStreamTrack; stream: MediaStream } | { ok: false; problem: CameraProblem }> {
  try {
    const there = cameraId !== null && (await listCameras()).some(({ id }) => id === cameraId);
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { ...wanted, ...(there ? { deviceId: { exact: cameraId } } : {}) },
    });
    const [track] = stream.getVideoTracks();
    if (track) {
      if (abilitiesOf(track).focusMode?.includes('continuous')) await apply(track, { focusMode: 'continuous' });
      return { ok: true, track, stream };
    }
    return { ok: false, problem: 'no-camera' };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

/**
 * Names of the platform's exceptions (W3C Media Capture and Streams, 10.2). What cannot be started is mostly another
 * program's.
 */
function problemOf(error: unknown): CameraProblem {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'no-camera';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  return 'in-use';
}

/** Their names are told only while one of them is open. */
export async function listCameras(): Promise<CameraChoice[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kind === 'videoinput').map(({ deviceId, label }) => ({ id: deviceId, label }));
}

const abilitiesOf = (track: MediaStreamTrack): Abilities => track.getCapabilities();
export const hasTorch = (track: MediaStreamTrack): boolean => abilitiesOf(track).torch === true;

/** False where the camera did not obey. */
export const setTorch = (track: MediaStreamTrack, torch: boolean): Promise<boolean> => apply(track, { torch });

async function apply(track: MediaStreamTrack, ability: Ability): Promise<boolean> {
  try {
    await track.applyConstraints({ advanced: [ability] });
    return true;
  } catch {
    return false;
  }
}

const memory = 'camera';
/** The system's name of the camera that was used last, made up for this program alone. */
export const rememberedCamera = (): string | null => localStorage.getItem(memory);
export const rememberCamera = (id: string): void => localStorage.setItem(memory, id);

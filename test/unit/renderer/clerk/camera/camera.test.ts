import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Camera from '../../../../../renderer/clerk/camera/camera.ts';

/** The window and its camera, as much of them as `camera.ts` asks for. */
function stage() {
  const heard = new Map<string, () => void>();
  const listens = {
    addEventListener: (name: string, listener: () => void) => heard.set(name, listener),
    removeEventListener: (name: string) => heard.delete(name),
  };
  const document = {
    hidden: false,
    createElement: () => ({ play: async () => {}, requestVideoFrameCallback: () => {} }),
    ...listens,
  };
  let track: { stop(): void; getSettings(): object; getCapabilities(): object; onended?: () => void } | undefined;
  const live = new Set<object>();
  const mediaDevices = {
    ...listens,
    enumerateDevices: async () => [{ kind: 'videoinput', deviceId: 'desk', label: 'Camera' }],
    async getUserMedia() {
      const opened = {
        stop: () => void live.delete(opened),
        getSettings: () => ({ deviceId: 'desk' }),
        getCapabilities: () => ({}),
      };
      track = opened;
      live.add(opened);
      return { getVideoTracks: () => [track] };
    },
  };
  vi.stubGlobal('document', document);
  vi.stubGlobal('navigator', { mediaDevices });
  vi.stubGlobal('localStorage', { getItem: () => 'desk', setItem: () => {} });
  vi.stubGlobal(
    'Worker',
    class {
      postMessage() {}
      terminate() {}
    },
  );
  return {
    document,
    live,
    happens: (name: string) => heard.get(name)?.(),
    pulled: () => {
      live.clear();
      track?.onended?.();
    },
    listening: () => [...heard.keys()],
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('the camera', () => {
  let camera: typeof Camera;
  let on: ReturnType<typeof stage>;
  beforeEach(async () => {
    vi.resetModules();
    on = stage();
    camera = await import('../../../../../renderer/clerk/camera/camera.ts');
    return () => vi.unstubAllGlobals();
  });
  const state = () => camera.cameraView.get().state;

  it('that comes back while the window is hidden stays off until the window is shown', async () => {
    camera.openCamera();
    await settled();
    expect([state(), on.live.size]).toEqual(['reading', 1]);
    on.pulled();
    expect(state()).toBe('unplugged');
    on.document.hidden = true;
    on.happens('visibilitychange');
    on.happens('devicechange');
    await settled();
    expect([state(), on.live.size]).toEqual(['paused', 0]);
    on.document.hidden = false;
    on.happens('visibilitychange');
    await settled();
    expect([state(), on.live.size]).toEqual(['reading', 1]);
  });

  it('that is closed is off, and listens to nothing any more, also where it was just being opened', async () => {
    camera.openCamera();
    camera.closeCamera();
    await settled();
    expect([state(), on.live.size, on.listening()]).toEqual(['off', 0, []]);
  });
});

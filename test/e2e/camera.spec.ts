import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { filmFlags, writeFilm } from '../support/cameraFilm.ts';
import { ClerkHands } from '../support/clerkHands.ts';
import { clear, pictureOf, symbolOf, type Format, type Look, type Picture } from '../support/codePictures.ts';
import { sealBytes, sealExamples } from '../unit/core/codes/seals.ts';
import { expect, test } from './fixture.ts';
import { hangMs } from '../support/hang.ts';

/** What the camera sees: written by each test before it opens the camera. */
const film = path.join(mkdtempSync(path.join(os.tmpdir(), 'schalterwerk-film-')), 'film.mjpeg');
test.use({ env: { SCHALTERWERK_CHROMIUM_FLAGS: filmFlags(film) } });

const held: Look = {
  ...clear,
  width: 1280,
  height: 720,
  field: 7,
  turn: 4,
  lean: 12,
  sideways: 8,
  blur: 1,
  noise: 4,
  ink: 45,
  paper: 215,
  shade: 0.2,
};
const shown = async (content: string | Uint8Array, format: Format, look: Partial<Look> = {}): Promise<Picture> =>
  pictureOf(await symbolOf(content, format), { ...held, ...look });
const desk = (): Picture => pictureOf(null, held);
const sees = (...scenes: [Picture, number][]) =>
  writeFilm(
    film,
    scenes.map(([picture, seconds]) => ({ picture, seconds })),
  );

interface Code {
  what: string;
  label: string;
  mine: boolean;
  text: string;
}

/** Codes that are worth scanning now, of invented people. */
async function codes(page: Page): Promise<Code[]> {
  return page.evaluate(async () => {
    const { bridge } = globalThis as unknown as {
      bridge: { ask(name: string, input: null): Promise<{ value: { simulation: { codes: Code[] } } }> };
    };
    return (await bridge.ask('app.snapshots', null)).value.simulation.codes;
  });
}

async function codeOf(page: Page, what: string, fits: (code: Code) => boolean): Promise<string> {
  const found = (await codes(page)).find((code) => code.what === what && fits(code));
  if (!found) throw new Error(`no ${what} to be shown`);
  return found.text;
}

const ticketIn = (page: Page, state: string): Promise<string> =>
  page.evaluate(async (wanted) => {
    const { bridge } = globalThis as unknown as {
      bridge: {
        ask(name: string, input: null): Promise<{ value: { day: { all: { ticket: string; state: string }[] } } }>;
      };
    };
    return (await bridge.ask('app.snapshots', null)).value.day.all.find(({ state }) => state === wanted)?.ticket ?? '';
  }, state);

async function scans(
  page: Page,
): Promise<{ effect: string; outcome: string; deviceId: string; what: string; symbology?: string }[]> {
  return page.evaluate(async () => {
    const { bridge } = globalThis as unknown as {
      bridge: { ask(name: string, input: null): Promise<{ value: { scans: { recent: never[] } } }> };
    };
    return (await bridge.ask('app.snapshots', null)).value.scans.recent;
  });
}

async function signedIn(page: Page): Promise<ClerkHands> {
  await page.setViewportSize({ width: 1366, height: 768 });
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  return clerk;
}

async function serving(clerk: ClerkHands): Promise<void> {
  await clerk.page.keyboard.press('F2');
  await clerk.at('called').waitFor();
  await clerk.page.keyboard.press('F3');
  await clerk.stateOf('case', 'serving');
}

/** Whether the camera's light would be on. */
const light = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const scope = globalThis as unknown as { seenTracks: MediaStreamTrack[] };
    return scope.seenTracks.some(({ readyState }) => readyState === 'live');
  });

/** Keeps every track that the window ever gets. */
const watchTracks = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const tracks: MediaStreamTrack[] = [];
    const { getUserMedia } = MediaDevices.prototype;
    MediaDevices.prototype.getUserMedia = async function (constraints) {
      const stream = await getUserMedia.call(this, constraints);
      tracks.push(...stream.getTracks());
      return stream;
    };
    Object.assign(globalThis, { seenTracks: tracks });
  });

test('an appointment code held in front of the camera is read once, and again after it was away', async ({
  app,
  page,
}) => {
  test.slow();
  const clerk = await signedIn(page);
  const ticket = await ticketIn(page, 'scheduled');
  const code = await codeOf(page, 'appointment-code', ({ label }) => label === ticket);
  const picture = await shown(code, 'QRCode');
  sees([picture, 4]);
  await page.keyboard.press('F7');
  await clerk.at('scan-flash').waitFor();
  await app.screenshot('camera-read');
  expect(await clerk.at('scan-flash').getAttribute('data-effect')).toBe('checked-in');
  await expect(clerk.at('camera-on')).toBeVisible();
  await page.waitForTimeout(5000);
  expect((await scans(page)).map(({ effect, deviceId, symbology }) => [effect, deviceId, symbology])).toEqual([
    ['checked-in', 'camera', 'qr'],
  ]);
  await clerk.press('camera-close');
  await expect(clerk.at('camera-on')).toBeHidden();

  sees([picture, 2], [desk(), 4]);
  await page.keyboard.press('F7');
  await expect.poll(async () => (await scans(page)).length, { timeout: 60_000 }).toBeGreaterThanOrEqual(3);
  expect((await scans(page))[0]?.effect).toBe('already-checked-in');
  expect(app.pageErrors).toEqual([]);
});

test('the code of somebody else stops the appointment', async ({ app, page }) => {
  const clerk = await signedIn(page);
  await serving(clerk);
  sees([await shown(await codeOf(page, 'document-serial', ({ mine }) => !mine), 'Code128'), 4]);
  await page.keyboard.press('F7');
  await clerk.at('stop-overlay').waitFor({ timeout: hangMs });
  await app.screenshot('camera-wrong-person');
  await page.keyboard.press('Control+Enter');
  await clerk.at('stop-overlay').waitFor({ state: 'hidden' });
  expect(await scans(page)).toHaveLength(1);
});

test('a zone in a PDF417 is compared by eye, a digital seal arrives byte by byte', async ({ page }) => {
  const clerk = await signedIn(page);
  await serving(clerk);
  const zone = await shown(await codeOf(page, 'mrz', ({ mine }) => mine), 'PDF417', {
    field: 5,
    turn: 1,
    lean: 4,
    sideways: 3,
  });
  const seal = await shown(sealBytes(sealExamples[2]?.hex ?? ''), 'DataMatrix');
  sees([zone, 2.5], [seal, 2.5]);
  await page.keyboard.press('F7');
  await clerk.at('compare').waitFor({ timeout: hangMs });
  await expect(clerk.at('compare-reason')).toHaveAttribute('data-reason', 'source');
  await clerk.press('compare-same');
  await clerk.stateOf('step-identity', 'done');
  await expect
    .poll(async () => (await scans(page)).map(({ what }) => what).sort(), { timeout: hangMs })
    .toEqual(expect.arrayContaining(['digital-seal', 'mrz']));
  const read = await scans(page);
  expect(read.find(({ what }) => what === 'mrz')).toMatchObject({ effect: 'to-compare', symbology: 'pdf417' });
  expect(read.find(({ what }) => what === 'digital-seal')).toMatchObject({
    effect: 'seal-read',
    symbology: 'data-matrix',
    seal: 'address-sticker',
  });
});

test('the camera is off when its panel closes, the window is hidden or the clerk signs out', async ({ page }) => {
  const clerk = await signedIn(page);
  sees([desk(), 1]);
  await watchTracks(page);
  await clerk.press('nav-camera');
  await clerk.stateOf('camera', 'reading');
  expect(await light(page)).toBe(true);
  const setHidden = (hidden: boolean) =>
    page.evaluate((is) => {
      Object.defineProperty(document, 'hidden', { value: is, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await setHidden(true);
  await clerk.stateOf('camera', 'paused');
  expect(await light(page)).toBe(false);
  await setHidden(false);
  await clerk.stateOf('camera', 'reading');
  await clerk.press('camera-close');
  expect(await light(page)).toBe(false);
  await clerk.press('nav-camera');
  await clerk.stateOf('camera', 'reading');
  await clerk.press('nav-settings');
  await clerk.press('sign-out');
  await clerk.at('phase-signed-out').waitFor();
  expect(await light(page)).toBe(false);
  await clerk.press('clerk-clerk-1');
  await clerk.at('pin').fill('1111');
  await clerk.press('sign-in');
  await clerk.press('counter-counter-1');
  await clerk.at('nav-camera').waitFor();
  await expect(clerk.at('camera')).toBeHidden();
  expect(await light(page)).toBe(false);
});

test('a camera that is pulled is told, and goes on when it is back', async ({ app, page }) => {
  const clerk = await signedIn(page);
  sees([desk(), 1]);
  await watchTracks(page);
  await clerk.press('nav-camera');
  await clerk.stateOf('camera', 'reading');
  await page.evaluate(() => {
    const track = (globalThis as unknown as { seenTracks: MediaStreamTrack[] }).seenTracks.at(-1);
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
  });
  await clerk.stateOf('camera', 'unplugged');
  await app.screenshot('camera-unplugged');
  await page.evaluate(() => navigator.mediaDevices.dispatchEvent(new Event('devicechange')));
  await clerk.stateOf('camera', 'reading');
});

test('a camera with a light of its own has a button for it', async ({ page }) => {
  const clerk = await signedIn(page);
  sees([desk(), 1]);
  await page.evaluate(() => {
    const asked: unknown[] = [];
    MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true }) as MediaTrackCapabilities;
    MediaStreamTrack.prototype.applyConstraints = async (constraints) => void asked.push(constraints?.advanced?.[0]);
    Object.assign(globalThis, { asked });
  });
  await clerk.press('nav-camera');
  const button = clerk.at('camera-torch');
  const before = await button.textContent();
  await button.click();
  await expect(button).not.toHaveText(before ?? '');
  await button.click();
  await expect(button).toHaveText(before ?? '');
  expect(await page.evaluate(() => (globalThis as unknown as { asked: unknown[] }).asked)).toEqual([
    { torch: true },
    { torch: false },
  ]);
});

for (const [name, state] of [
  ['NotAllowedError', 'refused'],
  ['NotReadableError', 'in-use'],
  ['NotFoundError', 'no-camera'],
] as const)
  test(`a camera that cannot be used is told in words: ${name}`, async ({ app, page }) => {
    const clerk = await signedIn(page);
    sees([desk(), 1]);
    await page.evaluate((thrown) => {
      const { getUserMedia } = MediaDevices.prototype;
      let first = true;
      MediaDevices.prototype.getUserMedia = async function (constraints) {
        if (!first) return getUserMedia.call(this, constraints);
        first = false;
        throw new DOMException('', thrown);
      };
    }, name);
    await clerk.press('nav-camera');
    await clerk.stateOf('camera', state);
    await app.screenshot(`camera-${state}`);
    await expect(clerk.at('camera-on')).toBeHidden();
    await clerk.press('camera-again');
    await clerk.stateOf('camera', 'reading');
  });

test('a decoder that cannot be loaded is told, and the camera is off', async ({ page }) => {
  const clerk = await signedIn(page);
  sees([desk(), 1]);
  await watchTracks(page);
  await page.evaluate(() => {
    const Real = Worker;
    Object.assign(globalThis, {
      Worker: class extends Real {
        constructor() {
          super('missing.js');
        }
      },
    });
  });
  await clerk.press('nav-camera');
  await clerk.stateOf('camera', 'decoder-failed');
  expect(await light(page)).toBe(false);
});

/** `ok` or the name of what was thrown. */
const asking = (page: Page, wanted: MediaStreamConstraints): Promise<string> =>
  page.evaluate(async (constraints) => {
    try {
      (await navigator.mediaDevices.getUserMedia(constraints)).getTracks().forEach((track) => track.stop());
      return 'ok';
    } catch (error) {
      return (error as DOMException).name;
    }
  }, wanted);

test('only the camera is granted, never the microphone, and nothing before somebody signed in', async ({ page }) => {
  sees([desk(), 1]);
  expect(await asking(page, { video: true })).toBe('NotAllowedError');
  await signedIn(page);
  expect([
    await asking(page, { video: true }),
    await asking(page, { audio: true }),
    await asking(page, { video: true, audio: true }),
  ]).toEqual(['ok', 'NotAllowedError', 'NotAllowedError']);
});

test.describe('where the settings switch the camera off', () => {
  test.use({ settings: { devices: { camera: 'off' } } });
  test('there is no button for it, and the window may not use it', async ({ page }) => {
    const clerk = await signedIn(page);
    await expect(clerk.at('nav-camera')).toBeHidden();
    await page.keyboard.press('F7');
    await expect(clerk.at('camera')).toBeHidden();
    expect(await asking(page, { video: true })).toBe('NotAllowedError');
  });
});

test.describe('where no camera is plugged in', () => {
  test.use({ env: { SCHALTERWERK_CHROMIUM_FLAGS: '--use-fake-device-for-media-stream=device-count=0' } });
  test('the panel says so', async ({ page }) => {
    const clerk = await signedIn(page);
    await clerk.press('nav-camera');
    await clerk.stateOf('camera', 'no-camera');
  });
});

test.describe('where several cameras are plugged in', () => {
  test.use({ env: { SCHALTERWERK_CHROMIUM_FLAGS: '--use-fake-device-for-media-stream=device-count=3' } });
  test('the chosen one is used and remembered', async ({ app, page }) => {
    const clerk = await signedIn(page);
    await clerk.press('nav-camera');
    await clerk.stateOf('camera', 'reading');
    const choice = clerk.at('camera-choice');
    // The cameras are named after the first picture, so the list comes a moment later than the reading.
    await expect(choice.locator('option')).toHaveCount(3);
    const options = await choice
      .locator('option')
      .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
    await choice.selectOption(options[2] ?? '');
    await expect(choice).toHaveValue(options[2] ?? '');
    await app.screenshot('camera-several');
    await clerk.press('camera-close');
    await clerk.press('nav-camera');
    await expect(choice).toHaveValue(options[2] ?? '');
  });
});

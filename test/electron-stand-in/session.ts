import type { BrowserContext, Page } from 'playwright-core';
import { guardCamera } from './inPage.ts';
import { outside, toAppUrl } from './scheme.ts';
import type { PermissionRequestHandler, Session, WebContents } from './surface.ts';

let mayAsk: PermissionRequestHandler | null = null;
let check: Parameters<Session['setPermissionCheckHandler']>[0] = null;

/**
 * The private Chromium grants nothing but the camera, and before that the application is asked as Electron asks it.
 * Without a handler Electron would grant everything; here nothing is.
 */
export const defaultSession: Session = {
  on: () => undefined,
  setPermissionRequestHandler: (handler) => void (mayAsk = handler),
  setPermissionCheckHandler: (handler) => void (check = handler),
  setDevicePermissionHandler: () => undefined,
  setSpellCheckerEnabled: () => undefined,
};

/** Chromium grants by origin. Which of its pages may is decided in `guardPermissions`. */
export const grantCamera = (context: BrowserContext): Promise<void> =>
  context.grantPermissions(['camera'], { origin: new URL(outside).origin });

/** To be called before the page's own scripts run. */
export async function guardPermissions(page: Page, contents: WebContents): Promise<void> {
  const name = `permission${contents.id}`;
  await page.exposeBinding(
    name,
    ({ frame }, mediaTypes: ('audio' | 'video')[]) =>
      new Promise<boolean>((resolve) => {
        if (!mayAsk) return resolve(false);
        mayAsk(contents, 'media', resolve, {
          isMainFrame: frame === page.mainFrame(),
          requestingUrl: toAppUrl(frame.url()),
          mediaTypes,
          securityOrigin: toAppUrl(outside),
        });
      }),
  );
  /** What `enumerateDevices` and `permissions.query` ask: without a yes the names of devices are empty. */
  const checkName = `${name}Check`;
  await page.exposeBinding(
    checkName,
    ({ frame }, mediaType: 'audio' | 'video') =>
      check?.(contents as unknown as Electron.WebContents, 'media', toAppUrl(outside), {
        isMainFrame: frame === page.mainFrame(),
        requestingUrl: toAppUrl(frame.url()),
        mediaType,
        securityOrigin: toAppUrl(outside),
      }) ?? false,
  );
  await page.addInitScript(guardCamera, [name, checkName] as const);
}

import type { Route } from 'playwright-core';
import { app } from './app.ts';
import type { Protocol } from './surface.ts';

/**
 * Pages of an installed Chromium cannot navigate to a scheme it does not know. The one translation between
 * `app://bundle/x` and `http://app.localhost/x` is here.
 */
export const outside = 'http://app.localhost/';
const inside = 'app://bundle/';

export const toPageUrl = (url: string): string => (url.startsWith(inside) ? outside + url.slice(inside.length) : url);
export const toAppUrl = (url: string): string => (url.startsWith(outside) ? inside + url.slice(outside.length) : url);

const handlers = new Map<string, (request: Request) => Response | Promise<Response>>();

export const protocol: Protocol = {
  registerSchemesAsPrivileged: () => app.must('not ready', 'protocol.registerSchemesAsPrivileged()'),
  handle(scheme, handler) {
    app.must('ready', 'protocol.handle()');
    if (handlers.has(scheme)) throw new Error(`The scheme ${scheme} is handled already.`);
    handlers.set(scheme, handler as (request: Request) => Response | Promise<Response>);
  },
};

/** Answers a request of a page from the application's own scheme handler; anything else goes its way. */
export async function answerRequest(route: Route): Promise<void> {
  const request = route.request();
  const handler = handlers.get('app');
  if (!request.url().startsWith(outside) || !handler) return route.continue();
  const response = await handler(new Request(toAppUrl(request.url()), { method: request.method() }));
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}

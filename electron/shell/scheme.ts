import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { protocol } from 'electron';

/** The windows' own origin. Nothing else is ever loaded into them. */
export const ownOrigin = 'app://bundle';

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
};

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The picture decoder is compiled code beside its script. Only in a worker may code be compiled and be loaded, from
 * here; a worker has neither document nor bridge.
 */
const workerPolicy = ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'"].join('; ');
const isWorker = (file: string, folder: string): boolean => path.dirname(file) === path.join(folder, 'workers');

export const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
  'cache-control': 'no-store',
};

/** To be called before the application is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Answers `app://bundle/…` from the files in `folder`. */
export function serveScheme(folder: string): void {
  protocol.handle('app', (request) => answer(request, folder));
}

/** Pages with a content of their own, by the path of their address. */
const offered = new Map<string, { page: string; content: string }>();

/**
 * Offers the file `page` under another path, with a value for its script in it (a block of JSON with the id `offered`): what a
 * window is to show of a person stands in no address. It is given out once.
 */
export function offerOnce(pathname: string, page: string, value: unknown): { withdraw(): void } {
  // Inside a script element `<` could end it.
  offered.set(pathname, { page, content: JSON.stringify(value).replaceAll('<', '\\u003c') });
  return { withdraw: () => void offered.delete(pathname) };
}

/** One file, or a refusal: only reading, only this origin, only inside `folder`, only known kinds of files. */
export async function answer(request: Request, folder: string): Promise<Response> {
  const url = new URL(request.url);
  const once = url.host === 'bundle' && request.method === 'GET' ? offered.get(url.pathname) : undefined;
  if (once) offered.delete(url.pathname);
  const file = url.host === 'bundle' ? fileFor(once?.page ?? url.pathname, folder) : undefined;
  if (request.method !== 'GET' || file === undefined) return refuse(404);
  const contentType = contentTypes[path.extname(file)];
  if (contentType === undefined) return refuse(404);
  try {
    const bytes = await readFile(file);
    return new Response(once ? withContent(bytes.toString('utf8'), once.content) : new Uint8Array(bytes), {
      headers: {
        ...securityHeaders,
        ...(isWorker(file, folder) ? { 'content-security-policy': workerPolicy } : {}),
        'content-type': contentType,
      },
    });
  } catch {
    return refuse(404);
  }
}

/** A block of data: the policy lets no script run from it. A function, because the content may hold `$&`. */
const withContent = (html: string, content: string): string =>
  html.replace('</head>', () => `<script type="application/json" id="offered">${content}</script></head>`);

const refuse = (status: number): Response => new Response('', { status, headers: securityHeaders });

function fileFor(pathname: string, folder: string): string | undefined {
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (/[\0\\]/.test(name)) return undefined;
  const file = path.resolve(folder, `.${name === '/' ? '/index.html' : name}`);
  return file.startsWith(folder + path.sep) ? file : undefined;
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => ({ protocol: {} }));
const { answer, offerOnce } = await import('../../../electron/shell/scheme.ts');

let folder: string;
let pages: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'scheme-'));
  pages = path.join(folder, 'pages');
  mkdirSync(path.join(pages, 'pad'), { recursive: true });
  writeFileSync(path.join(pages, 'index.html'), '<head><title>page</title></head>');
  writeFileSync(path.join(pages, 'pad', 'page.js'), 'export {}');
  mkdirSync(path.join(pages, 'workers', 'deeper'), { recursive: true });
  for (const file of ['workers/decoder.js', 'workers/deeper/page.js', 'workers.js'])
    writeFileSync(path.join(pages, file), 'export {}');
  writeFileSync(path.join(pages, 'decoder.wasm'), '');
  writeFileSync(path.join(pages, 'notes.txt'), 'not for windows');
  writeFileSync(path.join(folder, 'secret.json'), '{}');
  mkdirSync(path.join(folder, 'pages-of-others'));
  writeFileSync(path.join(folder, 'pages-of-others', 'a.json'), '{}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const get = (url: string, method = 'GET'): Promise<Response> => answer({ url, method } as Request, pages);

describe('app://bundle', () => {
  it('serves its own files, with their type and all security headers', async () => {
    const page = await get('app://bundle/index.html');
    expect(await page.text()).toBe('<head><title>page</title></head>');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await get('app://bundle/pad/page.js')).headers.get('content-type')).toContain('javascript');
  });

  it('gives out a page with a content of its own once, which stands in no address and ends no element', async () => {
    const value = { title: '</script><script>x', name: 'Erika $& Mustermann' };
    offerOnce('/pad/0a1b.html', '/index.html', value);
    expect((await get('app://bundle/pad/0a1b.html', 'POST')).status).toBe(404);
    const page = await get('app://bundle/pad/0a1b.html');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const [, content] = /<script type="application\/json" id="offered">(.*?)<\/script>/.exec(await page.text()) ?? [];
    expect(JSON.parse(content ?? '')).toEqual(value);
    expect((await get('app://bundle/pad/0a1b.html')).status).toBe(404);
    offerOnce('/pad/2c3d.html', '/index.html', value).withdraw();
    expect((await get('app://bundle/pad/2c3d.html')).status).toBe(404);
    expect(await (await get('app://bundle/index.html')).text()).not.toContain('offered');
  });

  it('lets compiled code run in workers alone, which may load from here and nowhere else', async () => {
    const policyOf = async (file: string) => (await get(`app://bundle/${file}`)).headers.get('content-security-policy');
    expect(await policyOf('workers/decoder.js')).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
    );
    expect((await get('app://bundle/workers/decoder.js')).headers.get('x-content-type-options')).toBe('nosniff');
    for (const other of [
      'index.html',
      'pad/page.js',
      'workers/deeper/page.js',
      'workers.js',
      'workers/..%2fpad/page.js',
    ])
      expect(await policyOf(other), other).not.toContain('wasm');
    expect((await get('app://bundle/decoder.wasm')).headers.get('content-type')).toBe('application/wasm');
  });

  it.each([
    'app://bundle/../secret.json',
    'app://bundle/..%2fsecret.json',
    'app://bundle/%2e%2e%2fsecret.json',
    'app://bundle/..%5csecret.json',
    'app://bundle/pad/..%2f..%2fsecret.json',
    'app://bundle/..%2fpages-of-others/a.json',
    'app://bundle//etc/passwd',
    'app://bundle/index.html%00.js',
    'app://bundle/%',
    'app://bundle/notes.txt',
    'app://bundle/missing.js',
    'app://bundle/pad',
    'app://other/index.html',
  ])('refuses %s', async (url) => {
    const refused = await get(url);
    expect(refused.status).toBe(404);
    expect(await refused.text()).toBe('');
  });

  it('only reads', async () => {
    expect((await get('app://bundle/index.html', 'POST')).status).toBe(404);
  });
});

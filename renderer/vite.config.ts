import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { windows } from '../electron/contract/windows.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** The page of each kind of window, and the one that the pad's pages are drawn on. */
const pages = [...windows.map(({ page }) => page), 'pad/index.html'];

/**
 * Builds the windows into `dist/renderer`; addresses are relative because the shell serves them under its own scheme.
 */
export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [react()],
  // A folder of their own: the scheme gives workers another policy than pages.
  worker: { format: 'es', rollupOptions: { output: { entryFileNames: 'workers/[name]-[hash].js' } } },
  build: {
    outDir: here('../dist/renderer'),
    emptyOutDir: true,
    // What is built in comes with its licence, as that asks for.
    license: { fileName: 'licences.md' },
    target: 'chrome130',
    // Chromium preloads modules itself; the helper would need `connect-src`.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rollupOptions: { input: pages.map(here) },
  },
});

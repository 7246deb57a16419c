import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Most of the time tests wait for devices and time limits, not for a processor.
    maxWorkers: 3,
  },
  root: new URL('..', import.meta.url).pathname,
});

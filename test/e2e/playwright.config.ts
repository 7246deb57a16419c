import path from 'node:path';
import { defineConfig } from '@playwright/test';

const out = path.join(import.meta.dirname, '../../out/e2e');

/**
 * Two applications at a time, each with its own folder, ports and Chromium: a test starts its own and mostly waits for
 * it.
 */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '**/*.spec.ts',
  outputDir: path.join(out, 'artifacts'),
  globalSetup: path.join(import.meta.dirname, 'sayRuntime.ts'),
  workers: 2,
  fullyParallel: true,
  // Against a test that hangs, on a machine that others use too.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json', { outputFile: path.join(out, 'results.json') }]],
});

import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { hangMs } from '../support/hang.ts';

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
  // Only against a test that hangs, and later than what it waits for, so that this is what is told.
  timeout: 1.5 * hangMs,
  expect: { timeout: hangMs },
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json', { outputFile: path.join(out, 'results.json') }]],
});

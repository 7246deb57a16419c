import path from 'node:path';
import { defineConfig } from '@playwright/test';

const out = path.join(import.meta.dirname, '../../out/e2e');

/** One application at a time: two cores, and each test starts its own. */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '**/*.spec.ts',
  outputDir: path.join(out, 'artifacts'),
  globalSetup: path.join(import.meta.dirname, 'sayRuntime.ts'),
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json', { outputFile: path.join(out, 'results.json') }]],
});

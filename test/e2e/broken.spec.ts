import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './fixture.ts';
import { hangMs } from '../support/hang.ts';

test('a damaged store stops the program in a sentence, and stays as it is', async ({ app, page }) => {
  await expect(page.getByTestId('phase-signed-out')).toBeVisible({ timeout: hangMs });
  await app.quit();
  const training = path.join(app.dataDir, 'training');
  const folder = path.join(training, readdirSync(training).sort().at(-1)!, 'counter');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'counter.db');
  const rubbish = Buffer.from('This is no database. '.repeat(500));
  writeFileSync(file, rubbish);
  const after = await app.restart();
  await expect(after.getByTestId('phase-broken')).toBeVisible();
  await app.screenshot('store-broken');
  expect(readFileSync(file).equals(rubbish)).toBe(true);
});

import path from 'node:path';
import { Desk } from '../backend/api.ts';
import { type SpawnedBackend, spawnBackend } from '../support/backend.ts';
import { ClerkHands } from '../support/clerkHands.ts';
import { behindItsBack } from '../support/testDatabase.ts';
import { startUnreliableLine, type UnreliableLine } from '../support/unreliableLine.ts';
import { findings } from './axe.ts';
import { expect, test as base } from './fixture.ts';
import { hangMs } from '../support/hang.ts';

/** What the office did not take, from the conflict to having taken note of it. */

const entry = path.join(import.meta.dirname, '../../dist/backend/main.js');

interface Office {
  backend: SpawnedBackend;
  line: UnreliableLine;
}
const test = base.extend<{ entry: string; office: Office }>({
  entry: [entry, { option: true }],
  office: async ({ entry: program }, use) => {
    const backend = await spawnBackend({ entry: program });
    const line = await startUnreliableLine(backend.url);
    await use({ backend, line });
    await line.stop();
    await backend.stop();
  },
  settings: async ({ office }, use) => use({ backend: { mode: 'remote', url: office.line.url } }),
});

test('a refused action shows both versions and what to do now, and is put away by keyboard', async ({
  app,
  page,
  office: { backend, line },
}) => {
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');

  line.fate = () => 'lose-request';
  line.cut();
  await clerk.stateOf('status-connection', 'offline');
  await clerk.press('nav-day');
  for (const ticket of ['A022', 'A023']) await clerk.press(`check-in-${ticket}`);
  await clerk.press('nav-outbox');
  await expect(clerk.at('outbox-onItsWay').getByRole('listitem')).toHaveCount(2);
  await other.do({ kind: 'check-in', appointmentId: 'appointment-A022' });
  await other.do({ kind: 'call', appointmentId: 'appointment-A022' });

  line.fate = () => 'pass';
  await page.getByTestId('outbox-retry').press('Enter');
  const refused = clerk.at('outbox-needsYou').getByRole('listitem');
  await expect(refused).toHaveCount(1, { timeout: hangMs });
  await expect(clerk.at('outbox-onItsWay')).toBeHidden();
  await expect(clerk.at('outbox-done')).toContainText('A023');
  await expect(refused).toContainText('Was jetzt:');
  await expect(clerk.at('outbox-versions')).toContainText(
    /Hier\s*Angemeldet \(\d\d:\d\d\)\s*Im Amt\s*Termin ist aufgerufen von Schalter 2 \(\d\d:\d\d\)/,
  );
  await app.screenshot('outbox-refused');
  expect(await findings(page)).toEqual([]);

  await clerk.at('outbox-go-A022').press('Enter');
  await expect(clerk.at('day-search')).toHaveValue('A022');
  await expect(clerk.at('screen-day').locator('tbody tr')).toHaveCount(1);
  await clerk.press('nav-outbox');
  await refused.getByRole('button', { name: 'Zur Kenntnis genommen' }).press('Enter');
  await expect(clerk.at('outbox-empty')).toBeVisible();
  // Whoever works by keyboard goes on from the top of the list, not from nowhere.
  await expect(page.locator('#outbox-title')).toBeFocused();
  await expect(clerk.at('outbox-badge')).toHaveAttribute('data-refused', '0');
  // The next visit to the day list shows everybody again.
  await clerk.press('nav-day');
  await expect(clerk.at('day-search')).toHaveValue('');
});

test('what is of a newer version is told quietly: entries that are not shown, and an action that waits for the update of the server', async ({
  app,
  page,
  office: { backend, line },
}) => {
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
  const { cursor } = await other.changes(0);
  await behindItsBack(
    backend.dataDir,
    `INSERT INTO records (kind, id, state, seq, value) VALUES ('umbrella', 'u-1', '', ${cursor + 1}, '{}'), ('umbrella', 'u-2', '', ${cursor + 2}, '{}')`,
  );
  await behindItsBack(backend.dataDir, `UPDATE change_sequence SET newest = newest + 2`);
  const refusal = (status: number, code: string) => ({
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: `urn:schalterwerk:problem:${code}`, title: 'x', status, code }),
  });
  line.fate = ({ path: asked, command }) =>
    asked === '/commands/batch'
      ? refusal(404, 'not-found')
      : command?.kind === 'check-in'
        ? refusal(422, 'unknown-action')
        : 'pass';
  await other.do({ kind: 'check-in', appointmentId: 'appointment-A023' });
  await clerk.press('nav-day');
  await clerk.press('check-in-A022');
  await clerk.press('nav-outbox');
  await expect(clerk.at('outbox-newer')).toHaveText(
    '2 Einträge des Amts sind von einer neueren Version und werden hier nicht gezeigt. Sie sind sicher und erscheinen nach der Aktualisierung.',
  );
  await expect(clerk.at('outbox-held-back')).toContainText('wird nach seiner Aktualisierung von selbst übertragen');
  await clerk.stateOf('status-connection', 'connected');
  await app.screenshot('outbox-newer');
  expect(await findings(page)).toEqual([]);
});

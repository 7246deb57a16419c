import { ClerkHands } from '../support/clerkHands.ts';
import { expect, test } from './fixture.ts';
import { hangMs } from '../support/hang.ts';

test('the backend falls silent during a call: no sentence says that nothing happened, and the one person comes when it answers', async ({
  app,
}) => {
  const clerk = new ClerkHands(await app.page());
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  const backend = Number([...app.log().matchAll(/embedded backend runs as process (\d+)/g)].at(-1)?.[1]);
  process.kill(backend, 'SIGSTOP');
  try {
    await clerk.page.keyboard.press('F2');
    await clerk.stateOf('status-connection', 'offline');
    await expect(clerk.at('calling')).toContainText('sobald der Server wieder antwortet', { timeout: hangMs });
    await expect(clerk.at('call-next')).toBeDisabled();
    await clerk.page.waitForTimeout(2_000);
    await expect(clerk.at('notice')).toHaveCount(0);
    await app.screenshot('call-unknown');
  } finally {
    process.kill(backend, 'SIGCONT');
  }
  await clerk.stateOf('status-connection', 'connected');
  await expect(clerk.at('case-ticket').or(clerk.at('nobody')).first()).toBeVisible();
  await expect(clerk.at('calling')).toBeEmpty();
});

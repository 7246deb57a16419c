import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startTestBackend } from '../support/backend.ts';
import { signInAt, startCounter } from '../support/counter.ts';

it('how old what is shown is, is known again after a restart without the network', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'schalterwerk-age-'));
  const backend = await startTestBackend();
  let counter = await startCounter({ backendUrl: backend.url, dataDir, keep: true });
  try {
    await signInAt(counter);
    const before = Date.parse(counter.now().connection.asOf!);
    expect(Math.abs(Date.now() - before)).toBeLessThan(10_000);
    const stopped = Date.now();
    await counter.stop();
    counter = await startCounter({ backendUrl: null, dataDir, keep: true });
    await counter.until('that nobody answers', (now) => now.connection.state === 'offline');
    // Signs of life alone are not written down: after a restart it may seem a little older than it was, never newer.
    const after = Date.parse(counter.now().connection.asOf!);
    expect(after).toBeGreaterThan(before - 10_000);
    expect(after).toBeLessThanOrEqual(stopped);
    expect(counter.now().day.all.length).toBeGreaterThan(0);
  } finally {
    await counter.stop();
    await backend.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '../../../backend/contract/index.ts';
import { signInAt, startCounter } from '../../support/counter.ts';
import { spawnBackend, type SpawnedBackend } from '../../support/backend.ts';
import { startPostgres, withClient, type PostgresServer } from '../../support/postgresServer.ts';
import { canMountSmallDisk, withoutSmallDisk } from '../../support/smallDisk.ts';
import { ask, Desk, outcome } from '../api.ts';

/**
 * The disk under PostgreSQL has no byte left. PostgreSQL refuses the statement that needs more room (SQLSTATE 53100),
 * and where the log of its transactions needs it, it ends all connections and, until there is room, itself.
 */

if (!canMountSmallDisk()) console.warn(withoutSmallDisk);

describe.runIf(canMountSmallDisk())('a full disk under the database', () => {
  let server: PostgresServer;
  let backend: SpawnedBackend;
  beforeAll(async () => {
    server = await startPostgres({ ownDisk: true });
    backend = await spawnBackend({ databaseUrl: server.url });
  });
  afterAll(async () => {
    await backend.stop();
    await server.stop();
  });

  it('is told as "ask again later"; what was confirmed stays, what was not is done with the same id, and nothing twice', async () => {
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    await desk.do({ kind: 'call-next' });
    await desk.do({ kind: 'appear', appointmentId: 'appointment-A017' });
    server.fillDisk!();
    const sent = [];
    // What little room the database still has in its own files is used up first.
    for (let after = 0; after < 5;) {
      const command = desk.command({
        kind: 'record-step',
        appointmentId: 'appointment-A017',
        stepId: `step-${sent.length}`,
        step: { state: 'done', at: new Date().toISOString(), evidence: { note: 'x'.repeat(400) } },
      });
      const answer = await desk.send(command);
      sent.push({ command, first: outcome(answer) });
      if (answer.status !== 200) {
        expect(Problem.parse(answer.body)).toMatchObject({ status: 503, code: 'temporarily-unavailable' });
        after += 1;
      }
      if (sent.length > 5000) throw new Error('the disk never became full');
    }
    expect((await ask(backend.url, 'GET', '/health')).status).toBe(200);

    await server.makeRoom!();
    for (const { command } of sent) expect(outcome(await desk.send(command))).toBe('applied');
    const { steps, version } = await desk.one('appointment', 'appointment-A017');
    expect(Object.keys(steps)).toHaveLength(sent.length);
    expect(version).toBe(2 + sent.length);
    const rows = await withClient(server.url, (client) =>
      client.query("SELECT count(*)::int AS n FROM commands WHERE kind = 'record-step' AND refusal IS NULL"),
    );
    expect(rows.rows).toEqual([{ n: sent.length }]);
    expect((await ask(backend.url, 'GET', '/ready')).status).toBe(200);
  });

  it('leaves what a clerk does waiting at the counter, and it arrives by itself once there is room', async () => {
    const counter = await startCounter({ backendUrl: backend.url });
    try {
      await signInAt(counter, 1, '2222', 1);
      await counter.must('queue.callNext', null);
      await counter.must('case.appear', null);
      await counter.until('both to arrive', (now) => now.outbox.waiting === 0);
      server.fillDisk!();
      const stepId = counter.now().case!.steps.find(({ kind }) => kind === 'identity')!.id;
      for (let n = 0; n < 5000 && counter.now().outbox.waiting < 20; n += 1)
        await counter.must(n % 2 === 0 ? 'case.overrideStep' : 'case.reopenStep', {
          stepId,
          reason: 'Geprüft '.repeat(50),
        });
      await counter.until('the trouble to be noticed', (now) => now.connection.state === 'offline');
      expect(counter.now().outbox).toMatchObject({ refused: 0 });
      expect(counter.now().outbox.entries.every(({ state }) => state === 'waiting')).toBe(true);
      await server.makeRoom!();
      await counter.until(
        'everything to arrive',
        (now) => now.outbox.waiting === 0 && now.connection.state === 'connected',
      );
      expect(counter.now().outbox).toMatchObject({ refused: 0, entries: [] });
    } finally {
      await counter.stop();
    }
  });
});

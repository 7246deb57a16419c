import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contractVersion, type Action, type ChangesHint, type Command } from '../../backend/contract/index.ts';
import { fingerprint } from '../../backend/commands/fingerprint.ts';
import { makeOfficeDay } from '../../backend/seed/officeDay.ts';
import { forgetRemoved } from '../../backend/store/recordStore.ts';
import { startTestBackend } from '../support/backend.ts';
import { behindItsBack } from '../support/testDatabase.ts';
import { Desk, ask, listen, outcome, type Answer } from './api.ts';

/** Stations and processes of other versions at this backend: what nobody here knows yet harms nobody. */

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let desk: Desk;
beforeEach(async () => {
  backend = await startTestBackend();
  desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
});
afterEach(() => backend.stop());

const header = 'schalterwerk-contract';
/** A station of a version; null says nothing. */
const as = (station: number | null): { headers?: Record<string, string>; token: string } => ({
  token: desk.token,
  ...(station === null ? {} : { headers: { [header]: String(station) } }),
});
interface Page {
  cursor: number;
  more: boolean;
  reset: boolean;
  changes: { seq: number; kind: string; id: string; value?: unknown }[];
}
const changes = async (station: number | null, since: number): Promise<Page> => {
  const { status, body } = await ask(backend.url, 'GET', `/changes?since=${since}`, as(station));
  expect(status).toBe(200);
  return body as unknown as Page;
};
/** What a process of a newer version beside this one writes. */
async function umbrellas(from: number, to: number, value = '{"colour":"turquoise"}'): Promise<void> {
  await behindItsBack(
    backend.dataDir,
    `
    WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${to})
    INSERT INTO records (kind, id, state, seq, value) SELECT 'umbrella', 'umbrella-' || i, '', (SELECT newest FROM change_sequence) + 1 + i - ${from}, '${value}' FROM n WHERE true
    ON CONFLICT (kind, id) DO UPDATE SET seq = excluded.seq, value = excluded.value`,
  );
  await behindItsBack(backend.dataDir, `UPDATE change_sequence SET newest = newest + ${to - from + 1}`);
}

describe('records of a kind that only a newer version knows', () => {
  it('are held back from who says nothing, whose numbers go on; who says its version is told that there are some, and nothing of what is in them', async () => {
    const { cursor } = await desk.changes(0);
    await umbrellas(1, 2);
    expect(await desk.do({ kind: 'check-in', appointmentId: 'appointment-A022' })).toBe('applied');
    const silent = await changes(null, cursor);
    expect(silent).toMatchObject({
      cursor: cursor + 3,
      more: false,
      reset: false,
      changes: [{ seq: cursor + 3, kind: 'appointment' }],
    });
    expect(await changes(null, silent.cursor)).toMatchObject({ cursor: silent.cursor, changes: [] });
    for (const station of [contractVersion, contractVersion + 1]) {
      expect((await changes(station, cursor)).changes).toMatchObject([
        { seq: cursor + 1, kind: 'umbrella', id: 'umbrella-1' },
        { kind: 'umbrella', id: 'umbrella-2' },
        { kind: 'appointment' },
      ]);
      expect(JSON.stringify(await changes(station, 0))).not.toContain('turquoise');
    }
    await umbrellas(1, 1, 'null');
    expect((await changes(contractVersion, cursor + 3)).changes).toEqual([
      { seq: cursor + 4, kind: 'umbrella', id: 'umbrella-1', value: null },
    ]);
    expect(await changes(null, cursor + 3)).toMatchObject({ cursor: cursor + 4, changes: [] });
  });

  it('fill whole pages, and nobody asks for ever', async () => {
    const { cursor } = await desk.changes(0);
    await umbrellas(1, 2_600);
    await desk.do({ kind: 'check-in', appointmentId: 'appointment-A022' });
    const first = await changes(null, cursor);
    expect(first).toMatchObject({ cursor: cursor + 2_500, more: true, changes: [] });
    expect(await changes(null, first.cursor)).toMatchObject({
      cursor: cursor + 2_601,
      more: false,
      changes: [{ kind: 'appointment', id: 'appointment-A022' }],
    });
    expect((await changes(contractVersion, cursor)).changes).toHaveLength(2_500);
  });

  it('reach every stream in the form of its own version', async () => {
    const { cursor } = await desk.changes(0);
    const streams = [
      await listen(backend.url, desk.token),
      await listen(backend.url, desk.token, { [header]: String(contractVersion) }),
    ];
    for (const { next, response } of streams) {
      expect(await next()).toContain(`"cursor":${cursor}`);
      expect(response.headers.get(header)).toBe(String(contractVersion));
    }
    await umbrellas(1, 1);
    await desk.do({ kind: 'check-in', appointmentId: 'appointment-A022' });
    const [silent, telling] = await Promise.all(
      streams.map(async ({ next }) => JSON.parse((await next())!.split('data: ')[1]!) as ChangesHint),
    );
    expect(silent).toMatchObject({ cursor: cursor + 2, since: cursor, changes: [{ kind: 'appointment' }] });
    expect(telling).toMatchObject({
      cursor: cursor + 2,
      since: cursor,
      changes: [{ kind: 'umbrella', id: 'umbrella-1' }, { kind: 'appointment' }],
    });
    expect(JSON.stringify([silent, telling])).not.toContain('turquoise');
    for (const { leave } of streams) leave();
  });

  it('stay, whatever this version removes and tells once more', async () => {
    await umbrellas(1, 1);
    const { cursor } = await changes(contractVersion, 0);
    await backend.database.transaction((sql) => forgetRemoved(sql, cursor, 10_000));
    expect(await behindItsBack(backend.dataDir, `SELECT value FROM records WHERE kind = 'umbrella'`)).toEqual([
      { value: '{"colour":"turquoise"}' },
    ]);
    expect((await changes(contractVersion, cursor)).changes.filter(({ kind }) => kind === 'umbrella')).toHaveLength(1);
  });
});

describe('actions that only a newer version knows', () => {
  const unknown = (more: object = {}): Command => desk.command({ kind: 'keep-umbrella', ...more } as unknown as Action);
  const step = (appointmentId: string, stepId: string): Command =>
    desk.command({
      kind: 'record-step',
      appointmentId,
      stepId,
      step: { state: 'done', at: '2026-11-22T10:00:00Z', evidence: {} },
    });
  const sendAll = (commands: Command[], station: number | null = null): Promise<Answer> =>
    ask(backend.url, 'POST', '/commands/batch', { ...as(station), body: { commands } });
  const codes = ({ body }: Answer): string[] =>
    (body['answers'] as { status: string; code?: string }[]).map(({ status, code }) => code ?? status);

  it('are refused with a code of their own, and nothing is noted: the same id is for the update', async () => {
    const command = unknown();
    expect(await desk.send(command)).toMatchObject({ status: 422, body: { code: 'unknown-action' } });
    expect(await behindItsBack(backend.dataDir, 'SELECT id FROM commands')).toEqual([]);
    // After the update the id does what it says, whatever that is.
    expect(outcome(await desk.send(desk.command({ kind: 'call-next' }, { id: command.id })))).toBe('applied');
  });

  it('that a process of a newer version has done already are answered as by that process, and withdrawn ones stay withdrawn', async () => {
    const done = unknown({ colour: 'turquoise' });
    await behindItsBack(
      backend.dataDir,
      `INSERT INTO commands (id, fingerprint, clerk_id, kind, received_at, appointment_id, refusal) VALUES ('${done.id}', '${fingerprint(done)}', 'clerk-1', 'keep-umbrella', '2026-11-22T10:00:00Z', NULL, NULL)`,
    );
    expect(outcome(await desk.send(done))).toBe('applied');
    expect(outcome(await desk.send({ ...done, counterId: 'counter-2' }))).toBe('id-reused');
    const withdrawn = unknown();
    await desk.void(withdrawn.id);
    expect(outcome(await desk.send(withdrawn))).toBe('voided');
  });

  it('hold up none of those they came with, but what came later for the same person', async () => {
    const id = await desk.serveNext();
    const commands = [
      step(id, 'one'),
      unknown(),
      step(id, 'two'),
      unknown({ appointmentId: id }),
      desk.command({ kind: 'check-in', appointmentId: 'appointment-A022' }),
      step(id, 'three'),
    ];
    expect(codes(await sendAll(commands))).toEqual([
      'applied',
      'unknown-action',
      'applied',
      'unknown-action',
      'applied',
      'unknown-action',
    ]);
    expect(Object.keys((await desk.one('appointment', id)).steps).sort()).toEqual(['one', 'two']);
    expect(outcome(await desk.send(commands[5]!))).toBe('applied');
  });

  it('hold up what came later about the same thing, whoever said what it is about, and nothing about another', async () => {
    const id = await desk.serveNext();
    const { items } = makeOfficeDay(new Date('2026-11-22T10:00:00Z'));
    const { applicant } = await desk.one('appointment', id);
    const own = items.find(({ applicantId, state }) => applicantId === applicant.id && state === 'ready')!;
    const other = items.find(({ applicantId }) => applicantId !== applicant.id)!;
    const handOver = (itemId: string, more: Partial<Command> = {}): Command =>
      desk.command({ kind: 'hand-over', appointmentId: id, stepId: 'output', itemId, recipient: 'applicant' }, more);
    const block = (compartmentId: string): Command =>
      desk.command({ kind: 'block-compartment', compartmentId, reason: 'Schloss klemmt' });
    const keep = (kind: string, ref: string): Command =>
      desk.command({ kind: 'keep-umbrella' } as unknown as Action, { about: [{ kind, id: ref }] });
    const [first, second] = (await desk.all('compartment')).map((compartment) => compartment.id);
    expect(
      codes(
        await sendAll([
          keep('item', own.id),
          // Another one, of somebody else: decided at once.
          handOver(other.id),
          // As a counter of before sent it, without saying what it is about, and as one says it now.
          handOver(own.id),
          handOver(own.id, { about: [{ kind: 'item', id: own.id }] }),
          // The person's hand-over waits: what came after it for the same person, too.
          step(id, 'one'),
          keep('compartment', first!),
          block(first!),
          block(second!),
        ]),
      ),
    ).toEqual([
      'unknown-action',
      'item-of-another-person',
      'unknown-action',
      'unknown-action',
      'unknown-action',
      'unknown-action',
      'unknown-action',
      'applied',
    ]);
    expect(await desk.one('item', own.id)).toMatchObject({ state: 'ready' });
  });

  it('in a form that is not known here are told apart from nonsense by the version of who sends them', async () => {
    const id = await desk.serveNext();
    const strange = (): Command =>
      desk.command({ kind: 'finish', appointmentId: id, outcome: 'adjourned' } as unknown as Action);
    expect(codes(await sendAll([strange(), step(id, 'one')], contractVersion + 1))).toEqual([
      'unknown-action',
      'unknown-action',
    ]);
    expect(codes(await sendAll([strange(), step(id, 'one')], contractVersion))).toEqual(['invalid-request', 'applied']);
    expect(codes(await sendAll([strange(), step(id, 'two')]))).toEqual(['invalid-request', 'applied']);
  });

  it('stand in the figures under no name of their own', async () => {
    await backend.stop();
    backend = await startTestBackend({ metrics: { host: '127.0.0.1', port: 0 } });
    desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    await desk.send(unknown());
    const figures = await (await fetch(`http://127.0.0.1:${backend.metricsPort}/metrics`)).text();
    expect(figures).toContain('schalterwerk_commands_total{kind="unknown",outcome="unknown-action"} 1');
    expect(figures).not.toContain('umbrella');
  });
});

describe('a command that two versions read differently', () => {
  it('is the same command: with a field that is not known here, and where the first version marked only what it had read', async () => {
    const newer = desk.command(
      { kind: 'check-in', appointmentId: 'appointment-A022', witness: 'clerk-2' } as Action,
      { station: 'foyer' } as Partial<Command>,
    );
    expect(outcome(await desk.send(newer))).toBe('applied');
    expect(outcome(await desk.send(newer))).toBe('applied');
    expect(outcome(await desk.send({ ...newer, station: 'yard' } as Command))).toBe('id-reused');
    // Read without the spaces; sent with them.
    const padded = desk.command({ kind: 'prioritise', appointmentId: 'appointment-A018', reason: ' Kind ' });
    const asRead = { ...padded, action: { ...padded.action, reason: 'Kind' } } as Command;
    await behindItsBack(
      backend.dataDir,
      `INSERT INTO commands (id, fingerprint, clerk_id, kind, received_at, appointment_id, refusal) VALUES ('${padded.id}', '${fingerprint(asRead)}', 'clerk-1', 'prioritise', '2026-11-22T10:00:00Z', 'appointment-A018', NULL)`,
    );
    expect(outcome(await desk.send(padded))).toBe('applied');
  });

  it('and that a newer one refused for a reason that has no name here is refused here, too', async () => {
    const command = desk.command({ kind: 'call-next' });
    await behindItsBack(
      backend.dataDir,
      `INSERT INTO commands (id, fingerprint, clerk_id, kind, received_at, appointment_id, refusal) VALUES ('${command.id}', '${fingerprint(command)}', 'clerk-1', 'call-next', '2026-11-22T10:00:00Z', NULL, 'umbrella-missing')`,
    );
    expect(await desk.send(command)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });
});

describe('the version of the contract', () => {
  it('stands in every answer, and one that is none counts as the first', async () => {
    for (const path of ['/health', '/changes?since=0', '/nowhere'])
      expect((await fetch(`${backend.url}/api/v1${path}`)).headers.get(header)).toBe(String(contractVersion));
    await umbrellas(1, 1);
    for (const said of ['', '0', '-1', '1.5', 'two', '9'.repeat(40), '1']) {
      const { body } = await ask(backend.url, 'GET', '/changes?since=0', {
        token: desk.token,
        headers: { [header]: said },
      });
      expect((body as unknown as Page).changes.map(({ kind }) => kind)).not.toContain('umbrella');
    }
  });
});

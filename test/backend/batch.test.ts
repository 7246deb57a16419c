import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../backend/contract/index.ts';
import { startTestBackend } from '../support/backend.ts';
import { ask, Desk, signature, type Answer } from './api.ts';

describe('several commands at once', () => {
  let backend: Awaited<ReturnType<typeof startTestBackend>>;
  let desk: Desk;
  beforeEach(async () => {
    backend = await startTestBackend();
    desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
  });
  afterEach(() => backend.stop());

  const sendAll = (commands: Command[]): Promise<Answer> =>
    ask(backend.url, 'POST', '/commands/batch', { token: desk.token, body: { commands } });
  const step = (appointmentId: string, stepId: string): Command =>
    desk.command({
      kind: 'record-step',
      appointmentId,
      stepId,
      step: { state: 'done', at: '2026-11-22T10:00:00Z', evidence: {} },
    });

  it('are each decided by themselves, in their order: a refused one holds up none of the others', async () => {
    const id = await desk.serveNext();
    const commands = [
      step(id, 'one'),
      step('appointment-A018', 'one'),
      desk.command({ kind: 'finish', appointmentId: id, outcome: 'completed' }),
      step(id, 'two'),
    ];
    const { status, body } = await sendAll(commands);
    expect(status).toBe(200);
    expect(body['answers']).toEqual([
      { status: 'applied', commandId: commands[0]!.id, appointmentId: id },
      { status: 'refused', commandId: commands[1]!.id, code: 'wrong-state' },
      { status: 'applied', commandId: commands[2]!.id, appointmentId: id },
      { status: 'refused', commandId: commands[3]!.id, code: 'wrong-state' },
    ]);
    expect(await desk.one('appointment', id)).toMatchObject({ state: 'completed', steps: { one: { state: 'done' } } });
  });

  it('get the same answers again, together or alone, and nothing is done a second time', async () => {
    const id = await desk.serveNext();
    const commands = [step(id, 'one'), step('appointment-A018', 'one')];
    const first = await sendAll(commands);
    const { version } = await desk.one('appointment', id);
    expect((await sendAll(commands)).body).toEqual(first.body);
    expect((await desk.send(commands[0]!)).body).toMatchObject({ status: 'applied', appointmentId: id });
    expect((await desk.send(commands[1]!)).body).toMatchObject({ code: 'wrong-state' });
    expect(await desk.one('appointment', id)).toMatchObject({ version });
  });

  it('that hold the same id twice do it once', async () => {
    const id = await desk.serveNext();
    const { version } = await desk.one('appointment', id);
    const command = step(id, 'one');
    const { body } = await sendAll([command, command]);
    expect(body['answers']).toEqual(
      [0, 1].map(() => ({ status: 'applied', commandId: command.id, appointmentId: id })),
    );
    expect(await desk.one('appointment', id)).toMatchObject({ version: version + 1 });
  });

  it('are no way around what a single one may not: another counter, none at all, a withdrawn or used id, a signature without ink', async () => {
    const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    const theirs = await other.serveNext();
    const id = await desk.serveNext();
    const withdrawn = step(id, 'withdrawn');
    await desk.void(withdrawn.id);
    const used = step(id, 'used');
    await desk.send(used);
    const commands = [
      desk.command({ kind: 'finish', appointmentId: theirs, outcome: 'completed' }, { counterId: 'counter-2' }),
      desk.command({ kind: 'finish', appointmentId: theirs, outcome: 'completed' }),
      desk.command({ kind: 'call-next' }, { counterId: 'counter-3' }),
      withdrawn,
      { ...step(id, 'else'), id: used.id },
      desk.command(signature(id, { strokes: [[{ x: 1, y: 1, p: 1, t: 0 }]] })),
      step(id, 'mine'),
    ];
    const codes = async () =>
      ((await sendAll(commands)).body['answers'] as { status: string; code?: string }[]).map(
        ({ status, code }) => code ?? status,
      );
    expect(await codes()).toEqual([
      'counter-not-chosen',
      'not-yours',
      'counter-not-chosen',
      'voided',
      'id-reused',
      'invalid-request',
      'applied',
    ]);
    expect(await other.one('appointment', theirs)).toMatchObject({ state: 'serving', counterId: 'counter-2' });
    await other.choose('counter-1', true);
    const late = step(id, 'late');
    expect((await sendAll([late])).body['answers']).toMatchObject([{ code: 'counter-not-chosen' }]);
    await ask(backend.url, 'DELETE', '/session', { token: desk.token });
    expect((await sendAll([late])).body['code']).toBe('not-signed-in');
    expect((await other.one('appointment', id)).steps).not.toHaveProperty('late');
  });

  it('that are too much for one body are refused whole, and nothing is done', async () => {
    const id = await desk.serveNext();
    const long = {
      strokes: Array.from({ length: 100 }, (_, n) =>
        Array.from({ length: 20 }, (_one, t) => ({ x: n + 0.123456789, y: t + 0.123456789, p: 0.5, t: t * 5 })),
      ),
    };
    const answer = await sendAll(Array.from({ length: 50 }, () => desk.command(signature(id, long))));
    expect(answer).toMatchObject({ status: 413, body: { code: 'invalid-request' } });
    expect(await desk.all('signature')).toEqual([]);
  });

  it('are not stopped by one that names itself as the call to be forgotten', async () => {
    const id = await desk.serveNext();
    const itself = desk.command({ kind: 'call-next' });
    const { body } = await sendAll([
      { ...itself, action: { kind: 'forget-call', commandId: itself.id } },
      step(id, 'after'),
    ]);
    expect(body['answers']).toMatchObject([{ code: 'invalid-request' }, { status: 'applied' }]);
  });

  it('are none, or more than fifty, or one that is malformed: refused whole, and nothing is done', async () => {
    const id = await desk.serveNext();
    const { version } = await desk.one('appointment', id);
    for (const commands of [
      [],
      Array.from({ length: 51 }, () => step(id, 'one')),
      [step(id, 'one'), { ...step(id, 'two'), id: 'no id' }],
    ])
      expect(await sendAll(commands)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(await desk.one('appointment', id)).toMatchObject({ version });
  });
});

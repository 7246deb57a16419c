import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrations } from '../../backend/store/migrations/index.ts';
import { startTestBackend } from '../support/backend.ts';
import { Desk, depositOf, signature } from './api.ts';

let backend: Awaited<ReturnType<typeof startTestBackend>>;
beforeEach(async () => {
  backend = await startTestBackend();
});
afterEach(() => backend.stop());

/** The clerks are in a table of their own. */
const mayHoldNames = ['records', 'clerks'];

it('what was said of somebody stands in the records and in no other table', async () => {
  const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
  const secret = 'Mustermann-Geheim';
  const done: string[] = [];
  const act = async (action: Parameters<Desk['do']>[0]): Promise<void> => void done.push(await desk.do(action));
  const walkIn = await desk.send(
    desk.command({ kind: 'walk-in', service: 'eat-collect', familyName: secret, givenNames: 'Erika', language: 'de' }),
  );
  const walkInId = String(walkIn.body['appointmentId']);
  await act({ kind: 'prioritise', appointmentId: walkInId, reason: `${secret} ist krank` });
  await act({ kind: 'reserve', count: 2 });
  await act({
    kind: 'redirect',
    appointmentId: walkInId,
    to: { counterId: 'counter-1' },
    reason: `${secret} kommt zurück`,
  });
  await act({ kind: 'call', appointmentId: walkInId });
  await act({ kind: 'appear', appointmentId: walkInId });
  await act({
    kind: 'record-step',
    appointmentId: walkInId,
    stepId: 'identity',
    step: { state: 'overridden', at: '2026-11-22T10:00:00Z', reason: secret, evidence: { said: secret } },
  });
  await act({ kind: 'park', appointmentId: walkInId, reason: secret });
  const id = await desk.serveNext();
  const appointment = await desk.one('appointment', id);
  const item = (await desk.all('item')).find(
    ({ applicantId, state }) => applicantId === appointment.applicant.id && state === 'ready',
  )!;
  const compartment = (await desk.all('compartment')).find(({ state }) => state === 'free')!;
  await act(signature(id));
  await act(depositOf(id, item.id, compartment.id));
  expect(new Set(done)).toEqual(new Set(['applied']));
  const { familyName, travelDocument, birthDate } = appointment.applicant;
  const people = [secret, familyName, birthDate, item.serial, ...(travelDocument ? [travelDocument] : [])];

  const tables = migrations.flat().flatMap((text) => /CREATE TABLE (\w+)/.exec(text)?.[1] ?? []);
  expect(tables.length).toBeGreaterThan(10);
  const holding: string[] = [];
  for (const table of tables) {
    const rows = JSON.stringify(await backend.database.read((sql) => sql.all(`SELECT * FROM ${table}`)));
    if (people.some((text) => rows.includes(text))) holding.push(table);
  }
  expect(holding.filter((table) => !mayHoldNames.includes(table))).toEqual([]);
  expect(holding).toContain('records');
  expect(backend.log.join('\n')).not.toMatch(new RegExp(people.join('|')));
});

import { ActingPerson } from '../../backend/contract/actingPerson.ts';
import type { Appointment, Compartment, Deposit, DocumentItem } from '../../backend/contract/index.ts';
import { demoCounters } from '../../backend/seed/office.ts';
import type { Snapshots } from '../../electron/contract/index.ts';
import { loadProcesses } from '../../electron/core/counter/processes/loadProcesses.ts';
import { padWording, textSha256 } from '../../electron/core/counter/pad/padPages.ts';
import type { KeptBackend } from '../journeys/keptBackend.ts';
import type { Workplace } from '../journeys/workplace.ts';
import { processesDir } from '../support/counter.ts';
import { countsAsBegun, type OfficeDay } from './faultClerk.ts';

/**
 * Looks, after a day with faults, where nobody can embellish: in the backend's database, at the doors, and at what
 * every counter shows.
 */

interface Command {
  kind: string | null;
  appointment_id: string | null;
  refusal: string | null;
}
interface Found {
  backend: KeptBackend;
  day: OfficeDay;
  desks: { counterId: string; place: Workplace; screen: Snapshots }[];
}

/** The usual rule of a counter for finished appointments. */
const keptMs = 12 * 3_600_000;
const processes = loadProcesses(processesDir).definitions;
const claims = new Set(['call-next', 'call', 'call-reserved']);
/** What several want, one gets: that the others were refused is as it should be. */
const mayBeRefused = new Set(['call-next', 'call', 'resume', 'reserve', 'check-in']);

/** @returns in words what is not as if everything had gone well, and how many were served */
export async function checkOffice({ backend, day, desks }: Found): Promise<{ wrong: string[]; served: number }> {
  const wrong: string[] = [];
  const expect = (what: string, found: unknown, expected: unknown): void => {
    if (JSON.stringify(found) !== JSON.stringify(expected))
      wrong.push(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
  };
  const records = await backend.rows('SELECT kind, value FROM records');
  const all = <T>(kind: string): T[] =>
    records.filter((row) => row['kind'] === kind).map(({ value }) => JSON.parse(String(value)) as T);
  const appointments = all<Appointment>('appointment');
  const commands = (await backend.rows('SELECT kind, appointment_id, refusal FROM commands')) as unknown as Command[];
  const contents = (await backend.rows('SELECT appointment_id, step_id, text_sha256 FROM signature_contents')) as {
    appointment_id: string;
    step_id: string;
    text_sha256: string;
  }[];
  const deposits = all<Deposit>('deposit');
  const items = all<DocumentItem>('item');
  const compartments = all<Compartment>('compartment');
  const served = appointments.filter(countsAsBegun);

  // Every person once, and nothing of another one.
  for (const one of served) {
    const { ticket } = one;
    const process = processes.get(one.service)!;
    const applied = commands.filter(({ appointment_id: id, refusal }) => id === one.id && refusal === null);
    const times = (...kinds: string[]): number =>
      applied.filter(({ kind }) => kind !== null && kinds.includes(kind)).length;
    const wasParked = ticket === 'A011' ? 1 : 0;
    const isFirst = wasParked === 1 || times('switch') > 0 ? 0 : 1;
    expect(`${ticket} at the end`, [one.state, one.outcome], ['completed', 'completed']);
    expect(`${ticket} finished`, times('finish'), 1);
    expect(
      `${ticket} called`,
      applied.filter(({ kind }) => kind !== null && claims.has(kind)).length - times('forget-call'),
      isFirst,
    );
    expect(`${ticket} appeared`, times('appear'), isFirst);
    if (one.visitId === null) expect(`${ticket} parked and resumed`, times('resume') - times('park'), wasParked);
    const at = day.seenAt.get(ticket) ?? new Set();
    if (times('resume', 'forget-call') === 0) expect(`counters that had ${ticket}`, [...at], [one.counterId]);
    for (const step of process.steps) {
      expect(`${ticket} ${step.id}`, one.steps[step.id]?.state, 'done');
      if (step.kind === 'documents' || step.kind === 'confirm')
        for (const { id, required } of step.documents)
          if (required) expect(`${ticket} ${step.id} ${id}`, one.steps[step.id]?.evidence[id], true);
      if (step.kind !== 'signature') continue;
      const { familyName, givenNames, language } = one.applicant;
      // A child's parent signs, and the pad says so.
      const signer = ActingPerson.safeParse(one.steps[step.id]?.evidence).data ?? null;
      const shown = padWording(
        step,
        language,
        { name: `${givenNames} ${familyName}`, service: process.title[language] ?? process.title['en'] ?? '' },
        signer?.role === 'applicant' ? null : signer,
      );
      expect(
        `signatures of ${ticket}`,
        contents
          .filter((content) => content.appointment_id === one.id)
          .map((content) => [content.step_id, content.text_sha256]),
        [[step.id, textSha256(shown)]],
      );
    }
    if (process.steps.some(({ kind }) => kind === 'output')) {
      expect(
        `documents of ${ticket} given out`,
        [
          times('deposit', 'hand-over'),
          items.filter(({ applicantId }) => applicantId === one.applicant.id).map(({ state }) => state),
        ],
        [1, [times('deposit') === 1 ? 'deposited' : 'handed-over']],
      );
    }
  }
  expect('signatures of people who were served', contents.length, served.length);
  expect('called or served at the end', (await backend.rows('SELECT appointment_id FROM counter_work')).length, 0);
  expect(
    'refused',
    commands
      .filter(({ kind, refusal }) => refusal !== null && refusal !== 'voided' && !mayBeRefused.has(kind ?? ''))
      .map(({ kind, refusal }) => `${kind} ${refusal}`),
    [],
  );
  for (const id of [day.contested, day.unbearable.appointmentId])
    expect(
      `check-ins of ${id}`,
      commands.filter(({ kind, appointment_id: of, refusal }) => kind === 'check-in' && of === id && refusal === null)
        .length,
      1,
    );

  // Doors: in the box lies what was deposited, and of whom it was put there.
  for (const { counterId, place } of desks) {
    for (const { board, lock, open, item } of place.doors()) {
      const compartment = compartments.find((one) => one.board === board && one.lock === lock);
      const deposit = deposits.find(({ id }) => id === compartment?.depositId);
      const isOurs = deposit !== undefined && served.some(({ id }) => id === deposit.appointmentId);
      if (open) wrong.push(`door ${lock} at ${counterId} stands open`);
      if (item !== isOurs && counterId === 'counter-1')
        wrong.push(`behind door ${lock} ${item ? 'lies what nobody deposited' : 'lies nothing of what was deposited'}`);
      if (item)
        expect(
          `whose document lies behind door ${lock}`,
          `appointment-${day.putInto.get(`${board}/${lock}`)}`,
          deposit?.appointmentId,
        );
    }
    if (place.openings() > place.openingDecisions)
      wrong.push(`${place.openings()} openings after ${place.openingDecisions} decisions`);
  }

  // Every counter shows what the backend has.
  const nameOf = (id: string | null): string | null => demoCounters.find((counter) => counter.id === id)?.name ?? null;
  // Whoever was finished while the backend's clock was a day behind was finished long ago once it is right: counters
  // may have forgotten them, by rule.
  const mayBeForgotten = new Set(
    appointments
      .filter(({ finishedAt }) => finishedAt !== null && Date.parse(finishedAt) < Date.now() - keptMs)
      .map(({ ticket }) => ticket),
  );
  const told = appointments
    .map(({ ticket, state, counterId, calls, parkedReason, service, awaySince }) => [
      ticket,
      state,
      nameOf(counterId),
      calls,
      parkedReason,
      service,
      awaySince,
    ])
    .toSorted(byText);
  const wall = compartments.map(({ id, state }) => [id, state]).toSorted(byText);
  for (const { counterId, screen } of desks) {
    expect(
      `the day at ${counterId}`,
      screen.day.all
        .map(({ ticket, state, counterName, calls, parkedReason, service, awaySince }) => [
          ticket,
          state,
          counterName,
          calls,
          parkedReason,
          service,
          awaySince,
        ])
        .toSorted(byText),
      told.filter(
        ([ticket]) => !mayBeForgotten.has(String(ticket)) || screen.day.all.some((entry) => entry.ticket === ticket),
      ),
    );
    expect(
      `the box at ${counterId}`,
      screen.devices.compartments.map(({ id, state }) => [id, state]).toSorted(byText),
      wall,
    );
    expect(
      `not confirmed at ${counterId}`,
      screen.day.all.filter(({ pending }) => pending).map(({ ticket }) => ticket),
      [],
    );
    expect(`at ${counterId}`, screen.case && screen.case.state !== 'completed' ? screen.case.ticket : null, null);
    expect(
      `in the outbox of ${counterId}`,
      screen.outbox.entries.filter(
        ({ kind, state, problem }) => !(kind === 'check-in' && state === 'refused' && problem !== null),
      ),
      [],
    );
  }
  // Who checked in in vain reads so, unless it was refused on the spot.
  const inVain = commands.filter(
    ({ kind, refusal }) => kind === 'check-in' && refusal !== null && refusal !== 'voided',
  ).length;
  expect(
    'check-ins in vain that are shown',
    desks.reduce((sum, { screen }) => sum + screen.outbox.refused, 0),
    inVain,
  );
  return { wrong, served: served.length };
}

const byText = (a: unknown[], b: unknown[]): number => (String(a[0]) < String(b[0]) ? -1 : 1);

import type { Appointment } from '../../backend/contract/index.ts';
import { makeOfficeDay } from '../../backend/seed/officeDay.ts';
import { hashPin } from '../../backend/signin/pins.ts';
import type { Database } from '../../backend/store/database.ts';
import { insertOffice } from '../../backend/store/officeStore.ts';
import { getRecord, putRecord } from '../../backend/store/recordStore.ts';
import { ask } from '../backend/api.ts';
import type { Hold, Place } from './queueModel.ts';

/** An office for races: lanes that have nothing to do with each other, each with its own service, counters and people. */

const pin = '4711';
const perLane = 4;

export interface LaneCounter { id: string; token: string }
export interface Lane {
  name: string;
  counters: LaneCounter[];
  /** Sends everybody of the last race home and lets new people come in. */
  fill(people: { id: string; state: 'scheduled' | 'waiting' | 'parked' }[]): Promise<void>;
  look(ids: readonly string[]): Promise<Record<string, Place>>;
}

/** Makes the lanes in an empty database. `urls`: the backend processes that serve it; each session is used at all of them. */
export async function openLanes(database: Database, urls: readonly string[], count: number): Promise<Lane[]> {
  const pinHash = await hashPin(pin);
  const names = Array.from({ length: count }, (_, n) => `lane-${n + 1}`);
  const counterIds = (lane: string): string[] => Array.from({ length: perLane }, (_, n) => `${lane}-counter-${n + 1}`);
  const counters = names.flatMap((lane) => counterIds(lane).map((id) => ({ id, name: id, room: '', services: [lane] })));
  const clerks = names.map((lane) => ({ id: `${lane}-clerk`, name: 'Sabine Beispiel', role: 'lead' as const, pinHash }));
  await database.transaction((sql) => insertOffice(sql, { name: 'Rennamt Musterstadt', training: true }, clerks, counters));
  const template = makeOfficeDay(new Date()).appointments[0];
  if (!template) throw new Error('the invented office day is empty');

  const lanes: Lane[] = [];
  for (const [n, name] of names.entries()) {
    const url = urls[n % urls.length] ?? '';
    const signedIn: LaneCounter[] = [];
    for (const id of counterIds(name)) {
      const { body } = await ask(url, 'POST', '/session', { body: { clerkId: `${name}-clerk`, pin } });
      const token = String(body['token']);
      await ask(url, 'PUT', '/session/counter', { token, body: { counterId: id, takeOver: false } });
      signedIn.push({ id, token });
    }
    let present: string[] = [];
    lanes.push({
      name,
      counters: signedIn,
      async fill(people) {
        await database.transaction(async (sql) => {
          for (const id of present) {
            const gone = await getRecord(sql, 'appointment', id);
            if (gone) await putRecord(sql, 'appointment', { ...gone, state: 'cancelled', counterId: null, reservation: null });
          }
          for (const { id, state } of people) await putRecord(sql, 'appointment', newPerson(template, id, name, state));
        });
        present = people.map(({ id }) => id);
      },
      look: (ids) => database.transaction(async (sql) => {
        const found: Record<string, Place> = {};
        for (const id of ids) {
          const appointment = await getRecord(sql, 'appointment', id);
          if (appointment) found[id] = { state: appointment.state, owner: appointment.counterId, held: appointment.reservation && { counter: appointment.reservation.counterId, kind: appointment.reservation.kind as Hold['kind'] } };
        }
        return found;
      }),
    });
  }
  return lanes;
}

const newPerson = (template: Appointment, id: string, service: string, state: Appointment['state']): Appointment =>
  ({ ...template, id, code: id, service, state, counterId: null, calledAt: null, appearedAt: null, reservation: null, visitId: null, undo: null, version: 0, steps: {} });

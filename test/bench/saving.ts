import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Action, Appointment } from '../../backend/contract/index.ts';
import { makeOfficeDay } from '../../backend/seed/officeDay.ts';
import { openStore } from '../../electron/core/kernel/database/store.ts';
import { Office } from '../../electron/core/kernel/records/office.ts';
import { Outbox } from '../../electron/core/kernel/outbox/outbox.ts';
import { must, timeRow, type Row } from './measure.ts';
import { testKey } from '../support/keys.ts';
import { applyToAppointment } from '../support/effects.ts';

const count = 300;
const counterId = 'counter-1';

/**
 * From what a clerk did to "on the disk", beside the least that SQLite needs for a row of the same size on the same
 * disk.
 */
export function savingRow(out: string): Row {
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(path.join(out, 'store-'));
  try {
    const outbox = outboxIn(folder);
    const bare = new DatabaseSync(path.join(folder, 'bare.db'));
    bare.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE row (id TEXT PRIMARY KEY, sealed BLOB NOT NULL)',
    );
    const insert = bare.prepare('INSERT INTO row (id, sealed) VALUES (?, ?)');
    const ours: number[] = [];
    const other: number[] = [];
    for (let i = 0; i < count; i++) {
      ours.push(timed(() => must(outbox.add(i).ok, 'the outbox refused')));
      const bytes = new Uint8Array(outbox.sealedLength());
      other.push(timed(() => void insert.run(`row-${i}`, bytes)));
      outbox.done();
    }
    bare.close();
    outbox.close();
    return timeRow(
      'outbox: a deed, sealed, in one transaction, on the disk',
      ours,
      'a bare node:sqlite insert, WAL and FULL',
      other,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function outboxIn(folder: string) {
  const opened = openStore(folder, testKey, () => undefined);
  must(opened.ok, 'the store did not open');
  const office = new Office(opened.store);
  const outbox = new Outbox(opened.store, office);
  const id = serveSomebody(office);
  const action = (state: 'open' | 'done', at: string): Action => ({
    kind: 'record-step',
    appointmentId: id,
    stepId: 'identity',
    step: { state, at, evidence: {} },
  });
  return {
    add: (i: number) => outbox.add(counterId, action(i % 2 === 0 ? 'done' : 'open', new Date().toISOString())),
    /** nonce, tag and the command as JSON. */
    sealedLength: () => 28 + JSON.stringify(opened.store.commands().at(-1)?.command ?? null).length,
    /** As if the backend had it: the list stays as short as it is at a counter. */
    done: () => {
      const [entry] = outbox.next(new Set());
      if (!entry) return;
      outbox.applied(entry);
      outbox.settle([entry]);
    },
    close: () => opened.store.close(),
  };
}

function serveSomebody(office: Office): string {
  const waiting = makeOfficeDay(new Date()).appointments.find(({ state }) => state === 'waiting');
  must(waiting, 'nobody waits');
  let appointment: Appointment = waiting;
  for (const action of [
    { kind: 'call', appointmentId: waiting.id },
    { kind: 'appear', appointmentId: waiting.id },
  ] as const) {
    const applied = applyToAppointment(appointment, action, {
      commandId: action.kind,
      counterId,
      now: new Date().toISOString(),
    });
    must(applied.ok && 'appointment' in applied, `cannot ${action.kind}`);
    appointment = applied.appointment;
  }
  office.take([{ seq: 1, kind: 'appointment', id: appointment.id, value: appointment }], false, 1);
  return appointment.id;
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

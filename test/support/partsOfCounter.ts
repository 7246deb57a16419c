import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usualRules, type Appointment, type DocumentItem } from '../../backend/contract/index.ts';
import { CaseActions } from '../../electron/core/counter/caseAtHand/caseActions.ts';
import { CaseAtHand } from '../../electron/core/counter/caseAtHand/caseAtHand.ts';
import { Deeds } from '../../electron/core/counter/caseAtHand/deeds.ts';
import type { Process } from '../../electron/core/counter/processes/process.ts';
import { loadProcesses } from '../../electron/core/counter/processes/loadProcesses.ts';
import { WorkAtCounter } from '../../electron/core/counter/work/counterWork.ts';
import { openStore } from '../../electron/core/kernel/database/store.ts';
import { Outbox } from '../../electron/core/kernel/outbox/outbox.ts';
import { Office } from '../../electron/core/kernel/records/office.ts';
import { testKey } from './keys.ts';

export const counterId = 'counter-1';
const shipped = loadProcesses(join(import.meta.dirname, '../../assets/processes')).definitions;

/** A counter without devices, network and windows: a real store, office and outbox, and who is at hand. */
export function partsOfCounter(process: (service: string) => Process | undefined = (service) => shipped.get(service)) {
  const folder = mkdtempSync(join(tmpdir(), 'schalterwerk-parts-'));
  const opened = openStore(folder, testKey, () => undefined);
  if (!opened.ok) throw new Error('the store did not open');
  const { store } = opened;
  const office = new Office(store);
  const outbox = new Outbox(store, office);
  const here = { clerkId: 'clerk-1' };
  const atHand = new CaseAtHand(
    office,
    store,
    () => counterId,
    () => new Date(),
    () => undefined,
  );
  const works = new WorkAtCounter();
  let left = 0;
  const deeds = new Deeds({
    office,
    store,
    outbox,
    atHand,
    works,
    counterId: () => counterId,
    clerkId: () => here.clerkId,
    onLeft: () => (left += 1),
  });
  const actions = new CaseActions({
    office,
    outbox,
    atHand,
    deeds,
    works,
    process,
    now: () => new Date(),
    rules: () => usualRules,
    counterName: () => null,
    signatureView: () => null,
    depositView: () => null,
    onChange: () => undefined,
  });
  let seq = 0;
  return {
    store,
    office,
    outbox,
    atHand,
    works,
    deeds,
    actions,
    process,
    here,
    timesLeft: () => left,
    /** The kinds of what was done, in order. */
    done: () => outbox.open().map(({ command }) => command.action.kind),
    tell(...records: ({ appointment: Appointment } | { item: DocumentItem })[]): void {
      const changes = records.map((record) => {
        seq += 1;
        return 'item' in record
          ? { seq, kind: 'item', id: record.item.id, value: record.item }
          : { seq, kind: 'appointment', id: record.appointment.id, value: record.appointment };
      });
      office.take(changes, false, seq);
    },
    close(): void {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

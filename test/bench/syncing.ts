import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Appointment } from '../../backend/contract/index.ts';
import { makeOfficeDay } from '../../backend/seed/officeDay.ts';
import { putRecord } from '../../backend/store/recordStore.ts';
import { openStore } from '../../electron/core/kernel/database/store.ts';
import { Office } from '../../electron/core/kernel/records/office.ts';
import { BackendClient } from '../../electron/core/kernel/outbox/backendClient.ts';
import { Outbox } from '../../electron/core/kernel/outbox/outbox.ts';
import { OutboxSender } from '../../electron/core/kernel/outbox/outboxSender.ts';
import { OfficeClock } from '../../electron/core/kernel/sync/officeClock.ts';
import { Sync } from '../../electron/core/kernel/sync/sync.ts';
import { Desk } from '../backend/api.ts';
import { backendRows } from '../support/appointment.ts';
import { startTestBackend } from '../support/backend.ts';
import { openTestDatabase } from '../support/testDatabase.ts';
import { must, timeRow, type Row } from './measure.ts';
import { fetchPeers, type Peers } from './peers.ts';
import { testKey } from '../support/keys.ts';

/**
 * Sync beside PouchDB and RxDB: the same records, the same machine, the same run. What differs, in their favour:
 * PouchDB replicates between two stores on this disk without a network and does not wait for the disk (LevelDB, sync
 * off); RxDB keeps nothing on a disk at all (its memory storage). Ours crosses HTTP, seals every value, and waits for
 * the disk at both ends.
 */

const records = 2_000;
const pushes = 300;
/** This one is refused by the other side for ever. */
const refusedOne = 150;
const counterId = 'counter-1';

interface Pushed {
  saved: number[];
  /** Commits of a bare database, each right after one of ours. */
  bare: number[];
  seconds: number;
  arrived: number;
  doubled: number;
  stuck: number;
}

export async function syncRows(out: string): Promise<Row[]> {
  const peers = await fetchPeers(out);
  if (!peers) throw new Error('PouchDB and RxDB could not be fetched from the package registry');
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(path.join(out, 'sync-'));
  const people = peopleOfADay();
  try {
    const ours = await oursIn(path.join(folder, 'ours'), people);
    const pouch = await pouchIn(path.join(folder, 'pouch'), people, peers);
    const rx = await rxIn(people, peers);
    const row = (
      what: string,
      mine: string,
      beside: string,
      other: string,
      ratio: number | null,
      note: string,
    ): Row => ({ what, ours: mine, beside, other, ratio, note });
    const initial = `initial sync of ${records} records`;
    const seconds = (value: number): string => `${value.toFixed(2)} s`;
    const push = `push of ${pushes} records, one of them refused for ever`;
    const ends = ({ arrived, doubled, stuck, seconds: took }: Pushed): string =>
      `${arrived} arrived, ${doubled} doubled, ${stuck} stuck, ${took.toFixed(2)} s`;
    const expected = pushes - 1;
    must(
      ours.push.arrived === expected && ours.push.doubled === 0,
      `${ours.push.arrived} of ${expected} pushed records arrived, ${ours.push.doubled} twice`,
    );
    return [
      row(initial, seconds(ours.initial), 'PouchDB', seconds(pouch.initial), ours.initial / pouch.initial, ''),
      row(initial, seconds(ours.initial), 'RxDB in memory', seconds(rx.initial), ours.initial / rx.initial, ''),
      row(
        push,
        ends(ours.push),
        'PouchDB',
        ends(pouch.push),
        ours.push.seconds / pouch.push.seconds,
        `${expected} can arrive`,
      ),
      row(
        push,
        ends(ours.push),
        'RxDB in memory',
        ends(rx.push),
        null,
        'RxDB sends the batch with the refused one again and again',
      ),
      timeRow('commit to saved', ours.push.saved, 'PouchDB, not waiting for the disk', pouch.push.saved),
      timeRow('commit to saved', ours.push.saved, 'RxDB, nothing on a disk', rx.push.saved),
      timeRow('commit to saved', ours.push.saved, 'a bare node:sqlite insert, WAL and FULL, in turn', ours.push.bare),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Served at the counter by invention, so that steps can be recorded. */
function peopleOfADay(): Appointment[] {
  const [template] = makeOfficeDay(new Date()).appointments;
  must(template, 'the invented office day is empty');
  return Array.from({ length: records }, (_, n) => ({
    ...template,
    id: `person-${n}`,
    code: `SWT-${n}`,
    ticket: `A${n}`,
    state: n === 0 ? 'serving' : 'scheduled',
    counterId: n === 0 ? counterId : null,
  }));
}

// ---- ours: backend on SQLite, HTTP, sealed store

async function oursIn(folder: string, people: Appointment[]): Promise<{ initial: number; push: Pushed }> {
  const [dataDir, counterDir] = [path.join(folder, 'backend'), path.join(folder, 'counter')];
  mkdirSync(dataDir, { recursive: true });
  mkdirSync(counterDir, { recursive: true });
  await (await startTestBackend({ dataDir })).stop();
  const database = await openTestDatabase(dataDir);
  await database.transaction(async (sql) => {
    for (const person of people) await putRecord(sql, 'appointment', person);
  });
  await database.close();
  const backend = await startTestBackend({ dataDir, seed: false });
  const desk = await Desk.open(backend.url, 'clerk-1', counterId);
  const opened = openStore(counterDir, testKey, () => {});
  must(opened.ok, 'the store did not open');
  const { store } = opened;
  const office = new Office(store);
  const outbox = new Outbox(store, office);
  const client = new BackendClient(() => backend.url);
  const token = (): string => desk.token;
  const nothing = (): void => {};
  const sync = new Sync({
    store,
    office,
    outbox,
    client,
    clock: new OfficeClock(store),
    token,
    log: nothing,
    onConnection: nothing,
    onRecords: nothing,
    onUnauthorised: nothing,
    checkSession: nothing,
    onBack: nothing,
  });
  const sender = new OutboxSender({
    outbox,
    client,
    token,
    counterId: () => counterId,
    log: nothing,
    pull: () => sync.pull(),
    onUnauthorised: nothing,
    onCounterLost: nothing,
    onReachable: nothing,
    onHeldBack: nothing,
    onSettled: nothing,
  });
  outbox.connect(nothing, () => sender.kick());
  try {
    const initial = await secondsOf(() => sync.pull());
    must(office.all('appointment').length >= records, 'records are missing after the initial sync');
    const saved: number[] = [];
    const bare: number[] = [];
    const commitBare = bareCommits(path.join(folder, 'bare.db'));
    const versionBefore = (await desk.one('appointment', 'person-0')).version;
    const began = performance.now();
    for (let n = 0; n < pushes; n += 1) {
      // A step of somebody whom this counter does not serve: the backend never takes it, the counter could not know.
      const appointmentId = n === refusedOne ? takenElsewhere(office) : 'person-0';
      saved.push(
        await millisecondsOf(() =>
          must(
            outbox.add(counterId, {
              kind: 'record-step',
              appointmentId,
              // A case has no more than 64 steps; each is settled anew.
              stepId: `step-${n % 50}`,
              step: { state: 'done', at: new Date().toISOString(), evidence: { n } },
            }).ok,
            'the outbox refused',
          ),
        ),
      );
      bare.push(await millisecondsOf(() => commitBare(n)));
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    while (outbox.counts().waiting > 0)
      await new Promise((resolve) => {
        setTimeout(resolve, 2);
      });
    // The bare commits are none of the push.
    const seconds = (performance.now() - began - bare.reduce((sum, ms) => sum + ms, 0)) / 1000;
    const applied = backendRows(dataDir, "SELECT id FROM commands WHERE kind = 'record-step' AND refusal IS NULL");
    // Each that was applied counts the person's record up by one.
    const counted = (await desk.one('appointment', 'person-0')).version - versionBefore;
    return {
      initial,
      push: {
        saved,
        bare,
        seconds,
        arrived: applied.length,
        doubled: counted - applied.length,
        stuck: outbox.counts().waiting,
      },
    };
  } finally {
    await sender.stop();
    await sync.end();
    store.close();
    await backend.stop();
  }
}

/** The counter believes that it serves this person, and is wrong. */
function takenElsewhere(office: Office): string {
  const other = office.get('appointment', 'person-1');
  must(other, 'nobody else is there');
  office.take(
    [{ seq: 1, kind: 'appointment', id: other.id, value: { ...other, state: 'serving', counterId } }],
    false,
    1,
  );
  return other.id;
}

// ---- PouchDB: two stores of its own on this disk

async function pouchIn(
  folder: string,
  people: Appointment[],
  { PouchDB }: Peers,
): Promise<{ initial: number; push: Pushed }> {
  mkdirSync(folder, { recursive: true });
  const [office, counter] = ['office', 'counter'].map((name) => new PouchDB(path.join(folder, name))) as [
    InstanceType<Peers['PouchDB']>,
    InstanceType<Peers['PouchDB']>,
  ];
  await office.bulkDocs(people.map((person) => ({ _id: person.id, person })));
  const initial = await secondsOf(() => office.replicate.to(counter));
  const saved: number[] = [];
  const began = performance.now();
  for (let n = 0; n < pushes; n += 1)
    saved.push(
      await millisecondsOf(() => counter.put({ _id: `step-${n}`, refused: n === refusedOne, evidence: { n } })),
    );
  // The refused one is left out by a filter: the local adapters have no validation that could refuse it.
  await counter.replicate.to(office, { filter: (document: { refused?: boolean }) => document.refused !== true });
  const seconds = (performance.now() - began) / 1000;
  const arrived = (await office.info()).doc_count - records;
  await office.close();
  await counter.close();
  return { initial, push: { saved, bare: [], seconds, arrived, doubled: 0, stuck: 0 } };
}

// ---- RxDB: its replication protocol against a small server that keeps rows in SQLite

async function rxIn(people: Appointment[], { rx }: Peers): Promise<{ initial: number; push: Pushed }> {
  const rows = new Map<string, number>();
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      const since = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('since'));
      return void response.end(
        JSON.stringify(people.slice(since, since + 500).map((value) => ({ id: value.id, value, _deleted: false }))),
      );
    }
    let text = '';
    request
      .on('data', (chunk: Buffer) => {
        text += chunk.toString();
      })
      .on('end', () => {
        const documents = JSON.parse(text) as { id: string }[];
        if (documents.some(({ id }) => id === `step-${refusedOne}`)) return void response.writeHead(409).end('[]');
        for (const { id } of documents) rows.set(id, (rows.get(id) ?? 0) + 1);
        response.end('[]');
      });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const database = await rx.createRxDatabase({
    name: 'counter',
    storage: rx.getRxStorageMemory(),
    multiInstance: false,
  });
  const { record } = await database.addCollections({
    record: {
      schema: {
        version: 0,
        primaryKey: 'id',
        type: 'object',
        required: ['id', 'value'],
        properties: { id: { type: 'string', maxLength: 100 }, value: { type: 'object', additionalProperties: true } },
      },
    },
  });
  const replication = rx.replicateRxCollection({
    collection: record,
    replicationIdentifier: 'office',
    live: true,
    retryTime: 200,
    pull: {
      batchSize: 500,
      handler: async (checkpoint: { since: number } | undefined, batchSize: number) => {
        const since = checkpoint?.since ?? 0;
        const documents = (await (await fetch(`${url}/?since=${since}&limit=${batchSize}`)).json()) as unknown[];
        return { documents, checkpoint: { since: since + documents.length } };
      },
    },
    push: {
      batchSize: 50,
      handler: async (changed: { newDocumentState: unknown }[]) => {
        const answer = await fetch(url, {
          method: 'POST',
          body: JSON.stringify(changed.map(({ newDocumentState }) => newDocumentState)),
        });
        if (!answer.ok) throw new Error('refused');
        return (await answer.json()) as unknown[];
      },
    },
  });
  const initial = await secondsOf(() => replication.awaitInitialReplication());
  must((await record.count().exec()) === records, 'records are missing after the initial sync');
  const saved: number[] = [];
  const began = performance.now();
  for (let n = 0; n < pushes; n += 1)
    saved.push(await millisecondsOf(() => record.insert({ id: `step-${n}`, value: { n } })));
  await Promise.race([
    replication.awaitInSync(),
    new Promise((resolve) => {
      setTimeout(resolve, 5_000);
    }),
  ]);
  const seconds = (performance.now() - began) / 1000;
  await Promise.race([
    replication.cancel(),
    new Promise((resolve) => {
      setTimeout(resolve, 1_000);
    }),
  ]);
  server.close();
  server.closeAllConnections();
  const arrived = [...rows.keys()].filter((id) => id.startsWith('step-'));
  return {
    initial,
    push: {
      saved,
      bare: [],
      seconds,
      arrived: arrived.length,
      doubled: [...rows.values()].filter((times) => times > 1).length,
      stuck: pushes - 1 - arrived.length,
    },
  };
}

function bareCommits(file: string): (n: number) => void {
  const database = new DatabaseSync(file);
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE row (id TEXT PRIMARY KEY, value BLOB NOT NULL)',
  );
  const insert = database.prepare('INSERT INTO row (id, value) VALUES (?, ?)');
  const bytes = new Uint8Array(400);
  return (n) => void insert.run(`step-${n}`, bytes);
}

async function millisecondsOf(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
const secondsOf = async (work: () => Promise<unknown>): Promise<number> => (await millisecondsOf(work)) / 1000;

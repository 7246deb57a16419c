import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The sync engines that ours is measured beside. They are a hundred megabytes that nothing but this measurement needs:
 * fetched from the package registry when it runs, in these versions.
 */
const versions = { pouchdb: '9.0.0', rxdb: '17.6.0', rxjs: '7.8.2' } as const;

/** Ready-made document stores that replicate, as much of them as is used here. */
export interface Peers {
  PouchDB: new (folder: string) => PouchStore;
  rx: {
    createRxDatabase(options: object): Promise<RxStore>;
    getRxStorageMemory(): unknown;
    replicateRxCollection(options: object): RxReplication;
  };
}
export interface PouchStore {
  put(document: object): Promise<unknown>;
  bulkDocs(documents: object[]): Promise<unknown>;
  info(): Promise<{ doc_count: number }>;
  replicate: { to(other: PouchStore, options?: object): Promise<{ docs_written: number; doc_write_failures: number }> };
  close(): Promise<void>;
}
export interface RxStore {
  addCollections(collections: object): Promise<{ record: RxRecords }>;
  close(): Promise<unknown>;
}
export interface RxRecords {
  insert(document: object): Promise<unknown>;
  count(): { exec(): Promise<number> };
}
export interface RxReplication {
  awaitInitialReplication(): Promise<unknown>;
  awaitInSync(): Promise<unknown>;
  cancel(): Promise<unknown>;
}

/** Undefined where they cannot be had; the sentence is said by whoever asks. */
export async function fetchPeers(out: string): Promise<Peers | undefined> {
  const folder = path.join(out, 'bench-peers');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(path.join(folder, 'node_modules/rxdb'))) {
    const wanted = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
    spawnSync(
      'npm',
      [
        'install',
        '--no-save',
        '--no-audit',
        '--no-fund',
        '--no-package-lock',
        '--loglevel=error',
        '--prefix',
        folder,
        ...wanted,
      ],
      { stdio: 'ignore', timeout: 180_000, shell: process.platform === 'win32' },
    );
  }
  try {
    const from = createRequire(path.join(folder, 'package.json'));
    const load = async (name: string): Promise<Record<string, unknown>> =>
      (await import(pathToFileURL(from.resolve(name)).href)) as Record<string, unknown>;
    const [pouch, ...rx] = await Promise.all(
      ['pouchdb', 'rxdb', 'rxdb/plugins/storage-memory', 'rxdb/plugins/replication'].map(load),
    );
    return { PouchDB: pouch?.['default'] as Peers['PouchDB'], rx: Object.assign({}, ...rx) as Peers['rx'] };
  } catch {
    return undefined;
  }
}

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { spawnBackend, type SpawnedBackend } from '../support/backend.ts';
import { withClient } from '../support/postgresServer.ts';

export interface KeptBackendOptions {
  dataDir: string;
  /** Its data are in this PostgreSQL. */
  databaseUrl?: string;
  /** A module that the process loads before its own. */
  preload?: string;
}

/** A backend as a process of its own that comes back on the same port and data whenever it was killed. */
export class KeptBackend {
  readonly #options: KeptBackendOptions;
  #restarting: Promise<void> = Promise.resolve();
  process!: SpawnedBackend;

  constructor(options: KeptBackendOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.process = await spawnBackend(this.#options);
  }

  /** Dead when this resolves; its successor follows by itself. */
  async kill(): Promise<void> {
    await this.#restarting;
    const { port } = this.process;
    await this.process.kill();
    this.#restarting = this.#startAgain(port);
    // Who waits for it hears why it did not come back.
    this.#restarting.catch(() => {});
  }

  /**
   * As a service manager does it: once more a moment later when it could not begin, for example because of its
   * database.
   */
  async #startAgain(port: number, triesLeft = 20): Promise<void> {
    try {
      this.process = await spawnBackend({ ...this.#options, port, seed: false });
    } catch (error) {
      if (triesLeft === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
      await this.#startAgain(port, triesLeft - 1);
    }
  }

  /** What stands in its database, where nobody can embellish. */
  async rows(sql: string): Promise<Record<string, unknown>[]> {
    await this.#restarting;
    const { databaseUrl, dataDir } = this.#options;
    if (databaseUrl !== undefined)
      return withClient(databaseUrl, async (client) => (await client.query<Record<string, unknown>>(sql)).rows);
    const file = new DatabaseSync(join(dataDir, 'schalterwerk-backend.db'), { readOnly: true });
    try {
      return file.prepare(sql).all() as Record<string, unknown>[];
    } finally {
      file.close();
    }
  }

  async stop(): Promise<void> {
    await this.#restarting.catch(() => {});
    await this.process?.kill();
  }
}

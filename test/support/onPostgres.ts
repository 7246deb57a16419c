import { inject } from 'vitest';
import { testDatabase } from './testDatabase.ts';

/** From here on the backends of this test file keep their data in PostgreSQL. */
testDatabase.postgresUrl = inject('postgresUrl');

import type { Migration } from './index.ts';

/**
 * Which history the numbers of the changes belong to: a counter that knows another one knows nothing of this office.
 * Made up at the first start.
 */
export const history: Migration = [`ALTER TABLE change_sequence ADD COLUMN history TEXT`];

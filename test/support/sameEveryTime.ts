import fc from 'fast-check';

/**
 * What `npm test` runs is the same every time; chance belongs to the long runs (`npm run soak`, `npm run fuzz`).
 * `SCHALTERWERK_SEED` names another seed, or `any` a new one each time.
 */
const seed = process.env['SCHALTERWERK_SEED'] ?? '20261130';
if (seed !== 'any') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });

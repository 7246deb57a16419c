import { describe, expect, it } from 'vitest';
import { dayOffline } from './dayOffline.ts';

/** Promise 8. The whole day is `npm run soak day`. */
describe('a counter without the network', () => {
  it('keeps working, is started anew in the middle of it, and everything it did arrives once', async () => {
    const { applied, refused, lost, equal } = await dayOffline({ actions: 400, seed: 1, restarts: 2 });
    expect({ applied, refused, lost, equal }).toEqual({ applied: 400, refused: 0, lost: 0, equal: true });
  });
});

import { sealWith } from '../../../electron/core/kernel/database/seal.ts';
import { hold, same, type Target } from '../target.ts';

const seal = sealWith(Buffer.alloc(32, 7));
const place = 'record/appointment/a1';
const values = [null, { id: 'a1', familyName: 'Mustermann' }, 'x'.repeat(200)];
const sealed = values.map((value) => Buffer.from(seal.close(value, place)));

/** Only what was sealed here, whole and for this place, is ever opened. */
const store: Target = {
  name: 'store-seal',
  seeds: sealed.map((bytes) => new Uint8Array(bytes)),
  attempt(input, random) {
    const known = sealed.findIndex((bytes) => same(bytes, input));
    const at = random.chance(8) ? 'record/appointment/a2' : place;
    let opened: unknown;
    try {
      opened = seal.open(input, at);
    } catch {
      return hold(known < 0 || at !== place, 'a whole value was not opened');
    }
    hold(
      known >= 0 && at === place && JSON.stringify(opened) === JSON.stringify(values[known]),
      'a value was opened that was not sealed like this',
    );
  },
};

export const storeTargets: Target[] = [store];

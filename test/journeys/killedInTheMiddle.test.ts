import { describe, expect, it } from 'vitest';
import { personalDataIn } from '../support/personalData.ts';
import type { Moment } from './counterProcess.ts';
import { once, Room, type Victim } from './room.ts';

/** Promises 1 to 3: whatever process dies, whenever it dies, the work goes on and nothing is done twice. */

/** Everything the clerk does in this appointment. */
const deeds = [
  'sign in',
  'choose the counter',
  'call the next one',
  'scan the appointment code',
  'scan the passport',
  'tick old-title',
  'tick pin-letter',
  'complete the documents',
  'start the signature',
  'sign on the pad',
  'start the deposit',
  'scan the document',
  'put the document in',
  'shut the door',
  'scan the compartment',
  'give the slip',
  'finish',
];

async function journey(moments: Moment[], killAfter: Victim | null): Promise<void> {
  const room = new Room({ moments, backendIsKilled: killAfter === 'backend' });
  const killed = new Set<string>();
  try {
    await room.start();
    await room.work(async ({ name }, answered) => {
      if (!killAfter || killed.has(name)) return;
      killed.add(name);
      await answered;
      await room.kill(killAfter);
    });
    for (const name of deeds) expect(room.place.done).toContain(name);
    expect(await room.found()).toEqual(once);
    expect(room.place.openings()).toBeGreaterThan(0);
    // Who was killed on the way to the lock has opened nothing; every other decision opened once at most.
    const unheard = moments.filter(({ at, when }) => at === 'locker.open' && when === 'before').length;
    expect(room.place.openings()).toBeLessThanOrEqual(room.place.openingDecisions - unheard);
    const { outbox } = await room.place.look();
    expect(outbox).toMatchObject({ waiting: 0, refused: 0, entries: [] });
    expect(room.crashes).toEqual([]);
    expect(personalDataIn(room.place.counter.log)).toEqual([]);
  } finally {
    await room.stop();
  }
}

const victims: Victim[] = ['counter', 'host', 'backend'];
const commands = ['call-next', 'appear', 'sign', 'deposit', 'finish'];
const orders = ['locker.open', 'pad.show'];
const beforeAndAfter = (at: string, victim: Victim): Moment[] => [
  { at, when: 'before', victim },
  { at, when: 'after', victim },
];

describe.concurrent('killed in the middle of an appointment', () => {
  it.each(victims)('after every single deed of the clerk: %s', async (victim) => {
    await journey([], victim);
  });

  it.each([
    ['counter', [...commands, ...orders]],
    ['host', orders],
    ['backend', commands],
  ] as const)(
    'in the very moment of a request, before it is heard and before it is answered: %s',
    async (victim, at) => {
      await journey(
        at.flatMap((name) => beforeAndAfter(name, victim)),
        null,
      );
    },
  );
});

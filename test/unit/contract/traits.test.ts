import { describe, expect, it } from 'vitest';
import { about, actions, Action, records, traits, type ActionKind } from '../../../backend/contract/index.ts';

const kinds = Object.keys(actions) as ActionKind[];
const those = (holds: (kind: ActionKind) => boolean): ActionKind[] => kinds.filter(holds);
/** Whatever else is missing of it. */
const isKnown = (kind: string): boolean =>
  Action.safeParse({ kind }).error?.issues.every(({ path }) => path.join() !== 'kind') ?? true;

describe('the table of traits', () => {
  it('has every action and no other, and the union reads each of them', () => {
    expect(Object.keys(traits).toSorted()).toEqual(kinds.toSorted());
    expect(those((kind) => !isKnown(kind))).toEqual([]);
    expect(isKnown('keep-umbrella')).toBe(false);
  });

  it('lets nothing perish that happened in the room: it would be forgotten with its answer', () => {
    expect(those((kind) => traits[kind].tangible && traits[kind].unheard === 'perishes')).toEqual([]);
  });

  it('lets whatever takes what the counters share perish', () => {
    expect(those((kind) => traits[kind].takes && traits[kind].unheard !== 'perishes')).toEqual([]);
    expect(those((kind) => traits[kind].brings !== null && !traits[kind].takes)).toEqual([]);
  });

  it('lets only the owner do what happens while somebody is being served', () => {
    const served = those((kind) => traits[kind].from?.every((state) => state === 'serving') ?? false);
    expect(served.length).toBeGreaterThan(4);
    expect(served.filter((kind) => traits[kind].by !== 'owner')).toEqual([]);
  });

  it('takes back nothing that was signed, put into the box or handed over', () => {
    const physical: ActionKind[] = ['sign', 'deposit', 'hand-over', 'block-compartment'];
    expect(physical.filter((kind) => traits[kind].undoable)).toEqual([]);
  });
});

describe('what an action is about', () => {
  it('names every record that its schema points to', () => {
    for (const kind of kinds) {
      const fields = Object.keys(actions[kind].shape);
      // What it makes anew is nobody else's yet.
      const pointing = Object.keys(records).filter(
        (record) => fields.includes(`${record}Id`) && !(record === 'signature' || record === 'deposit'),
      );
      const action = { kind, ...Object.fromEntries(fields.filter((f) => f !== 'kind').map((f) => [f, f])) } as Action;
      expect(new Set(about(action).map((ref) => ref.kind)), kind).toEqual(new Set(pointing));
    }
  });
});

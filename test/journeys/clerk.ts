import type { Input, RequestName, Snapshots } from '../../electron/contract/index.ts';
import { actingIn, ticksIn } from '../support/appointment.ts';

/**
 * A clerk who only does what the screen asks for: looks, does the next thing, looks again. Nothing is repeated because
 * it was not answered, only because the screen shows that it is still to be done.
 */

/** One thing the clerk does: a request to the counter, and how the screen shows that it was taken. */
export interface Deed {
  name: string;
  request: { [N in RequestName]: { name: N; input: Input<N> } }[RequestName];
  /** The screen shows that it happened, or that something else is to be done now. */
  seen: (now: Snapshots) => boolean;
  /** A decision that lets a door be opened once. */
  opens?: boolean;
}

const ready = (now: Snapshots, kind: 'scanner' | 'pad' | 'locker'): boolean =>
  now.devices.devices.some((device) => device.kind === kind && device.state === 'ready');
const codeOf = (now: Snapshots, what: string, label?: string): string | undefined =>
  now.simulation?.codes.find((code) => code.what === what && (label === undefined ? code.mine : code.label === label))
    ?.text;

/** Who works where, and whom they bring to the counter when nobody is there; null while they can only wait. */
export interface Clerk {
  id: string;
  pin: string;
  counterId: string;
  hasBox: boolean;
  bring: (now: Snapshots) => Deed | null;
}

/** A clerk who is there for one person only. */
export const soloClerk = (ticket: string): Clerk => ({
  id: 'clerk-1',
  pin: '1111',
  counterId: 'counter-1',
  hasBox: true,
  bring: (now) =>
    !now.day.calling && connected(now) && now.day.all.find((entry) => entry.ticket === ticket)?.state === 'waiting'
      ? callNext
      : null,
});

export const connected = (now: Snapshots): boolean => now.connection.state === 'connected';
export const callNext: Deed = {
  name: 'call the next one',
  request: { name: 'queue.callNext', input: null },
  seen: (n) => n.case !== null || !n.day.calling,
};

/** What the screen asks for next; null while one can only wait. */
export function nextDeed(now: Snapshots, clerk: Clerk): Deed | null {
  const { session } = now;
  if (session.phase === 'signed-out' && session.clerks.length > 0)
    return {
      name: 'sign in',
      request: { name: 'session.signIn', input: { clerkId: clerk.id, pin: clerk.pin } },
      seen: (n) => n.session.phase !== 'signed-out',
    };
  if (session.phase === 'choose-counter')
    return {
      name: 'choose the counter',
      request: { name: 'session.chooseCounter', input: { counterId: clerk.counterId, takeOver: true } },
      seen: (n) => n.session.phase === 'ready',
    };
  if (session.phase !== 'ready') return null;
  if (now.case && now.case.state !== 'completed') return atTheCounter(now, now.case, clerk);
  const { visitNext } = now.day;
  if (visitNext)
    return {
      name: 'go on with the visit',
      request: { name: 'case.switch', input: { appointmentId: visitNext.appointmentId } },
      seen: (n) => n.case?.appointmentId === visitNext.appointmentId,
    };
  return clerk.bring(now);
}

/** A scan of what the simulation offers; null while the scanner is not ready. */
type Scan = (name: string, what: string, seen: Deed['seen'], label?: string) => Deed | null;

function atTheCounter(now: Snapshots, mine: NonNullable<Snapshots['case']>, { hasBox }: Clerk): Deed | null {
  const scan: Scan = (name, what, seen, label) => {
    const text = codeOf(now, what, label);
    return text && ready(now, 'scanner')
      ? { name, request: { name: 'simulation.play', input: { deed: 'scan', text } }, seen }
      : null;
  };
  if (mine.stop)
    return {
      name: 'take note of the stop',
      request: { name: 'case.acknowledgeStop', input: { at: mine.stop.at } },
      seen: (n) => n.case?.stop === null,
    };
  if (mine.state === 'called')
    return scan('scan the appointment code', 'appointment-code', (n) => n.case?.state === 'serving');
  const step = mine.steps.find(({ current }) => current);
  if (mine.deposit?.state === 'done')
    return {
      name: 'give the slip',
      request: { name: 'deposits.slipGiven', input: null },
      seen: (n) => n.case?.deposit === null,
    };
  // A child neither signs nor receives alone: a parent is here, too.
  const lacking = actingIn(step)?.lacking;
  const lacksParent = lacking === 'representative-missing' || lacking === 'representative-unnamed';
  if (lacksParent)
    return {
      name: 'note the parent',
      request: { name: 'case.hereFor', input: { role: 'parent', paper: 'file', name: 'Muster, Iryna', settles: null } },
      seen: (n) => !n.case?.steps.some((one) => actingIn(one)?.lacking),
    };
  // Nobody knows how old the person is: their document says it.
  if (step && lacking === 'age-unknown')
    return {
      name: 'look at the age',
      request: { name: 'case.seenOldEnough', input: { stepId: step.id } },
      seen: (n) => !n.case?.steps.some((one) => one.id === step.id && actingIn(one)?.lacking),
    };
  const settled: Deed['seen'] = (n) =>
    n.case === null || n.case.steps.find(({ id }) => id === step?.id)?.state !== 'open';
  switch (step?.kind) {
    case undefined:
      return {
        name: 'finish',
        request: { name: 'case.finish', input: { outcome: 'completed' } },
        seen: (n) => n.case === null || n.case.state === 'completed',
      };
    case 'identity':
      // Who came without a passport shows something else.
      if (now.simulation && !codeOf(now, 'mrz'))
        return {
          name: 'look at the papers',
          request: { name: 'case.confirmIdentity', input: { stepId: step.id, shown: 'other' } },
          seen: settled,
        };
      return scan('scan the passport', 'mrz', settled);
    case 'documents':
    case 'confirm': {
      const next = step.documents.find(({ required, present }) => required && !present);
      if (!next)
        return {
          name: 'complete the documents',
          request: { name: 'case.completeStep', input: { stepId: step.id } },
          seen: settled,
        };
      return {
        name: `tick ${next.id}`,
        request: { name: 'case.tickDocument', input: { stepId: step.id, documentId: next.id, present: true } },
        seen: (n) =>
          ticksIn(n.case?.steps.find(({ id }) => id === step.id)).find(({ id }) => id === next.id)?.present ?? true,
      };
    }
    case 'signature':
      // It was written and could not be kept.
      if (mine.signature?.state === 'signing' && mine.signature.problem?.code === 'storage-full')
        return {
          name: 'accept the signature',
          request: { name: 'signatures.accept', input: null },
          seen: (n) => n.case?.signature?.state !== 'signing',
        };
      if (mine.signature?.state === 'signing')
        return mine.signature.points > 0
          ? null
          : {
              name: 'sign on the pad',
              request: { name: 'simulation.play', input: { deed: 'sign', style: 'signature', press: 'ok' } },
              seen: (n) => n.case?.signature?.state !== 'signing',
            };
      if (mine.signature?.state === 'preparing' || !ready(now, 'pad')) return null;
      return {
        name: 'start the signature',
        request: { name: 'signatures.start', input: { stepId: step.id } },
        seen: (n) => n.case?.signature?.state === 'signing',
      };
    case 'output':
      return hasBox ? withTheBox(now, mine, step.id, scan) : handOver(mine, step.id, scan, settled);
    default:
      throw new Error('this clerk does not know such a step');
  }
}

function handOver(
  { inHand }: NonNullable<Snapshots['case']>,
  stepId: string,
  scan: Scan,
  seen: Deed['seen'],
): Deed | null {
  if (inHand === null) return scan('scan the document', 'document-serial', (n) => n.case?.inHand !== null);
  return {
    name: 'hand over the document',
    request: { name: 'case.handOver', input: { stepId, itemId: inHand, receiver: null, byEye: null } },
    seen,
  };
}

function withTheBox(now: Snapshots, mine: NonNullable<Snapshots['case']>, stepId: string, scan: Scan): Deed | null {
  const { deposit } = mine;
  const answer = (name: string, choice: Input<'deposits.answer'>['choice'], opens: boolean): Deed => ({
    name,
    request: { name: 'deposits.answer', input: { choice } },
    seen: (n) => n.case?.deposit?.state !== deposit?.state,
    opens,
  });
  if (!deposit)
    return ready(now, 'locker')
      ? {
          name: 'start the deposit',
          request: { name: 'deposits.start', input: { stepId } },
          seen: (n) => n.case?.deposit !== null,
        }
      : null;
  // What one sees when one walks over to the box.
  const door = now.simulation?.doors.find(
    ({ compartmentId }) => compartmentId !== null && compartmentId === deposit.compartment?.id,
  );
  const play = (name: string, deed: 'put-item' | 'close-door', seen: Deed['seen']): Deed | null =>
    door
      ? { name, request: { name: 'simulation.play', input: { deed, board: door.board, lock: door.lock } }, seen }
      : null;
  switch (deposit.state) {
    case 'awaiting-item': {
      const deed = ready(now, 'locker')
        ? scan(
            'scan the document',
            'document-serial',
            (n) => n.case?.deposit?.state !== 'awaiting-item' && n.case?.deposit?.state !== 'opening',
          )
        : null;
      return deed && { ...deed, opens: true };
    }
    case 'open':
      if (door?.open && !door.item)
        return play(
          'put the document in',
          'put-item',
          (n) => n.simulation?.doors.find(({ compartmentId }) => compartmentId === door.compartmentId)?.item ?? false,
        );
      return door?.open
        ? play('shut the door', 'close-door', (n) => n.case?.deposit?.state === 'closed-unconfirmed')
        : null;
    case 'closed-unconfirmed':
      if (!door) return null;
      return door.item
        ? scan(
            'scan the compartment',
            'compartment-label',
            (n) => n.case?.deposit?.state === 'done' || n.case?.deposit === null,
            deposit.compartment?.label,
          )
        : answer('it is not inside', 'item-is-with-me', false);
    case 'unknown':
    case 'jammed':
      if (!door || !ready(now, 'locker')) return null;
      return door.item ? answer('it is inside', 'item-is-inside', false) : answer('try again', 'try-again', true);
    default:
      return null;
  }
}

import type { Input, RequestName, Snapshots } from '../../electron/contract/index.ts';

/**
 * A clerk who only does what the screen asks for: looks, does the next thing, looks again. Nothing is repeated because it
 * was not answered, only because the screen shows that it is still to be done.
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

const connected = (now: Snapshots): boolean => now.connection.state === 'connected';
const ready = (now: Snapshots, kind: 'scanner' | 'pad' | 'locker'): boolean => now.devices.devices.some((device) => device.kind === kind && device.state === 'ready');
const codeOf = (now: Snapshots, what: string, label?: string): string | undefined =>
  now.simulation?.codes.find((code) => code.what === what && (label === undefined ? code.mine : code.label === label))?.text;

/** What the screen asks for next; null while one can only wait. `ticket` is the person whose appointment is to be done. */
export function nextDeed(now: Snapshots, ticket: string): Deed | null {
  const { session } = now;
  if (session.phase === 'signed-out' && session.clerks[0]) return { name: 'sign in', request: { name: 'session.signIn', input: { clerkId: session.clerks[0].id, pin: '1111' } }, seen: (n) => n.session.phase !== 'signed-out' };
  if (session.phase === 'choose-counter' && session.counters[0]) return { name: 'choose the counter', request: { name: 'session.chooseCounter', input: { counterId: session.counters[0].id, takeOver: true } }, seen: (n) => n.session.phase === 'ready' };
  if (session.phase !== 'ready') return null;
  if (!now.case || now.case.state === 'completed') {
    if (now.day.calling || !connected(now)) return null;
    const mine = now.day.all.find((entry) => entry.ticket === ticket);
    if (mine?.state !== 'waiting') return null;
    return { name: 'call the next one', request: { name: 'queue.callNext', input: null }, seen: (n) => n.case !== null || !n.day.calling };
  }
  return atTheCounter(now, now.case);
}

function atTheCounter(now: Snapshots, mine: NonNullable<Snapshots['case']>): Deed | null {
  const scan = (name: string, what: string, seen: Deed['seen'], label?: string): Deed | null => {
    const text = codeOf(now, what, label);
    return text && ready(now, 'scanner') ? { name, request: { name: 'simulation.play', input: { deed: 'scan', text } }, seen } : null;
  };
  if (mine.state === 'called') return scan('scan the appointment code', 'appointment-code', (n) => n.case?.state === 'serving');
  const step = mine.steps.find(({ current }) => current);
  if (mine.deposit?.state === 'done') return { name: 'give the slip', request: { name: 'deposits.slipGiven', input: null }, seen: (n) => n.case?.deposit === null };
  const settled: Deed['seen'] = (n) => n.case === null || n.case.steps.find(({ id }) => id === step?.id)?.state !== 'open';
  switch (step?.kind) {
    case undefined:
      return { name: 'finish', request: { name: 'case.finish', input: { outcome: 'completed' } }, seen: (n) => n.case === null || n.case.state === 'completed' };
    case 'identity':
      return scan('scan the passport', 'mrz', settled);
    case 'documents': {
      const next = step.documents.find(({ required, present }) => required && !present);
      if (!next) return { name: 'complete the documents', request: { name: 'case.completeStep', input: { stepId: step.id } }, seen: settled };
      return { name: `tick ${next.id}`, request: { name: 'case.tickDocument', input: { stepId: step.id, documentId: next.id, present: true } },
        seen: (n) => n.case?.steps.find(({ id }) => id === step.id)?.documents.find(({ id }) => id === next.id)?.present ?? true };
    }
    case 'signature':
      if (mine.signature?.state === 'signing')
        return mine.signature.points > 0 ? null : { name: 'sign on the pad', request: { name: 'simulation.play', input: { deed: 'sign', style: 'signature', press: 'ok' } }, seen: (n) => n.case?.signature?.state !== 'signing' };
      if (mine.signature?.state === 'preparing' || !ready(now, 'pad')) return null;
      return { name: 'start the signature', request: { name: 'signatures.start', input: { stepId: step.id } }, seen: (n) => n.case?.signature?.state === 'signing' };
    case 'output':
      return withTheBox(now, mine, step.id, scan);
    default:
      throw new Error(`this clerk cannot do a step of kind ${step?.kind}`);
  }
}

function withTheBox(now: Snapshots, mine: NonNullable<Snapshots['case']>, stepId: string, scan: (name: string, what: string, seen: Deed['seen'], label?: string) => Deed | null): Deed | null {
  const { deposit } = mine;
  const answer = (name: string, choice: Input<'deposits.answer'>['choice'], opens: boolean): Deed =>
    ({ name, request: { name: 'deposits.answer', input: { choice } }, seen: (n) => n.case?.deposit?.state !== deposit?.state, opens });
  if (!deposit) return ready(now, 'locker') ? { name: 'start the deposit', request: { name: 'deposits.start', input: { stepId } }, seen: (n) => n.case?.deposit !== null } : null;
  // What one sees when one walks over to the box.
  const door = now.simulation?.doors.find(({ compartmentId }) => compartmentId !== null && compartmentId === deposit.compartment?.id);
  const play = (name: string, deed: 'put-item' | 'close-door', seen: Deed['seen']): Deed | null =>
    door ? { name, request: { name: 'simulation.play', input: { deed, board: door.board, lock: door.lock } }, seen } : null;
  switch (deposit.state) {
    case 'awaiting-item': {
      const deed = ready(now, 'locker') ? scan('scan the document', 'document-serial', (n) => n.case?.deposit?.state !== 'awaiting-item' && n.case?.deposit?.state !== 'opening') : null;
      return deed && { ...deed, opens: true };
    }
    case 'open':
      if (door?.open && !door.item) return play('put the document in', 'put-item', (n) => n.simulation?.doors.find(({ compartmentId }) => compartmentId === door.compartmentId)?.item ?? false);
      return door?.open ? play('shut the door', 'close-door', (n) => n.case?.deposit?.state === 'closed-unconfirmed') : null;
    case 'closed-unconfirmed':
      if (!door) return null;
      return door.item ? scan('scan the compartment', 'compartment-label', (n) => n.case?.deposit?.state === 'done' || n.case?.deposit === null, deposit.compartment?.label) : answer('it is not inside', 'item-is-with-me', false);
    case 'unknown':
    case 'jammed':
      if (!door || !ready(now, 'locker')) return null;
      return door.item ? answer('it is inside', 'item-is-inside', false) : answer('try again', 'try-again', true);
    default:
      return null;
  }
}

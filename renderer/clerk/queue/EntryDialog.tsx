import { useState } from 'react';
import type { AppError, DayEntry, Input, RequestName } from '../../../electron/contract/index.ts';
import { ask, useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useWords } from '../../useWords.ts';
import { currentScreen } from '../../screen.ts';
import { EntryMarks } from './EntryMarks.tsx';
import { PriorityDialog } from './PriorityDialog.tsx';
import { RedirectDialog } from './RedirectDialog.tsx';

type Way = 'call' | 'take-over' | 'redirect' | 'prioritise' | 'check-in' | 'take-off';
const waysOf: Partial<Record<DayEntry['state'], Way[]>> = {
  scheduled: ['check-in', 'prioritise'],
  missed: ['check-in', 'call'],
  waiting: ['call', 'redirect', 'prioritise', 'take-off'],
  called: ['take-over'],
  serving: ['take-over'],
};

/** Everything that can be done with one person of the list. What cannot be done now stands there with its reason. */
export function EntryDialog({ entry, onClose }: { entry: DayEntry; onClose: () => void }) {
  const { t, sentence } = useWords();
  const [refused, setRefused] = useState<AppError | null>(null);
  const [open, setOpen] = useState<'redirect' | 'prioritise' | null>(null);
  const person = useSnapshot('case');
  const offline = useSnapshot('connection').state === 'offline';
  const busy = person !== null && person.state !== 'completed';
  const { appointmentId, ticket, service } = entry;
  if (open === 'redirect') return <RedirectDialog person={{ appointmentId, ticket, service }} onClose={onClose} />;
  if (open === 'prioritise') return <PriorityDialog entry={entry} onClose={onClose} />;

  const send = async <N extends RequestName>(name: N, input: Input<N>, toCounter = false) => {
    const answer = await ask(name, input);
    if (!answer.ok) return setRefused(answer.error);
    if (toCounter) currentScreen.set('counter');
    onClose();
  };
  const hindrance = (way: Way): AppError | null => {
    if (way === 'check-in' || (way === 'take-off' && entry.hindrance !== 'reserved')) return null;
    if (way === 'call' || way === 'take-over') {
      if (entry.hindrance && !(way === 'call' && entry.hindrance === 'owner-present')) return { code: entry.hindrance };
      return busy ? { code: 'counter-busy' } : null;
    }
    if (offline && way !== 'take-off') return { code: 'offline' };
    return entry.hindrance === 'reserved' && way !== 'prioritise' ? { code: 'reserved' } : null;
  };
  const press: Record<Way, () => unknown> = {
    call: () => send('queue.call', { appointmentId }, true),
    'take-over': () => send('queue.takeOver', { appointmentId }, true),
    'check-in': () => send('queue.checkIn', { appointmentId }),
    'take-off': () => send('queue.takeOff', { appointmentId }),
    redirect: () => setOpen('redirect'),
    prioritise: () =>
      entry.priorityReason ? send('queue.prioritise', { appointmentId, reason: null }) : setOpen('prioritise'),
  };
  return (
    <Modal
      title={t('entry.title', { ticket, name: entry.name || t('entry.noName') })}
      testId="entry-dialog"
      onClose={onClose}
      footer={<Button text={t('dialog.close')} testId="entry-close" onPress={onClose} />}
    >
      <div className="entry__marks">
        <EntryMarks entry={entry} />
      </div>
      <Problem error={refused} />
      <ul className="entry__ways">
        {(waysOf[entry.state] ?? []).map((way) => {
          const why = hindrance(way);
          const text = t(
            way === 'prioritise' && entry.priorityReason ? 'entry.way.prioritise-end' : `entry.way.${way}`,
          );
          return (
            <li key={way}>
              <Button
                text={text}
                block
                disabled={why !== null}
                testId={`entry-${way}`}
                describedBy={why ? `entry-why-${way}` : undefined}
                onPress={press[way]}
              />
              {why && (
                <p className="muted" id={`entry-why-${way}`}>
                  {sentence(why)}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </Modal>
  );
}

import type { DayEntry } from '../../../electron/contract/index.ts';
import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Tone } from '../../components/Tone.tsx';
import { clockTime } from '../../time.ts';
import { useWords } from '../../useWords.ts';

const canCheckIn = ({ state }: DayEntry): boolean => state === 'scheduled' || state === 'missed';

/** Visits of today of which one may be meant; those who are not here yet can be checked in. */
export function VisitChoice({
  appointmentIds,
  words,
  onCheckIn,
}: {
  appointmentIds: readonly string[];
  words: 'offer.checkIn' | 'walkIn.checkIn';
  onCheckIn: (appointmentId: string) => unknown;
}) {
  const { t, local, language } = useWords();
  const visits = useSnapshot('day').all.filter(({ appointmentId }) => appointmentIds.includes(appointmentId));
  return (
    <ul className="visit-choice">
      {visits.map((visit, index) => (
        <li key={visit.appointmentId} data-testid={`visit-choice-${visit.ticket}`}>
          <div>
            <p>
              <strong>{visit.ticket}</strong> · {visit.name}
            </p>
            <p className="muted">
              {clockTime(visit.scheduledAt, language)} · {local(visit.serviceTitle)}
            </p>
          </div>
          {canCheckIn(visit) ? (
            <Button
              text={t(words, { ticket: visit.ticket })}
              hotkey={index < 9 ? `Ctrl+${index + 1}` : undefined}
              testId={`check-in-${visit.ticket}`}
              onPress={() => onCheckIn(visit.appointmentId)}
            />
          ) : (
            <Tone tone="info" text={t(`state.${visit.state}`)} />
          )}
        </li>
      ))}
    </ul>
  );
}

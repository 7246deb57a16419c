import type { CaseSnapshot } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Tone } from '../../components/Tone.tsx';
import { stateTone } from '../day/dayList.ts';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';

/** Everybody of this visit, who is being served, and the way from one to the next. */
export function VisitStrip({ person }: { person: NonNullable<CaseSnapshot> }) {
  const { t, local } = useWords();
  if (person.visit.length === 0) return null;
  const next = person.state === 'serving' ? person.visit.find(({ canSwitch }) => canSwitch) : undefined;
  const services = new Set(person.visit.map(({ serviceTitle }) => local(serviceTitle)));
  return (
    <section className="visit" aria-label={t('visit.title')} data-testid="visit">
      <ul className="visit__people">
        {person.visit.map((one) => {
          const here = one.appointmentId === person.appointmentId && person.state !== 'completed';
          return (
            <li key={one.appointmentId} className={`visit__one${here ? ' visit__one--here' : ''}`} aria-current={here ? 'true' : undefined} data-testid={`visit-one-${one.ticket}`} data-state={one.state}>
              <strong>{one.ticket}</strong>
              <span className="visit__name" title={one.name}>{one.name || t('entry.noName')}{services.size > 1 && <span className="muted"> · {local(one.serviceTitle)}</span>}</span>
              {one.canSwitch && person.state !== 'called' ? (
                <Button
                  text={t('visit.switchTo', { ticket: one.ticket })} size="small" kind="tertiary" hotkey={one === next ? 'Ctrl+F2' : undefined}
                  testId={`switch-${one.ticket}`} onPress={() => act('case.switch', { appointmentId: one.appointmentId })}
                />
              ) : (
                <Tone tone={stateTone[one.state]} text={one.canSwitch ? t('visit.beside') : t(`state.${one.state}`)} />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

import type { CaseSnapshot } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Tone } from '../../components/Tone.tsx';
import { stateTone } from '../day/dayList.ts';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { nameInFamily } from './nameInFamily.ts';

type Person = NonNullable<CaseSnapshot>;
type One = Person['visit'][number];

/** The others of this visit in one line, and the way to them. Who is here stands in the line above. */
export function VisitStrip({ person }: { person: Person }) {
  const { t, local } = useWords();
  if (person.visit.length === 0) return null;
  const others = person.visit.filter(({ appointmentId }) => appointmentId !== person.appointmentId);
  const switchable = person.state === 'called' ? [] : others.filter(({ canSwitch }) => canSwitch);
  const standing = others.filter((one) => !switchable.includes(one));
  const next = person.state === 'serving' ? switchable[0] : undefined;
  /** The service is told where it is another one than above. */
  const words = (one: One): string => {
    const service = local(one.serviceTitle) === local(person.serviceTitle) ? '' : local(one.serviceTitle);
    return [nameInFamily(one.name, person.familyName) || (service ? '' : t('entry.noName')), service]
      .filter(Boolean)
      .join(' · ');
  };
  return (
    <section className="visit" aria-label={t('visit.title')} data-testid="visit">
      {standing.length > 0 && (
        <ul className="visit__people">
          {standing.map((one) => (
            <li
              key={one.appointmentId}
              className="visit__one"
              title={one.name}
              data-testid={`visit-one-${one.ticket}`}
              data-state={one.state}
            >
              <span className="visit__name">
                <strong>{one.ticket}</strong> {words(one)}
              </span>
              <Tone tone={stateTone[one.state]} text={one.canSwitch ? t('visit.beside') : t(`state.${one.state}`)} />
            </li>
          ))}
        </ul>
      )}
      {switchable.length > 0 && (
        <h3 className="visit__label muted" id="visit-switch">
          {t('visit.switch')}
        </h3>
      )}
      {switchable.length > 0 && (
        <ul className="visit__people" aria-labelledby="visit-switch">
          {switchable.map((one) => (
            <li
              key={one.appointmentId}
              className="visit__switch"
              title={one.name}
              data-testid={`visit-one-${one.ticket}`}
              data-state={one.state}
            >
              <Button
                text={`${one.ticket} ${words(one)}`}
                command={t('visit.switchTo', { who: `${one.ticket} ${words(one)}` })}
                size="small"
                hotkey={one === next ? 'Ctrl+F2' : undefined}
                testId={`switch-${one.ticket}`}
                onPress={() => act('case.switch', { appointmentId: one.appointmentId })}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

import type { Acting, CaseSnapshot, StepViewOf } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { HereForButton } from './HereFor.tsx';
import { NameLine } from './NameApplicant.tsx';
import { useActingWords } from './useActingWords.ts';

/**
 * Who signs or receives in this step: what is missing for it and the way to it, else who it is, and the choice where
 * there is one.
 */
export function Actors({
  step,
  deed,
  person,
  chosen,
  onChoose,
}: {
  step: StepViewOf<'signature'> | StepViewOf<'output'>;
  deed: 'signs' | 'receives';
  person: NonNullable<CaseSnapshot>;
  chosen: Acting | null;
  onChoose: (acting: Acting) => void;
}) {
  const { t } = useWords();
  const { who } = useActingWords();
  const { actors, lacking, standIns, ageAsked } = step.acting;
  if (lacking === 'name-missing') return <NameLine person={person} kind="primary" />;
  if (lacking) {
    return (
      <div className="work" data-testid="acting-lacking" data-code={lacking}>
        <Tone tone="warning" icon="person" text={t(`acting.lacking.${lacking}`, { age: ageAsked })} />
        {ageAsked !== undefined && (
          <div className="work__row">
            <Button
              text={t('acting.oldEnough', { age: ageAsked })}
              kind="primary"
              size="big"
              testId="old-enough"
              onPress={() => act('case.seenOldEnough', { stepId: step.id })}
            />
          </div>
        )}
        {standIns && (
          <div className="work__row">
            <HereForButton person={person} kind={ageAsked === undefined ? 'primary' : 'tertiary'} />
          </div>
        )}
      </div>
    );
  }
  const words = (acting: Acting): string =>
    acting === 'representative' && person.hereFor ? who(person.hereFor) : t('acting.applicant');
  const here = chosen ?? actors[0];
  return (
    <div className="work__row" data-testid="acting">
      {actors.length > 1 ? (
        <fieldset className="work__alternative">
          <legend>{t(deed === 'signs' ? 'acting.whoSigns' : 'acting.whoReceives')}</legend>
          <div className="radio-row">
            {actors.map((acting) => (
              <label key={acting} className="radio" data-testid={`acting-${acting}`}>
                <input
                  type="radio"
                  className="kern-form-check__radio"
                  name={`acting-${step.id}`}
                  value={acting}
                  checked={here === acting}
                  onChange={() => onChoose(acting)}
                />
                <span>{words(acting)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      ) : (
        here === 'representative' && <p>{t(`acting.${deed}`, { who: words(here) })}</p>
      )}
      {standIns && <HereForButton person={person} />}
    </div>
  );
}

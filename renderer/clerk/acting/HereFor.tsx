import { useState } from 'react';
import type { CaseSnapshot, StepView } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { HereForDialog } from './HereForDialog.tsx';
import { useActingWords } from './useActingWords.ts';

type Person = NonNullable<CaseSnapshot>;

/** Somebody else is here for the applicant: one press, with a key of its own. */
export function HereForButton({ person, kind = 'tertiary' }: { person: Person; kind?: 'primary' | 'tertiary' }) {
  const { t } = useWords();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        text={t(person.hereFor ? 'hereFor.change' : 'hereFor.open')}
        kind={kind}
        size={kind === 'primary' ? 'big' : 'small'}
        hotkey="Shift+F3"
        testId="here-for"
        onPress={() => setAsking(true)}
      />
      {asking && <HereForDialog person={person} onClose={() => setAsking(false)} />}
    </>
  );
}

/** Who is here in the applicant's place, at the step where the person is identified. */
export function HereForLine({ person, step }: { person: Person; step: StepView }) {
  const { t } = useWords();
  const { who } = useActingWords();
  const { hereFor } = person;
  return (
    <div className="work__row" data-testid="here-for-line">
      {hereFor && (
        <Tone
          tone={hereFor.name === null ? 'warning' : 'info'}
          icon="person"
          testId="here-for-who"
          text={`${who(hereFor)} · ${t(`acting.paper.${hereFor.paper}`)}${hereFor.name === null ? ` · ${t('hereFor.unnamed')}` : ''}`}
        />
      )}
      <HereForButton person={person} />
      {hereFor && (
        <Button
          text={t('hereFor.end')}
          kind="tertiary"
          size="small"
          testId="here-for-end"
          onPress={() => act('case.reopenStep', { stepId: step.id })}
        />
      )}
    </div>
  );
}

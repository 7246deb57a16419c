import { useState } from 'react';
import type { CaseSnapshot } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { availableActions } from './caseActions.ts';
import { ParkDialog } from './ParkDialog.tsx';
import { Undo } from './Undo.tsx';

/** What can be done with the whole appointment; finishing says what is missing. */
export function CaseFooter({ person }: { person: NonNullable<CaseSnapshot> }) {
  const { t, local } = useWords();
  const [parking, setParking] = useState(false);
  const canFinish = availableActions(person, null).includes('finish');
  const missing = person.missingSteps.map((id) => {
    const step = person.steps.find((one) => one.id === id);
    return step ? local(step.title) : id;
  });
  const serving = person.state === 'serving';
  return (
    <footer className="case-footer">
      {serving && missing.length > 0 && <p className="case-footer__missing" id="missing-steps" data-testid="missing-steps">{t('case.missing', { count: missing.length })} <strong>{missing.join(' · ')}</strong></p>}
      <div className="case-footer__buttons">
        {serving && <Button text={t('case.park')} hotkey="F6" testId="park" onPress={() => setParking(true)} />}
        <Undo />
        <span className="case-footer__gap" />
        {serving && missing.length > 0 && <Button text={t('case.finishIncomplete')} kind="tertiary" testId="finish-incomplete" onPress={() => act('case.finish', { outcome: 'incomplete' })} />}
        {serving && (
          <Button
            text={t('case.finish')} kind={missing.length === 0 ? 'primary' : 'secondary'} hotkey="F9" testId="finish" disabled={!canFinish}
            describedBy={missing.length > 0 ? 'missing-steps' : undefined} onPress={() => act('case.finish', { outcome: 'completed' })}
          />
        )}
      </div>
      {parking && <ParkDialog onClose={() => setParking(false)} />}
    </footer>
  );
}

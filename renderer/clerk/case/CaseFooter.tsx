import { useState } from 'react';
import type { CaseSnapshot } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { availableActions } from './caseActions.ts';
import { EndEarlyDialog } from './EndEarlyDialog.tsx';
import { ParkDialog } from './ParkDialog.tsx';
import { Undo, UndoneWhat } from './Undo.tsx';

/** What can be done with the whole appointment; finishing says what is missing. */
export function CaseFooter({ person }: { person: NonNullable<CaseSnapshot> }) {
  const { t, local } = useWords();
  const [parking, setParking] = useState(false);
  const [ending, setEnding] = useState(false);
  const canFinish = availableActions(person, null).includes('finish');
  const missing = person.steps
    .map((step, index) => ({ ...step, number: index + 1 }))
    .filter(({ id }) => person.missingSteps.includes(id));
  const serving = person.state === 'serving';
  return (
    <footer className="case-footer">
      <div className="case-footer__words">
        <UndoneWhat ticket={person.ticket} />
        {person.pending && <Tone tone="info" text={t('case.pending')} testId="case-pending" icon="clock" />}
        {serving && missing.length > 0 && (
          <p className="case-footer__missing" id="missing-steps" data-testid="missing-steps">
            {t('case.missing', { count: missing.length })}{' '}
            <strong aria-hidden="true">{missing.map(({ number }) => number).join(', ')}</strong>
            <span className="kern-sr-only">{missing.map(({ title }) => local(title)).join(', ')}</span>
          </p>
        )}
      </div>
      <div className="case-footer__buttons">
        {serving && <Button text={t('case.park')} hotkey="F6" testId="park" onPress={() => setParking(true)} />}
        <Undo />
        <span className="case-footer__gap" />
        {serving && missing.length > 0 && (
          <Button
            text={t('case.finishIncomplete')}
            kind="tertiary"
            testId="finish-incomplete"
            onPress={() => setEnding(true)}
          />
        )}
        {serving && (
          <Button
            text={t('case.finish')}
            kind={missing.length === 0 && person.deposit === null ? 'primary' : 'secondary'}
            hotkey="F9"
            testId="finish"
            disabled={!canFinish}
            describedBy={missing.length > 0 ? 'missing-steps' : undefined}
            onPress={() => act('case.finish', { outcome: 'completed' })}
          />
        )}
      </div>
      {ending && <EndEarlyDialog ticket={person.ticket} onClose={() => setEnding(false)} />}
      {parking && <ParkDialog person={person} onClose={() => setParking(false)} />}
    </footer>
  );
}

import { useState } from 'react';
import type { CaseSnapshot } from '../../../electron/contract/index.ts';
import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { useOfficeNow } from '../../useOfficeNow.ts';
import { RedirectDialog } from '../queue/RedirectDialog.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';

/** Called, not here yet: one question, two answers. */
export function CalledPane({ person }: { person: NonNullable<CaseSnapshot> }) {
  const { t } = useWords();
  return (
    <div className="called" data-testid="called">
      <h3 className="called__question" tabIndex={-1} data-focus-home>
        {t('case.calledQuestion', { ticket: person.ticket })}
      </h3>
      <Button
        text={t('case.appeared')}
        kind="primary"
        size="big"
        hotkey="F3"
        testId="appeared"
        onPress={() => act('case.appear', null)}
      />
      <Button text={t('case.missed')} hotkey="F4" testId="missed" onPress={() => act('case.miss', null)} />
      <RecallButton person={person} />
      <p className="muted">{t('case.calledHint')}</p>
    </div>
  );
}

/** Once more, after the office's interval; how often it was is told with it. */
function RecallButton({ person }: { person: NonNullable<CaseSnapshot> }) {
  const { t } = useWords();
  const now = useOfficeNow();
  const [sending, setSending] = useState(false);
  const offline = useSnapshot('connection').state === 'offline';
  const left = person.recallAt ? Math.max(0, Math.ceil((Date.parse(person.recallAt) - now) / 1000)) : 0;
  const why = offline ? t('recall.offline') : left > 0 ? t('recall.wait', { count: left }) : '';
  return (
    <div className="called__again">
      <Button
        text={t('recall.again')}
        hotkey="Shift+F2"
        testId="recall"
        disabled={why !== ''}
        describedBy="recall-why"
        onPress={() => act('queue.recall', null)}
      />
      <p className="muted" id="recall-why" data-testid="recall-why">
        {t('mark.calls', { count: person.calls })}
        {why && ` · ${why}`}
      </p>
      <Button
        text={t('redirect.open')}
        kind="tertiary"
        hotkey="Ctrl+F6"
        testId="redirect"
        onPress={() => setSending(true)}
      />
      {sending && <RedirectDialog person={person} onClose={() => setSending(false)} />}
    </div>
  );
}

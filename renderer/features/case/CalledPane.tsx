import type { CaseSnapshot } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';

/** Called, not here yet: one question, two answers. */
export function CalledPane({ person }: { person: NonNullable<CaseSnapshot> }) {
  const { t } = useWords();
  return (
    <div className="called" data-testid="called">
      <h3 className="called__question" tabIndex={-1} data-focus-home>{t('case.calledQuestion', { ticket: person.ticket })}</h3>
      <Button text={t('case.appeared')} kind="primary" size="big" hotkey="F3" testId="appeared" onPress={() => act('case.appear', null)} />
      <Button text={t('case.missed')} hotkey="F4" testId="missed" onPress={() => act('case.miss', null)} />
      <p className="muted">{t('case.calledHint')}</p>
    </div>
  );
}

import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';

/** Takes back the last thing that was done, and says what that is. */
export function Undo() {
  const { t } = useWords();
  const { undo } = useSnapshot('day');
  if (!undo) return null;
  const what = t('case.undoOf', { ticket: undo.ticket, what: t(`action.${undo.kind}`) });
  return (
    <div className="undo">
      <Button text={t('case.undo')} hotkey="F8" testId="undo" command={t('case.undoWhat', { what })} describedBy="undo-what" onPress={() => act('case.undo', null)} />
      <span className="muted undo__what" id="undo-what">{what}</span>
    </div>
  );
}

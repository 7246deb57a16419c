import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';

/** Takes back the last thing that was done. */
export function Undo() {
  const { t } = useWords();
  const { undo } = useSnapshot('day');
  if (!undo) return null;
  const what = t('case.undoOf', { ticket: undo.ticket, what: t(`action.${undo.kind}`) });
  return (
    <Button
      text={t('case.undo')}
      hotkey="F8"
      testId="undo"
      command={t('case.undoWhat', { what })}
      describedBy="undo-what"
      onPress={() => act('case.undo', null)}
    />
  );
}

/** Says what that is, and whose unless it is the person's with this ticket. */
export function UndoneWhat({ ticket }: { ticket?: string }) {
  const { t } = useWords();
  const { undo } = useSnapshot('day');
  if (!undo) return null;
  const what = t(`action.${undo.kind}`);
  return (
    <p className="muted" id="undo-what">
      {t('case.last', { what: undo.ticket === ticket ? what : t('case.undoOf', { ticket: undo.ticket, what }) })}
    </p>
  );
}

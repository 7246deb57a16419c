import { Button } from '../../components/Button.tsx';
import { currentScreen } from '../../screen.ts';
import { useWords } from '../../useWords.ts';

/** The way to the setup sheet, for the devices screen. */
export function OpenSetupSheet() {
  const { t } = useWords();
  return (
    <Button
      text={t('setup.open')}
      kind="tertiary"
      testId="open-setup-sheet"
      onPress={() => currentScreen.set('setup-sheet')}
    />
  );
}

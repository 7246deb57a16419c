import { useWords } from '../useWords.ts';

/** A key as it is printed on the keyboard. Screen readers are told by `aria-keyshortcuts`. */
export function Key({ name }: { name: string }) {
  const { t } = useWords();
  const shown = name.split('+').map((part) => t(`key.${part}`, { defaultValue: part }));
  return (
    <kbd className="key" aria-hidden="true">
      {shown.join(' ')}
    </kbd>
  );
}

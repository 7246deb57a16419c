import { useEffect, useState } from 'react';
import type { DayEntry } from '../../../electron/contract/index.ts';
import { ask, useSnapshot } from '../../bridge.ts';
import { showError } from '../notices/notices.ts';

/**
 * Those of the day whom the words find, in the order of the day; everybody where nothing is sought. Until the main
 * process has answered to new words, nobody: who is shown always has what stands in the field.
 */
export function useFound(words: string): readonly DayEntry[] {
  const { all } = useSnapshot('day');
  const sought = words.trim().slice(0, 200);
  const [found, setFound] = useState<{ sought: string; ids: ReadonlySet<string> } | null>(null);
  useEffect(() => {
    if (sought === '') return;
    let isOver = false;
    void ask('day.find', { sought }).then((answer) => {
      if (isOver) return;
      if (answer.ok) setFound({ sought, ids: new Set(answer.value) });
      else showError(answer.error);
    });
    return () => {
      isOver = true;
    };
  }, [sought, all]);
  if (sought === '') return all;
  return found?.sought === sought ? all.filter(({ appointmentId }) => found.ids.has(appointmentId)) : [];
}

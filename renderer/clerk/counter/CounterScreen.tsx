import { useSnapshot } from '../../bridge.ts';
import { useWords } from '../../useWords.ts';
import { CasePane } from '../case/CasePane.tsx';
import { NobodyPane } from './NobodyPane.tsx';
import { Queue } from './Queue.tsx';
import { SideColumn } from './SideColumn.tsx';

/** The place of work: who waits, who is here, what belongs to it. */
export function CounterScreen() {
  const { t } = useWords();
  const person = useSnapshot('case');
  return (
    <div className="counter" data-testid="screen-counter" data-case={person?.state ?? 'nobody'}>
      <h1 className="kern-sr-only">{t('screen.counter')}</h1>
      <Queue />
      {person ? <CasePane person={person} /> : <NobodyPane />}
      <SideColumn />
    </div>
  );
}

import { useSnapshot } from '../../bridge.ts';
import { Icon } from '../../components/Icon.tsx';
import { Undo, UndoneWhat } from '../case/Undo.tsx';
import { peopleIn } from '../day/dayList.ts';
import { useWords } from '../../useWords.ts';

/** Nobody is here: says what to do next, and that scanning a code does it too. */
export function NobodyPane() {
  const { t } = useWords();
  const { waiting, visitNext } = useSnapshot('day');
  return (
    <section className="panel case case--nobody" data-testid="nobody" aria-labelledby="nobody-title">
      <Icon name="person" size="large" />
      <h2 id="nobody-title" tabIndex={-1} data-focus-home>
        {t('nobody.title')}
      </h2>
      {visitNext ? (
        <p data-testid="visit-not-over">{t('nobody.visit', { count: visitNext.others + 1 })}</p>
      ) : (
        <>
          <p>{t('nobody.waiting', { count: peopleIn(waiting) })}</p>
          <p className="muted">{t('nobody.scan')}</p>
        </>
      )}
      <Undo />
      <UndoneWhat />
    </section>
  );
}

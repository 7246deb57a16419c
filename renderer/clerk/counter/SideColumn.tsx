import { useSnapshot } from '../../bridge.ts';
import { useWords } from '../../useWords.ts';
import { calendarDate } from '../../time.ts';
import { RecentScans } from '../scans/RecentScans.tsx';

/** What belongs to the person and the step: documents, note, law, last scans. */
export function SideColumn() {
  const { t, local, language } = useWords();
  const person = useSnapshot('case');
  const step = person?.steps.find((one) => one.current);
  return (
    <aside className="panel side" aria-label={t('side.title')}>
      {person?.note && (
        <section className="side__part side__note" aria-labelledby="note-title">
          <h2 id="note-title">{t('side.note')}</h2>
          <p data-testid="case-note">{person.note}</p>
        </section>
      )}
      {person && (
        <section className="side__part" aria-labelledby="items-title">
          <h2 id="items-title">{t('side.documents')}</h2>
          {person.items.length === 0 && <p className="muted">{t('side.noDocuments')}</p>}
          <ul className="item-list">
            {person.items.map((item) => (
              <li key={item.itemId} data-testid={`item-${item.itemId}`} data-state={item.state}>
                <p>
                  <strong>
                    {t(`item.kind.${item.kind}`)} · {item.serial}
                  </strong>
                </p>
                <p>{t(`item.state.${item.state}`, { defaultValue: item.state })}</p>
                <p className="muted">
                  {item.title}
                  {item.validUntil && <>, {t('item.validUntil', { date: calendarDate(item.validUntil, language) })}</>}
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      <RecentScans />
      {step?.hint && (
        <section className="side__part" aria-labelledby="hint-title">
          <h2 id="hint-title">{t('side.hint')}</h2>
          <p>{local(step.hint)}</p>
          {step.legalBasis && <p className="muted">{step.legalBasis}</p>}
        </section>
      )}
    </aside>
  );
}

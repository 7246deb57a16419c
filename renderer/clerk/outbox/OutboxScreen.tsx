import type { OutboxEntry } from '../../../electron/contract/index.ts';
import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { clockTime } from '../../time.ts';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { Entry } from './Entry.tsx';

/** Everything that has not arrived at the backend yet or was not taken there, in words; and the last that has. */
export function OutboxScreen() {
  const { t, language } = useWords();
  const { entries, waiting, refused, done } = useSnapshot('outbox');
  const { newer } = useSnapshot('connection');
  const needsYou = entries.filter(({ state }) => state === 'refused');
  const onItsWay = entries.filter(({ state }) => state !== 'refused');
  return (
    <section className="screen panel" tabIndex={0} data-testid="screen-outbox" aria-labelledby="outbox-title">
      <div className="screen__head">
        {/* What was taken note of leaves, and the focus with it. */}
        <h1 id="outbox-title" tabIndex={-1} data-focus-home="">
          {t('screen.outbox')}
        </h1>
        <Button
          text={t('outbox.retry')}
          testId="outbox-retry"
          disabled={waiting === 0}
          onPress={() => act('outbox.retry', null)}
        />
      </div>
      <p className="muted">{t('outbox.explain')}</p>
      {newer > 0 && (
        <p className="muted" data-testid="outbox-newer">
          {t('outbox.newer', { count: newer })}
        </p>
      )}
      {refused + waiting === 0 && (
        <p className="empty" data-testid="outbox-empty">
          {t('outbox.empty')}
        </p>
      )}
      <Group name="needsYou" entries={needsYou} total={refused} />
      <Group name="onItsWay" entries={onItsWay} total={waiting} />
      {done.length > 0 && (
        <section className="outbox-group" aria-labelledby="outbox-done" data-testid="outbox-done">
          <h2 id="outbox-done">{t('outbox.group.done')}</h2>
          <ul className="outbox-done">
            {done.map(({ commandId, kind, ticket, at, doneAt }) => (
              <li key={commandId}>
                <time dateTime={at}>{clockTime(at, language)}</time>
                <span>
                  {t(`action.${kind}`)}
                  {ticket && <> · {ticket}</>}
                </span>
                <span className="muted">{t('outbox.doneAt', { time: clockTime(doneAt, language) })}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </section>
  );
}

function Group({ name, entries, total }: { name: 'needsYou' | 'onItsWay'; entries: OutboxEntry[]; total: number }) {
  const { t } = useWords();
  if (total === 0) return null;
  return (
    <section className="outbox-group" aria-labelledby={`outbox-${name}`} data-testid={`outbox-${name}`}>
      <h2 id={`outbox-${name}`}>{t(`outbox.group.${name}`, { count: total })}</h2>
      <ul className="outbox-list">
        {entries.map((entry) => (
          <Entry key={entry.commandId} entry={entry} />
        ))}
      </ul>
      {total > entries.length && <p className="muted">{t('outbox.more', { count: total - entries.length })}</p>}
    </section>
  );
}

import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Tone, type ToneName } from '../../components/Tone.tsx';
import { clockTime } from '../../time.ts';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';

const tones = { waiting: 'info', done: 'good', refused: 'bad', unknown: 'warning' } as const satisfies Record<string, ToneName>;

/** Everything that has not arrived at the backend yet or was not taken there, in words. */
export function OutboxScreen() {
  const { t, language, sentence } = useWords();
  const outbox = useSnapshot('outbox');
  return (
    <section className="screen panel" tabIndex={0} data-testid="screen-outbox" aria-labelledby="outbox-title">
      <div className="screen__head">
        <h1 id="outbox-title">{t('screen.outbox')}</h1>
        <Button text={t('outbox.retry')} testId="outbox-retry" disabled={outbox.waiting === 0} onPress={() => act('outbox.retry', null)} />
      </div>
      <p className="muted">{t('outbox.explain')}</p>
      {outbox.entries.length === 0 ? (
        <p className="empty" data-testid="outbox-empty">{t('outbox.empty')}</p>
      ) : (
        <ul className="outbox-list">
          {outbox.entries.map((entry) => (
            <li key={entry.commandId} className="outbox-entry" data-testid={`outbox-${entry.commandId}`} data-state={entry.state}>
              <time dateTime={entry.at}>{clockTime(entry.at, language)}</time>
              <div>
                <p><strong>{t(`action.${entry.kind}`)}</strong>{entry.ticket && <> · {entry.ticket}</>}</p>
                <Tone tone={tones[entry.state]} text={t(`actionState.${entry.state}`)} />
                {entry.attempts > 1 && <p className="muted">{t('outbox.attempts', { count: entry.attempts })}</p>}
                {entry.problem && <p>{sentence(entry.problem)}</p>}
              </div>
              {entry.state === 'refused' && (
                <Button text={t('outbox.dismiss')} size="small" testId={`outbox-dismiss-${entry.commandId}`} onPress={() => act('outbox.dismiss', { commandId: entry.commandId })} />
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

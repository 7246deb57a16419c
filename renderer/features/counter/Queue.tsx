import type { DayEntry, Input } from '../../../electron/contract/index.ts';
import { ask, currentSnapshots, useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { minutesSince, waitTone } from '../../time.ts';
import { useNow } from '../../useNow.ts';
import { useWords } from '../../useWords.ts';
import { languageName } from '../../words.ts';
import { availableActions } from '../case/caseActions.ts';
import { showError } from '../notices/notices.ts';

const toneClass = { short: 'quiet', long: 'warning', 'too-long': 'bad' } as const;
const toneIcon = { short: 'clock', long: 'clock', 'too-long': 'warning' } as const;

type Call = 'queue.callNext' | 'queue.call' | 'queue.resume';
/** A call whose outcome is not known is no error to be told: the line below the button says that it will be known. */
async function call<N extends Call>(name: N, input: Input<N>): Promise<void> {
  const answer = await ask(name, input);
  if (!answer.ok && !currentSnapshots()?.day.calling) showError(answer.error);
}

/** Who waits, who is parked, and the button that the whole day turns on. */
export function Queue() {
  const { t } = useWords();
  const { waiting, parked, calling } = useSnapshot('day');
  const offline = useSnapshot('connection').state === 'offline';
  const free = availableActions(useSnapshot('case'), null).includes('call-next') && !calling;
  return (
    <section className="panel queue" aria-label={t('queue.title')}>
      <div className="queue__next">
        <Button text={t('queue.callNext')} kind="primary" size="big" hotkey="F2" block disabled={!free} testId="call-next" onPress={() => call('queue.callNext', null)} />
        <p className="queue__calling" role="status" data-testid="calling">{calling && t(offline ? 'queue.callUnknown' : 'queue.calling')}</p>
      </div>
      <div className="queue__head">
        <h2 id="waiting-title">{t('queue.waiting')}</h2>
        <span className="muted" data-testid="waiting-count">{t('queue.people', { count: waiting.length })}</span>
      </div>
      <div className="queue__scroll" tabIndex={0} role="region" aria-labelledby="waiting-title">
        {waiting.length === 0 && <p className="empty">{t('queue.nobody')}</p>}
        <ul className="queue__list" data-testid="waiting-list">
          {waiting.map((entry) => <WaitingRow key={entry.appointmentId} entry={entry} free={free} />)}
        </ul>
      </div>
      {parked.length > 0 && (
        <div className="queue__parked" tabIndex={0} role="region" aria-labelledby="parked-title">
          <h2 id="parked-title">{t('queue.parked')}</h2>
          <ul className="queue__list" data-testid="parked-list">
            {parked.map((entry) => <ParkedRow key={entry.appointmentId} entry={entry} free={free} />)}
          </ul>
        </div>
      )}
    </section>
  );
}

function WaitingRow({ entry, free }: { entry: DayEntry; free: boolean }) {
  const { t, local, language } = useWords();
  const now = useNow(10_000);
  const minutes = minutesSince(entry.arrivedAt ?? entry.scheduledAt, now);
  const tone = waitTone(minutes);
  return (
    <li className="person" data-testid={`waiting-${entry.ticket}`} data-pending={entry.pending || undefined}>
      <strong className="person__ticket">{entry.ticket}</strong>
      <span className="person__name">{entry.name}</span>
      <span className={`person__time tone tone--${toneClass[tone]}`}>
        <Icon name={toneIcon[tone]} size="small" />
        <span>{t('queue.minutes', { count: minutes })}</span>
        {tone !== 'short' && <span className="kern-sr-only">{t(`queue.wait.${tone}`)}</span>}
      </span>
      <div className="person__what muted">
        <span>{local(entry.serviceTitle)} · {languageName(entry.language, language)}{entry.pending && <> · {t('day.pending')}</>}</span>
        {free && <Button text={t('queue.call')} kind="tertiary" size="small" name={t('queue.callOne', { ticket: entry.ticket })} testId={`call-${entry.ticket}`} onPress={() => call('queue.call', { appointmentId: entry.appointmentId })} />}
      </div>
    </li>
  );
}

function ParkedRow({ entry, free }: { entry: DayEntry; free: boolean }) {
  const { t } = useWords();
  const now = useNow(10_000);
  return (
    <li className="person" data-testid={`parked-${entry.ticket}`}>
      <strong className="person__ticket">{entry.ticket}</strong>
      <span className="person__name">{entry.name}</span>
      {entry.parkedAt && <span className="person__time muted">{t('queue.minutes', { count: minutesSince(entry.parkedAt, now) })}</span>}
      <div className="person__what muted">
        <span>{entry.parkedReason || t('queue.noReason')}</span>
        {free && <Button text={t('queue.resume')} kind="tertiary" size="small" name={t('queue.resumeOne', { ticket: entry.ticket })} testId={`resume-${entry.ticket}`} onPress={() => call('queue.resume', { appointmentId: entry.appointmentId })} />}
      </div>
    </li>
  );
}

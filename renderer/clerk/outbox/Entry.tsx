import type { OutboxEntry } from '../../../electron/contract/index.ts';
import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Tone, type ToneName } from '../../components/Tone.tsx';
import { currentScreen, daySought } from '../../screen.ts';
import { clockTime } from '../../time.ts';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';

const tones = { waiting: 'info', done: 'good', refused: 'bad', unknown: 'warning' } as const satisfies Record<
  OutboxEntry['state'],
  ToneName
>;
/** One action: what it was, where it stands, and what a person can do about it. */
export function Entry({ entry }: { entry: OutboxEntry }) {
  const { t, language, local } = useWords();
  const { commandId, kind, state, ticket, at, attempts, heldBack, next } = entry;
  const offline = useSnapshot('connection').state === 'offline';
  const deed = useDeed(entry);
  const about = [ticket, entry.serviceTitle && local(entry.serviceTitle)].filter((part) => part !== null);
  const name = [deed, ...about].join(' · ');
  return (
    <li className="outbox-entry" data-testid={`outbox-${commandId}`} data-state={state}>
      <time dateTime={at}>{clockTime(at, language)}</time>
      <div className="outbox-entry__words">
        <p>
          <strong>{deed}</strong>
          {about.map((part) => (
            <span key={part}> · {part}</span>
          ))}
        </p>
        <Tone tone={tones[state]} text={t(`actionState.${state}`)} />
        {state === 'unknown' && <p>{t('outbox.question')}</p>}
        {heldBack && <p data-testid="outbox-held-back">{t(`outbox.heldBack.${heldBack}`)}</p>}
        {state !== 'refused' && attempts > 1 && <p className="muted">{t('outbox.attempts', { count: attempts })}</p>}
        {next && (
          <>
            <p>{t(`refusal.${next}.why`)}</p>
            <Versions entry={entry} deed={deed} />
            <p>
              <strong>{t('outbox.whatNow')}</strong> {entry.tangible && <>{t(`refusal.deed.${kind}`)} </>}
              {t(`refusal.${next}.next`)}
            </p>
          </>
        )}
      </div>
      <div className="outbox-entry__buttons">
        {next && ticket && <ToAppointment ticket={ticket} />}
        {next && (
          <Button
            text={t('outbox.dismiss')}
            size="small"
            name={t('outbox.dismissOne', { name })}
            testId={`outbox-dismiss-${commandId}`}
            onPress={() => act('outbox.dismiss', { commandId })}
          />
        )}
        {state === 'unknown' && offline && entry.canForget && (
          <Button
            text={t('queue.forgetCall')}
            size="small"
            testId={`outbox-forget-${commandId}`}
            onPress={() => act('queue.forgetCall', null)}
          />
        )}
        {heldBack === 'failing' && (
          <Button
            text={t('outbox.tryAgain')}
            size="small"
            name={t('outbox.tryAgainOne', { name })}
            testId={`outbox-try-${commandId}`}
            onPress={() => act('outbox.retry', null)}
          />
        )}
      </div>
    </li>
  );
}

/** What was done, as exactly as it is known. */
function useDeed({ kind, detail, stepTitle }: OutboxEntry): string {
  const { t, local } = useWords();
  if (kind === 'record-step' && !stepTitle) return t('action.record-step');
  return t(`action.${kind}`, { context: detail ?? undefined, step: stepTitle ? local(stepTitle) : '' });
}

/** Both sides of a conflict: what was done here, and what the office has now. */
function Versions({ entry: { at, office, stepTitle }, deed }: { entry: OutboxEntry; deed: string }) {
  const { t, local, language } = useWords();
  if (!office) return null;
  const { state, counterName, mine, since, step } = office;
  const context = mine ? 'mine' : counterName ? 'counter' : undefined;
  const timed = (words: string, time: string | null) =>
    time ? t('outbox.withTime', { words, time: clockTime(time, language) }) : words;
  return (
    <dl className="outbox-versions" data-testid="outbox-versions">
      <dt>{t('outbox.here')}</dt>
      <dd>{timed(deed, at)}</dd>
      <dt>{t('outbox.inOffice')}</dt>
      <dd>
        {timed(t(`outbox.office.${state}`, { context, counter: counterName ?? '' }), since)}
        {step && stepTitle && <span>{t(`outbox.officeStep.${step}`, { step: local(stepTitle) })}</span>}
      </dd>
    </dl>
  );
}

function ToAppointment({ ticket }: { ticket: string }) {
  const { t } = useWords();
  const here = useSnapshot('case')?.ticket === ticket;
  const go = () => {
    if (!here) daySought.set(ticket);
    currentScreen.set(here ? 'counter' : 'day');
  };
  return (
    <Button
      text={t('outbox.toAppointment')}
      size="small"
      name={t('outbox.toAppointmentOne', { ticket })}
      testId={`outbox-go-${ticket}`}
      onPress={go}
    />
  );
}

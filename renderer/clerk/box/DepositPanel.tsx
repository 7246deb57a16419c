import { useEffect } from 'react';
import type { DepositView } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Tone } from '../../components/Tone.tsx';
import { clockTime, secondsSince } from '../../time.ts';
import { useNow } from '../../useNow.ts';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { choiceKind, contentTone, doorTone, stateTone } from './depositWords.ts';
import { loadPickupCode, PickupSlip } from './PickupSlip.tsx';

/**
 * A document on its way into a compartment: what to do, the three facts, the answers that are possible. The slip is in
 * the person's `language`.
 */
export function DepositPanel({ deposit, language }: { deposit: DepositView; language: string }) {
  const { t, sentence } = useWords();
  useEffect(() => void loadPickupCode(), []);
  if (deposit.state === 'done') return <PickupSlip deposit={deposit} language={language} />;
  const compartment = deposit.compartment?.label ?? '';
  const words = deposit.choices.includes('label-fits') ? 'labelAsked' : deposit.state;
  return (
    <div className={`deposit deposit--${stateTone[deposit.state]}`} data-testid="deposit" data-state={deposit.state}>
      <div
        className="deposit__do"
        role={deposit.state === 'jammed' || deposit.state === 'unknown' ? 'alert' : 'status'}
      >
        <Icon
          name={
            deposit.state === 'awaiting-item'
              ? 'scanner'
              : deposit.state === 'jammed'
                ? 'stop'
                : deposit.state === 'open'
                  ? 'open'
                  : 'locker'
          }
          size="large"
        />
        <div>
          <h4 data-testid="deposit-title">{t(`deposit.${words}.title`, { compartment })}</h4>
          <p data-testid="deposit-text" data-code={deposit.problem?.code}>
            {deposit.problem ? sentence(deposit.problem) : t(`deposit.${words}.text`, { compartment })}
          </p>
        </div>
        {deposit.compartment && (
          <strong className="deposit__compartment" data-testid="deposit-compartment">
            <span className="kern-sr-only">{t('deposit.compartment')} </span>
            {compartment}
          </strong>
        )}
      </div>
      <ThreeFacts deposit={deposit} />
      {deposit.choices.length > 0 && (
        <div className="deposit__choices" role="group" aria-label={t('deposit.choices')}>
          {deposit.choices.map((choice, index) => (
            <Button
              key={choice}
              text={t(`deposit.choice.${choice}`, { compartment })}
              kind={choiceKind(choice, index, deposit.state)}
              testId={`choice-${choice}`}
              onPress={() => act('deposits.answer', { choice })}
            />
          ))}
        </div>
      )}
    </div>
  );
}

/** Commanded, door, content: never one taken for another. */
function ThreeFacts({ deposit }: { deposit: DepositView }) {
  const { t, language } = useWords();
  const now = useNow();
  const door =
    deposit.door === 'open' && deposit.openSince
      ? t('deposit.openFor', { count: secondsSince(deposit.openSince, now) })
      : t(`deposit.door.${deposit.door}`);
  return (
    <dl className="facts facts--three">
      <div>
        <dt>{t('deposit.commanded')}</dt>
        <dd data-testid="fact-commanded">
          <Tone
            tone={deposit.commandedAt ? 'good' : 'quiet'}
            text={
              deposit.commandedAt
                ? t('deposit.commandedAt', { time: clockTime(deposit.commandedAt, language) })
                : t('deposit.notCommanded')
            }
          />
        </dd>
      </div>
      <div>
        <dt>{t('deposit.doorLabel')}</dt>
        <dd data-testid="fact-door" data-state={deposit.door}>
          <Tone
            tone={doorTone[deposit.door]}
            icon={deposit.door === 'open' ? 'open' : deposit.door === 'closed' ? 'lock' : 'question'}
            text={door}
          />
        </dd>
      </div>
      <div>
        <dt>{t('deposit.contentLabel')}</dt>
        <dd data-testid="fact-content" data-state={deposit.content}>
          <Tone tone={contentTone[deposit.content]} text={t(`deposit.content.${deposit.content}`)} />
        </dd>
      </div>
    </dl>
  );
}

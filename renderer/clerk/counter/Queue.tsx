import { useState } from 'react';
import type { Input } from '../../../electron/contract/index.ts';
import { ask, currentSnapshots, useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { minutesSince } from '../../time.ts';
import { useOfficeNow } from '../../useOfficeNow.ts';
import { useWords } from '../../useWords.ts';
import { availableActions } from '../case/caseActions.ts';
import { peopleIn } from '../day/dayList.ts';
import { act, showError } from '../notices/notices.ts';
import { HoldDialog } from '../queue/HoldDialog.tsx';
import { WalkInDialog } from '../queue/WalkInDialog.tsx';
import { LeftOver } from './LeftOver.tsx';
import { AwayRow, ParkedRow, WaitingRow } from './QueueRows.tsx';

export type Call = 'queue.callNext' | 'queue.call' | 'queue.resume' | 'queue.takeOver';
/** A call whose outcome is not known is no error to be told: the line below the button says that it will be known. */
export async function call<N extends Call>(name: N, input: Input<N>): Promise<void> {
  const answer = await ask(name, input);
  if (!answer.ok && !currentSnapshots()?.day.calling) showError(answer.error);
}

/** Who waits, who is parked or was left alone, and the button that the whole day turns on. */
export function Queue() {
  const { t } = useWords();
  const { waiting, parked, all, calling } = useSnapshot('day');
  const free = availableActions(useSnapshot('case'), null).includes('call-next') && !calling;
  const now = useOfficeNow(10_000);
  const away = all.filter(({ awaySince, mine }) => awaySince !== null && !mine);
  return (
    <section className="panel queue" aria-label={t('queue.title')}>
      <NextButton free={free} />
      <div className="queue__head">
        <h2 id="waiting-title">{t('queue.waiting')}</h2>
        <span className="muted" data-testid="waiting-count">
          {t('queue.people', { count: peopleIn(waiting) })}
        </span>
      </div>
      <div className="queue__scroll" tabIndex={0} role="region" aria-labelledby="waiting-title">
        {waiting.length === 0 && <p className="empty">{t('queue.nobody')}</p>}
        <ul className="queue__list" data-testid="waiting-list">
          {waiting.map((entry) => (
            <WaitingRow
              key={entry.appointmentId}
              entry={entry}
              free={free}
              minutes={minutesSince(entry.arrivedAt ?? entry.scheduledAt, now)}
            />
          ))}
        </ul>
      </div>
      {parked.length + away.length > 0 && (
        <div
          className="queue__parked"
          tabIndex={0}
          role="region"
          aria-label={t(away.length > 0 ? 'queue.away' : 'queue.parked')}
        >
          {away.length > 0 && <h2>{t('queue.away')}</h2>}
          <ul className="queue__list" data-testid="away-list">
            {away.map((entry) => (
              <AwayRow key={entry.appointmentId} entry={entry} free={free} />
            ))}
          </ul>
          {parked.length > 0 && <h2 id="parked-title">{t('queue.parked')}</h2>}
          <ul className="queue__list" data-testid="parked-list">
            {parked.map((entry) => (
              <ParkedRow key={entry.appointmentId} entry={entry} free={free} />
            ))}
          </ul>
        </div>
      )}
      <LeftOver />
      <Tools />
    </section>
  );
}

/** The next one of the line; while the rest of a visit stands here, the next one of it. */
function NextButton({ free }: { free: boolean }) {
  const { t } = useWords();
  const { calling, waiting, visitNext } = useSnapshot('day');
  const offline = useSnapshot('connection').state === 'offline';
  const mine = waiting.filter(({ reservedFor }) => reservedFor?.mine).length;
  const words = calling
    ? t(offline ? 'queue.callUnknown' : 'queue.calling')
    : offline && free && !visitNext
      ? t('queue.offline', { count: mine })
      : '';
  return (
    <div className="queue__next">
      {visitNext ? (
        <Button
          text={t('queue.visitNext', { ticket: visitNext.ticket })}
          kind="primary"
          size="big"
          hotkey="F2"
          block
          testId="visit-next"
          onPress={() => act('case.switch', { appointmentId: visitNext.appointmentId })}
        />
      ) : (
        <Button
          text={t('queue.callNext')}
          kind="primary"
          size="big"
          hotkey="F2"
          block
          disabled={!free || (offline && mine === 0)}
          testId="call-next"
          describedBy="calling"
          onPress={() => call('queue.callNext', null)}
        />
      )}
      <p className="queue__calling" role="status" id="calling" data-testid="calling">
        {words}
      </p>
      {calling && offline && (
        <Button
          text={t('queue.forgetCall')}
          kind="tertiary"
          size="small"
          testId="forget-call"
          onPress={() => act('queue.forgetCall', null)}
        />
      )}
    </div>
  );
}

function Tools() {
  const { t } = useWords();
  const { ahead } = useSnapshot('day');
  const [open, setOpen] = useState<'walk-in' | 'hold' | null>(null);
  const close = () => setOpen(null);
  return (
    <div className="queue__tools">
      <Button
        text={t('walkIn.open')}
        kind="tertiary"
        size="small"
        hotkey="F10"
        testId="walk-in"
        onPress={() => setOpen('walk-in')}
      />
      <Button
        text={ahead.count > 0 ? t('hold.held', { count: ahead.count }) : t('hold.open')}
        kind="tertiary"
        size="small"
        testId="hold"
        onPress={() => setOpen('hold')}
      />
      {open === 'walk-in' && <WalkInDialog onClose={close} />}
      {open === 'hold' && <HoldDialog onClose={close} />}
    </div>
  );
}

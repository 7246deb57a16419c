import { useState } from 'react';
import type { DeviceView, SetUpDeed, SetUpView } from '../../../electron/contract/index.ts';
import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Select } from '../../components/Select.tsx';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';

const play = (deed: SetUpDeed) => act('devices.setUp', deed);

/** Setting up one lock board, step by step: one sentence, one button. */
export function BoardSetUp({ device }: { device: DeviceView }) {
  const { t } = useWords();
  const { setUp, settings } = useSnapshot('devices');
  const [board, setBoard] = useState(String(device.boards[0]?.board ?? 0));
  const view = setUp?.deviceId === device.id ? setUp : null;
  if (!settings.mayChange) return <p className="device-panel">{t('devices.settings.onlyLead')}</p>;
  if (!view) {
    return (
      <div className="device-panel" data-testid="set-up" data-step="none">
        <p>{t('devices.setUp.explain')}</p>
        <Tone tone="warning" text={t('devices.setUp.takeOut')} />
        {device.boards.length > 1 && (
          <Select
            label={t('devices.setUp.board')}
            value={board}
            onChange={setBoard}
            options={device.boards.map((each) => ({ value: String(each.board), text: String(each.board) }))}
          />
        )}
        <div className="device-panel__row">
          <Button
            text={t('devices.setUp.start')}
            kind="primary"
            testId="set-up-start"
            disabled={device.state !== 'ready'}
            onPress={() => play({ deed: 'start', deviceId: device.id, board: Number(board) })}
          />
        </div>
      </div>
    );
  }
  const going = view.step !== 'done' && view.step !== 'refused' && !view.lost;
  return (
    <div className="device-panel" data-testid="set-up" data-step={view.lost ? 'lost' : view.step}>
      {going && (
        <p className="muted">
          {t('devices.setUp.round', { now: Math.min(view.opened + 1, view.openings), of: view.openings })}
        </p>
      )}
      {going && device.state !== 'ready' && <Tone tone="warning" text={t('devices.setUp.away')} />}
      <Step view={view} device={device} />
      <Problem error={view.problem} tone="warning" />
      <div className="device-panel__row">
        {!going && view.step !== 'done' && (
          <Button
            text={t('devices.setUp.again')}
            kind="primary"
            testId="set-up-again"
            disabled={device.state !== 'ready'}
            onPress={() => play({ deed: 'start', deviceId: device.id, board: view.board })}
          />
        )}
        <Button
          text={t(view.step === 'done' ? 'devices.setUp.close' : 'dialog.cancel')}
          testId="set-up-end"
          onPress={() => play({ deed: 'end' })}
        />
      </div>
    </div>
  );
}

function Step({ view, device }: { view: SetUpView; device: DeviceView }) {
  const { t } = useWords();
  const away = device.state !== 'ready';
  if (view.lost) return null;
  switch (view.step) {
    case 'close-all':
      return (
        <>
          <p role="status">{t(view.opened === 0 ? 'devices.setUp.closeAll' : 'devices.setUp.closeAgain')}</p>
          <Button
            text={t('devices.setUp.allClosed')}
            kind="primary"
            testId="set-up-closed"
            disabled={away}
            onPress={() => play({ deed: 'closed' })}
          />
        </>
      );
    case 'open':
      return (
        <>
          <p role="status">{t('devices.setUp.openOne')}</p>
          <Button
            text={t('devices.setUp.open')}
            kind="primary"
            testId="set-up-open"
            disabled={away}
            onPress={() => play({ deed: 'open' })}
          />
        </>
      );
    case 'which':
      return (
        <>
          <p role="status">{t('devices.setUp.which')}</p>
          <div className="set-up__doors" role="group" aria-label={t('devices.setUp.which')}>
            {Array.from({ length: view.locks }, (_, door) => (
              <Button
                key={door}
                text={String(door + 1)}
                size="small"
                name={t('devices.setUp.door', { label: door + 1 })}
                testId={`set-up-door-${door + 1}`}
                disabled={away}
                onPress={() => play({ deed: 'which', door })}
              />
            ))}
          </div>
          <div className="device-panel__row">
            <Button
              text={t('devices.setUp.none')}
              testId="set-up-none"
              disabled={away}
              onPress={() => play({ deed: 'which', door: 'none' })}
            />
            <Button
              text={t('devices.setUp.several')}
              testId="set-up-several"
              disabled={away}
              onPress={() => play({ deed: 'which', door: 'several' })}
            />
          </div>
        </>
      );
    case 'refused':
      return (
        <p role="alert" data-testid="set-up-refusal">
          {view.refusal && t(`devices.setUp.refusal.${view.refusal}`)}
        </p>
      );
    case 'done':
      return <Conclusion view={view} />;
  }
}

function Conclusion({ view }: { view: SetUpView }) {
  const { t } = useWords();
  const { conclusion, saved } = view;
  if (!conclusion) return null;
  return (
    <>
      <Tone
        tone={saved === 'not-saved' ? 'warning' : 'good'}
        text={t(`devices.setUp.saved.${saved}`)}
        testId="set-up-saved"
      />
      <dl className="facts">
        <div>
          <dt>{t('devices.setUp.contacts')}</dt>
          <dd>
            {t(
              conclusion.contacts
                ? conclusion.closedBit === 1
                  ? 'devices.setUp.closedIs1'
                  : 'devices.setUp.closedIs0'
                : 'devices.setUp.noContacts',
            )}
          </dd>
        </div>
        <div>
          <dt>{t('devices.setUp.firstLock')}</dt>
          <dd>{conclusion.firstLock}</dd>
        </div>
        <div>
          <dt>{t('devices.setUp.answers')}</dt>
          <dd>{t(conclusion.answersOpen ? 'devices.setUp.answersYes' : 'devices.setUp.answersNo')}</dd>
        </div>
      </dl>
    </>
  );
}

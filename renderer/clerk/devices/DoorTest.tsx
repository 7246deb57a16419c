import { useState } from 'react';
import type { DeviceTestView, DeviceView } from '../../../electron/contract/index.ts';
import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Check } from '../../components/Check.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Select } from '../../components/Select.tsx';
import { Tone, type ToneName } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';

type Door = DeviceView['doors'][number];
type View = Extract<DeviceTestView, { kind: 'door' }>;
const tones = {
  commanded: 'info',
  open: 'good',
  closed: 'good',
  'not-opened': 'bad',
  unknown: 'warning',
  refused: 'warning',
} as const satisfies Record<View['state'], ToneName>;
const keyOf = ({ board, lock }: Door) => `${board}-${lock}`;

/** "Open door 3": asks first, because a door opens; twice where somebody's document lies behind it. */
export function DoorTest({ device }: { device: DeviceView }) {
  const { t } = useWords();
  const { test } = useSnapshot('devices');
  const [chosen, setChosen] = useState('');
  const [asking, setAsking] = useState<Door | null>(null);
  const view = test?.kind === 'door' && test.deviceId === device.id ? test : null;
  const door = device.doors.find((each) => keyOf(each) === chosen) ?? device.doors[0];
  const underWay = view?.state === 'commanded' || view?.state === 'open';
  if (!door) return <p className="device-panel muted">{t('devices.door.none')}</p>;
  return (
    <div className="device-panel" data-testid="door-test" data-state={view?.state ?? 'none'}>
      <Select
        label={t('devices.door.which')}
        value={keyOf(door)}
        onChange={setChosen}
        testId="door-test-select"
        disabled={underWay}
        options={device.doors.map((each) => ({
          value: keyOf(each),
          text: t(`devices.door.option.${each.content}`, { label: each.label }),
        }))}
      />
      <div className="device-panel__row">
        <Button
          text={t('devices.door.open', { label: door.label })}
          testId="door-test-open"
          disabled={underWay || device.state !== 'ready'}
          onPress={() => setAsking(door)}
        />
      </div>
      <div role="status">{view && <Result view={view} />}</div>
      {asking && <Confirm door={asking} device={device} onClose={() => setAsking(null)} />}
    </div>
  );
}

function Result({ view }: { view: View }) {
  const { t } = useWords();
  return (
    <>
      <Tone
        tone={tones[view.state]}
        text={t(`devices.door.state.${view.state}`, { label: view.label })}
        testId="door-test-state"
      />
      <dl className="facts">
        <div>
          <dt>{t('devices.door.command')}</dt>
          <dd>{t(view.state === 'refused' ? 'devices.door.notSent' : 'devices.door.sent')}</dd>
        </div>
        <div>
          <dt>{t('devices.door.seen')}</dt>
          <dd>
            {view.openedAfterMs === null
              ? t('devices.door.notSeen')
              : t('devices.door.seenAfter', { count: view.openedAfterMs })}
          </dd>
        </div>
      </dl>
      <Problem error={view.problem} tone="warning" />
    </>
  );
}

function Confirm({ door, device, onClose }: { door: Door; device: DeviceView; onClose: () => void }) {
  const { t } = useWords();
  const [known, setKnown] = useState(false);
  const { settings } = useSnapshot('devices');
  const delicate = door.content !== 'empty';
  const mayOpen = !delicate || settings.mayChange;
  const open = async () => {
    onClose();
    await act('devices.testDoor', { deviceId: device.id, board: door.board, lock: door.lock, evenOccupied: delicate });
  };
  return (
    <Modal
      title={t('devices.door.confirmTitle', { label: door.label })}
      testId="door-confirm"
      alarming={delicate}
      focus="title"
      onClose={onClose}
      footer={
        <>
          <Button text={t('dialog.cancel')} testId="door-confirm-cancel" onPress={onClose} />
          <Button
            text={t('devices.door.open', { label: door.label })}
            kind="primary"
            testId="door-confirm-open"
            disabled={!mayOpen || (delicate && !known)}
            onPress={open}
          />
        </>
      }
    >
      <p>{t('devices.door.confirm')}</p>
      {delicate && (
        <p>
          <strong>{t(`devices.door.confirm_${door.content}`)}</strong>
        </p>
      )}
      {!mayOpen && <Problem error={{ code: 'not-allowed' }} tone="warning" testId="door-confirm-not-allowed" />}
      {delicate && mayOpen && (
        <Check label={t('devices.door.known')} checked={known} testId="door-confirm-known" onChange={setKnown} />
      )}
    </Modal>
  );
}

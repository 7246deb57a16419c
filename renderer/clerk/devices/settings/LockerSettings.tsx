import { useState } from 'react';
import { useSnapshot } from '../../../bridge.ts';
import { Button } from '../../../components/Button.tsx';
import { Field } from '../../../components/Field.tsx';
import { Select } from '../../../components/Select.tsx';
import { useWords } from '../../../useWords.ts';
import { boardsOf, boardsToSave, type BoardFields, type Line } from './lockerBoards.ts';
import { PortFields, readPort } from './PortFields.tsx';
import { SettingsForm, useFixed, type Change } from './SettingsForm.tsx';

type Model = Line['model'];
const usualBaud: Record<Model, string> = {
  'kerong-cu16': '19200',
  'kerong-cu48': '19200',
  'bcc-8a80': '9600',
  wkly: '9600',
  'modbus-relay': '9600',
};
/** Makes that count their boards from 1. */
const fromOne: readonly Model[] = ['bcc-8a80', 'modbus-relay'];
const models = Object.keys(usualBaud) as Model[];

/** `path`: a port that is to become a box now. */
export function LockerSettings({ path, onDone }: { path?: string; onDone?: () => void }) {
  const { t } = useWords();
  const {
    settings: { values },
  } = useSnapshot('devices');
  const fixed = useFixed()('locker');
  const line = typeof values.locker === 'object' ? values.locker : null;
  const [connection, setConnection] = useState<'auto' | 'none' | 'serial'>(
    path !== undefined || line ? 'serial' : (values.locker as 'auto' | 'none'),
  );
  const [model, setModel] = useState<Model>(line?.model ?? 'kerong-cu16');
  const [port, setPort] = useState({
    path: path ?? line?.path ?? '',
    baudRate: String(line?.baudRate ?? usualBaud['kerong-cu16']),
  });
  const [boards, setBoards] = useState<(BoardFields & { key: number })[]>(
    (line ? boardsOf(line) : [null]).map((known, key) => ({
      key,
      address: String(known?.board ?? 0),
      locks: String(known?.locks ?? 16),
      known,
    })),
  );

  function change(): Change {
    if (connection !== 'serial') return { locker: connection };
    const settled = boardsToSave(boards, model === line?.model);
    const [first, ...more] = settled;
    if (!first) return {};
    return {
      locker: {
        ...readPort(port),
        model,
        ...(more.length > 0
          ? { board: first.board, locks: first.locks, closedBit: first.closedBit, boards: settled }
          : first),
      },
    };
  }

  const edit = (key: number, part: { address?: string; locks?: string }) =>
    setBoards(boards.map((each) => (each.key === key ? { ...each, ...part } : each)));
  const choose = (next: Model) => {
    setModel(next);
    setPort({ ...port, baudRate: usualBaud[next] });
    if (fromOne.includes(next))
      setBoards(boards.map((each) => (each.address === '0' ? { ...each, address: '1' } : each)));
  };
  return (
    <SettingsForm
      change={change}
      subjects={['locker']}
      testId="locker-settings"
      {...(onDone ? { onSaved: onDone } : {})}
    >
      <Select
        label={t('devices.settings.connection')}
        value={connection}
        disabled={fixed}
        testId="settings-connection"
        onChange={setConnection}
        options={(['auto', 'none', 'serial'] as const).map((value) => ({
          value,
          text: t(value === 'auto' ? 'devices.settings.boxAuto' : `devices.settings.way.${value}`),
        }))}
      />
      {connection === 'serial' && (
        <>
          <Select
            label={t('devices.settings.family')}
            value={model}
            disabled={fixed}
            testId="settings-model"
            onChange={choose}
            options={models.map((value) => ({ value, text: t(`devices.settings.families.${value}`) }))}
          />
          <PortFields port={port} onChange={setPort} disabled={fixed} />
          {boards.map(({ key, address, locks }, index) => (
            <div
              key={key}
              className="settings-form__board"
              role="group"
              aria-label={t('devices.settings.boardNumber', { number: index + 1 })}
            >
              <Field
                label={t('devices.settings.address')}
                value={address}
                type="number"
                min={0}
                max={255}
                required
                disabled={fixed}
                testId={`settings-address-${index}`}
                onChange={(event) => edit(key, { address: event.target.value })}
              />
              <Field
                label={t('devices.settings.locks')}
                value={locks}
                type="number"
                min={1}
                max={48}
                required
                disabled={fixed}
                testId={`settings-locks-${index}`}
                onChange={(event) => edit(key, { locks: event.target.value })}
              />
              {boards.length > 1 && (
                <Button
                  text={t('devices.settings.removeBoard')}
                  size="small"
                  name={t('devices.settings.removeBoardName', { number: index + 1 })}
                  disabled={fixed}
                  testId={`settings-remove-${index}`}
                  onPress={() => setBoards(boards.filter((each) => each.key !== key))}
                />
              )}
            </div>
          ))}
          <Button
            text={t('devices.settings.addBoard')}
            size="small"
            kind="tertiary"
            disabled={fixed || boards.length >= 32}
            testId="settings-add-board"
            onPress={() =>
              setBoards([
                ...boards,
                {
                  key: Math.max(...boards.map(({ key }) => key)) + 1,
                  address: String(boards.length),
                  locks: '16',
                  known: null,
                },
              ])
            }
          />
          <p className="muted">{t('devices.settings.thenSetUp')}</p>
        </>
      )}
    </SettingsForm>
  );
}

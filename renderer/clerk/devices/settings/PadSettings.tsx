import { useState } from 'react';
import { useSnapshot } from '../../../bridge.ts';
import { Check } from '../../../components/Check.tsx';
import { Select } from '../../../components/Select.tsx';
import { useWords } from '../../../useWords.ts';
import { PortFields, readPort } from './PortFields.tsx';
import { SettingsForm, useFixed, type Change } from './SettingsForm.tsx';

/** The STU-430V's own rate. */
const usual = { path: '', baudRate: '128000' };

export function PadSettings() {
  const { t } = useWords();
  const {
    settings: { values },
  } = useSnapshot('devices');
  const fixed = useFixed();
  const { pad } = values;
  const usb = typeof pad === 'object' && 'vendorId' in pad ? pad : null;
  const [connection, setConnection] = useState<'auto' | 'none' | 'serial' | 'usb'>(
    typeof pad !== 'object' ? pad : 'baudRate' in pad ? 'serial' : 'usb',
  );
  const [port, setPort] = useState(
    typeof pad === 'object' && 'baudRate' in pad ? { path: pad.path, baudRate: String(pad.baudRate) } : usual,
  );
  const [encrypted, setEncrypted] = useState(values.padEncrypted);
  const change = (): Change => ({
    pad: connection === 'serial' ? readPort(port) : connection === 'usb' ? (usb ?? 'auto') : connection,
    padEncrypted: encrypted,
  });
  const ways = ['auto', 'none', 'serial', ...(usb ? ['usb' as const] : [])] as const;
  return (
    <SettingsForm change={change} subjects={['pad', 'padEncrypted']} testId="pad-settings">
      <Select
        label={t('devices.settings.connection')}
        value={connection}
        disabled={fixed('pad')}
        testId="settings-connection"
        onChange={setConnection}
        options={ways.map((value) => ({
          value,
          text: t(value === 'none' ? 'devices.settings.padNone' : `devices.settings.way.${value}`),
        }))}
      />
      {connection === 'serial' && <PortFields port={port} onChange={setPort} disabled={fixed('pad')} />}
      <Check
        label={t('devices.settings.encrypted')}
        checked={encrypted}
        disabled={fixed('padEncrypted')}
        testId="settings-encrypted"
        onChange={setEncrypted}
      />
    </SettingsForm>
  );
}

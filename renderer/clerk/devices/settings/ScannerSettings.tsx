import { useState } from 'react';
import type { DeviceSettings, DeviceView } from '../../../../electron/contract/index.ts';
import { useSnapshot } from '../../../bridge.ts';
import { Check } from '../../../components/Check.tsx';
import { Select } from '../../../components/Select.tsx';
import { useWords } from '../../../useWords.ts';
import { PortFields, readPort } from './PortFields.tsx';
import { SettingsForm, useFixed, type Change, type KindSettings } from './SettingsForm.tsx';

type Named = Exclude<DeviceSettings['scanner'], 'auto' | 'none'>;
type EndMark = DeviceSettings['scannerEndMark'];
const endMarks: readonly EndMark[] = ['cr', 'lf', 'crlf', 'tab', 'etx', 'silence'];
const commandSets = ['none', 'honeywell', 'datalogic', 'newland'] as const;
const models = ['serial-scanner', 'ssi-scanner'] as const;
const usual = { path: '', baudRate: '9600' };

/**
 * Which entry of the settings this scanner is: the first, one of the further ones, or none, when it was found by
 * itself.
 */
function entryOf(
  device: DeviceView | undefined,
  values: DeviceSettings,
): { at: 'first' } | { at: 'more'; index: number } | { at: 'found' } {
  if (!device || device.id === 'scanner') return { at: 'first' };
  const index = Number(device.id.split('-')[1]) - 2;
  return index < values.moreScanners.length ? { at: 'more', index } : { at: 'found' };
}

export function ScannerSettings({ device }: KindSettings) {
  const { t } = useWords();
  const {
    settings: { values },
  } = useSnapshot('devices');
  const fixed = useFixed();
  const entry = entryOf(device, values);
  const now = entry.at === 'first' ? values.scanner : entry.at === 'more' ? values.moreScanners[entry.index] : 'auto';
  const named: Partial<Extract<Named, { baudRate: number }>> & Partial<Extract<Named, { vendorId: number }>> =
    typeof now === 'object' ? now : {};
  const [connection, setConnection] = useState<'auto' | 'none' | 'serial' | 'usb'>(
    typeof now !== 'object' ? (now ?? 'auto') : 'baudRate' in now ? 'serial' : 'usb',
  );
  const [port, setPort] = useState(
    named.path !== undefined && named.baudRate ? { path: named.path, baudRate: String(named.baudRate) } : usual,
  );
  const [model, setModel] = useState<(typeof models)[number]>(named.model ?? 'serial-scanner');
  const [endMark, setEndMark] = useState<EndMark>(named.endMark ?? values.scannerEndMark);
  const [sendsAim, setSendsAim] = useState(named.sendsAim ?? values.scannerSendsAim);
  const [ocr, setOcr] = useState(named.ocr ?? false);
  const [commandSet, setCommandSet] = useState<(typeof commandSets)[number]>(named.commandSet ?? 'none');
  const usb =
    named.vendorId !== undefined && named.productId !== undefined
      ? { vendorId: named.vendorId, productId: named.productId, path: named.path }
      : device?.usb;
  const isNamed = connection === 'serial' || connection === 'usb';
  const subject = entry.at === 'more' ? 'moreScanners' : 'scanner';

  function change(): Change {
    if (!isNamed)
      return {
        ...(entry.at === 'first' ? { scanner: connection } : {}),
        scannerEndMark: endMark,
        scannerSendsAim: sendsAim,
      };
    const habits = { endMark, sendsAim, ...(ocr ? { ocr } : {}), ...(commandSet === 'none' ? {} : { commandSet }) };
    const link = connection === 'serial' ? { ...readPort(port), model } : usb;
    if (!link) return {};
    const one: Named = { ...link, ...habits };
    return entry.at === 'more'
      ? { moreScanners: values.moreScanners.map((each, index) => (index === entry.index ? one : each)) }
      : { scanner: one };
  }

  const ways =
    entry.at === 'first'
      ? (['auto', 'none', 'serial', ...(usb ? ['usb' as const] : [])] as const)
      : entry.at === 'more'
        ? ([connection] as const)
        : (['auto'] as const);
  return (
    <SettingsForm change={change} subjects={[subject, 'scannerEndMark', 'scannerSendsAim']} testId="scanner-settings">
      {entry.at === 'found' && <p className="muted">{t('devices.settings.general')}</p>}
      <Select
        label={t('devices.settings.connection')}
        value={connection}
        disabled={fixed(subject)}
        testId="settings-connection"
        onChange={setConnection}
        options={ways.map((value) => ({ value, text: t(`devices.settings.way.${value}`) }))}
      />
      {connection === 'serial' && <PortFields port={port} onChange={setPort} disabled={fixed(subject)} />}
      {connection === 'serial' && (
        <Select
          label={t('devices.settings.model')}
          value={model}
          disabled={fixed(subject)}
          testId="settings-model"
          onChange={setModel}
          options={models.map((value) => ({ value, text: t(`devices.settings.scannerModel.${value}`) }))}
        />
      )}
      <Select
        label={t('devices.settings.endMark')}
        value={endMark}
        disabled={fixed(isNamed ? subject : 'scannerEndMark')}
        testId="settings-end-mark"
        onChange={setEndMark}
        options={endMarks.map((value) => ({ value, text: t(`devices.endMark.${value}`) }))}
      />
      <Check
        label={t('devices.settings.sendsAim')}
        checked={sendsAim}
        disabled={fixed(isNamed ? subject : 'scannerSendsAim')}
        testId="settings-aim"
        onChange={setSendsAim}
      />
      {isNamed && (
        <Check
          label={t('devices.settings.ocr')}
          checked={ocr}
          disabled={fixed(subject)}
          testId="settings-ocr"
          onChange={setOcr}
        />
      )}
      {isNamed && (
        <Select
          label={t('devices.settings.commandSet')}
          hint={t('devices.settings.commandSetHint')}
          value={commandSet}
          disabled={fixed(subject)}
          testId="settings-command-set"
          onChange={setCommandSet}
          options={commandSets.map((value) => ({ value, text: t(`devices.settings.commands.${value}`) }))}
        />
      )}
    </SettingsForm>
  );
}

import { useId } from 'react';
import { Field } from '../../../components/Field.tsx';
import { useWords } from '../../../useWords.ts';
import { usePorts } from './SettingsForm.tsx';

export interface Port {
  path: string;
  baudRate: string;
}
export const readPort = ({ path, baudRate }: Port) => ({ path: path.trim(), baudRate: Number(baudRate) });

/** A serial port by its name, with the ports that are plugged in to choose from. */
export function PortFields({
  port,
  onChange,
  disabled,
}: {
  port: Port;
  onChange: (port: Port) => void;
  disabled?: boolean;
}) {
  const { t } = useWords();
  const ports = usePorts();
  const id = useId();
  return (
    <>
      <Field
        label={t('devices.settings.port')}
        hint={t('devices.settings.portHint')}
        value={port.path}
        list={id}
        maxLength={300}
        autoComplete="off"
        spellCheck={false}
        required
        disabled={disabled}
        testId="settings-port"
        onChange={(event) => onChange({ ...port, path: event.target.value })}
      />
      <datalist id={id}>
        {ports.map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      <Field
        label={t('devices.settings.baud')}
        value={port.baudRate}
        inputMode="numeric"
        pattern="[0-9]{3,7}"
        required
        disabled={disabled}
        testId="settings-baud"
        onChange={(event) => onChange({ ...port, baudRate: event.target.value })}
      />
    </>
  );
}

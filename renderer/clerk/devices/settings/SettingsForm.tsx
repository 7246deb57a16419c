import { useState, type FormEvent, type ReactNode } from 'react';
import { ok, type AppError, type DeviceSettings, type DeviceView } from '../../../../electron/contract/index.ts';
import { ask, useSnapshot } from '../../../bridge.ts';
import { Problem } from '../../../components/Problem.tsx';
import { Tone } from '../../../components/Tone.tsx';
import { useWords } from '../../../useWords.ts';

export type Change = Partial<DeviceSettings>;

/** Fields with their save button. Who may not change anything sees them all the same. */
export function SettingsForm({
  change,
  subjects,
  testId,
  onSaved,
  children,
}: {
  change: () => Change;
  /** Names in the settings that the fields stand for. */
  subjects: readonly (keyof DeviceSettings)[];
  testId: string;
  onSaved?: () => void;
  children: ReactNode;
}) {
  const { t } = useWords();
  const { settings } = useSnapshot('devices');
  const [refused, setRefused] = useState<AppError | null>(null);
  const [saved, setSaved] = useState(false);
  const fixed = subjects.some((subject) => settings.fixed.includes(subject));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const changes = Object.fromEntries(
      Object.entries(change()).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(settings.values[name as keyof DeviceSettings]),
      ),
    );
    setSaved(false);
    const answer = Object.keys(changes).length === 0 ? ok(null) : await ask('devices.changeSettings', changes);
    setRefused(answer.ok ? null : answer.error);
    setSaved(answer.ok);
    if (answer.ok) onSaved?.();
  };
  return (
    <form className="device-panel settings-form" data-testid={testId} onSubmit={(event) => void save(event)}>
      {!settings.mayChange && <p>{t('devices.settings.onlyLead')}</p>}
      {fixed && <Tone tone="info" icon="lock" text={t('devices.settings.fixed')} testId="settings-fixed" />}
      <fieldset className="settings-form__fields" disabled={!settings.mayChange}>
        <legend className="kern-sr-only">{t('devices.do.settings')}</legend>
        {children}
      </fieldset>
      <Problem error={refused} testId="settings-refused" />
      <div className="device-panel__row">
        {settings.mayChange && (
          <button
            type="submit"
            className="kern-btn kern-btn--primary button button--small"
            data-testid={`${testId}-save`}
            data-command={t('devices.settings.save')}
          >
            <span className="kern-label">{t('devices.settings.save')}</span>
          </button>
        )}
        <span role="status">
          {saved && <Tone tone="good" text={t('devices.settings.saved')} testId="settings-saved" />}
        </span>
      </div>
    </form>
  );
}

/** Whether the machine's administrators set this. */
export function useFixed(): (name: keyof DeviceSettings) => boolean {
  const { settings } = useSnapshot('devices');
  return (name) => settings.fixed.includes(name);
}

/** Serial ports that could be meant: what is plugged in, beside what is written by hand. */
export function usePorts(): string[] {
  const { others } = useSnapshot('devices');
  return others.filter(({ what }) => what === 'serial-port').map(({ path }) => path);
}

export interface KindSettings {
  device?: DeviceView | undefined;
}

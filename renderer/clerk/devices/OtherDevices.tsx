import type { OtherDeviceView } from '../../../electron/contract/index.ts';
import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';

/** "What is this?": what is plugged in and not in use, with what to do. */
export function OtherDevices({ onSetUpBox }: { onSetUpBox: (path: string) => void }) {
  const { t } = useWords();
  const { others, settings } = useSnapshot('devices');
  if (others.length === 0) return null;
  return (
    <div className="panel" data-testid="other-devices">
      <h2>{t('devices.other.title')}</h2>
      <ul className="device-list">
        {others.map((other) => (
          <li key={`${other.what} ${other.path}`} className="other-device" data-testid={`other-${other.what}`}>
            <h3>{other.name}</h3>
            <p>{t(`devices.other.${other.what}`)}</p>
            {!other.mayOpen && <Tone tone="warning" text={t('devices.other.noRights')} />}
            <p className="device__small">{[other.path, other.ids && `USB ${other.ids}`].filter(Boolean).join(' · ')}</p>
            {settings.mayChange && <Use other={other} onSetUpBox={onSetUpBox} fixed={settings.fixed} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Use({
  other,
  fixed,
  onSetUpBox,
}: {
  other: OtherDeviceView;
  fixed: string[];
  onSetUpBox: (path: string) => void;
}) {
  const { t } = useWords();
  const { what, vendorId, productId } = other;
  if (what === 'serial-port' && !fixed.includes('locker'))
    return (
      <Button
        text={t('devices.other.asBox')}
        size="small"
        testId="other-as-box"
        onPress={() => onSetUpBox(other.path)}
      />
    );
  if (what === 'digitizer' && vendorId !== null && productId !== null && !fixed.includes('pad'))
    return (
      <Button
        text={t('devices.other.asPad')}
        size="small"
        testId="other-as-pad"
        onPress={() => act('devices.changeSettings', { pad: { vendorId, productId } })}
      />
    );
  return null;
}

import { useState } from 'react';
import type { AppError } from '../../../electron/contract/index.ts';
import { ask, useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';

/**
 * Records what goes over a device's line, for whoever looks for a fault. A recording holds what is scanned: it is
 * warned of first.
 */
export function TraceControl({ deviceId, device }: { deviceId: string; device: string }) {
  const { t } = useWords();
  const { recording, last } = useSnapshot('traces');
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState<AppError | null>(null);
  const order = async (record: boolean) => {
    const answer = await ask('devices.trace', { deviceId, record });
    setRefused(answer.ok ? null : answer.error);
    setAsking(false);
  };
  const isOn = recording.some((it) => it.deviceId === deviceId);
  return (
    <div className="trace" data-testid={`trace-${deviceId}`} data-recording={isOn}>
      {isOn ? (
        <>
          <Tone tone="warning" text={t('trace.on')} />
          <Button
            text={t('trace.stop')}
            size="small"
            testId={`trace-stop-${deviceId}`}
            name={t('trace.stopOf', { device })}
            onPress={() => order(false)}
          />
        </>
      ) : (
        <Button
          text={t('trace.start')}
          kind="tertiary"
          size="small"
          testId={`trace-start-${deviceId}`}
          name={t('trace.startOf', { device })}
          onPress={() => setAsking(true)}
        />
      )}
      {!isOn && last?.deviceId === deviceId && (
        <p className="muted trace__file">
          {t(`trace.ended.${last.ended}`)} {t('trace.file')} <span className="trace__path">{last.file}</span>
        </p>
      )}
      <Problem error={refused} tone="warning" />
      {asking && (
        <Modal
          title={t('trace.title', { device })}
          testId="trace-dialog"
          focus="title"
          onClose={() => setAsking(false)}
          footer={
            <>
              <Button text={t('dialog.cancel')} testId="trace-cancel" onPress={() => setAsking(false)} />
              <Button text={t('trace.confirm')} kind="primary" testId="trace-confirm" onPress={() => order(true)} />
            </>
          }
        >
          <p>
            <strong>{t('trace.warning')}</strong>
          </p>
          <p>{t('trace.what')}</p>
          <p>{t('trace.hint')}</p>
        </Modal>
      )}
    </div>
  );
}

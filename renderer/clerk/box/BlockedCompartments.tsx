import { useState } from 'react';
import type { AppError, DevicesSnapshot } from '../../../electron/contract/index.ts';
import { ask, useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';

type Compartment = DevicesSnapshot['compartments'][number];

/** Reasons that the program itself gives; everything else is somebody's words. */
const known = ['deposit-not-recorded', 'door-jammed'] as const;
const isKnown = (reason: string): reason is (typeof known)[number] => (known as readonly string[]).includes(reason);

function useReason(): (compartment: Compartment) => string {
  const { t } = useWords();
  return ({ blockedReason: reason }) => {
    if (reason === null) return t('blocked.why.none');
    if (isKnown(reason)) return t(`blocked.why.${reason}`);
    // A code of the device's, which says nothing to a person.
    return /^[a-z]+(-[a-z]+)+$/.test(reason) ? t('blocked.why.fault') : reason;
  };
}

/** What is out of use and why; who may, opens the door, looks inside and gives the compartment free again. */
export function BlockedCompartments() {
  const { t } = useWords();
  const reasonOf = useReason();
  const { compartments, mayUnblock } = useSnapshot('devices');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const blocked = compartments.filter(({ state }) => state === 'blocked');
  const chosen = blocked.find(({ id }) => id === chosenId);
  if (blocked.length === 0) return null;
  return (
    <div className="panel" data-testid="blocked-compartments">
      <h2>{t('blocked.title')}</h2>
      {!mayUnblock && <p className="muted">{t('blocked.who')}</p>}
      <ul className="device-list">
        {blocked.map((one) => (
          <li key={one.id} className="device-panel__row">
            <span>
              <strong>{t('blocked.label', { label: one.label })}</strong> {reasonOf(one)}
            </span>
            {mayUnblock && (
              <Button
                text={t('blocked.look')}
                name={t('blocked.lookName', { label: one.label })}
                size="small"
                testId={`unblock-${one.label}`}
                onPress={() => setChosenId(one.id)}
              />
            )}
          </li>
        ))}
      </ul>
      {chosen && <Unblock compartment={chosen} reason={reasonOf(chosen)} onClose={() => setChosenId(null)} />}
    </div>
  );
}

/** First the door, then the question: nobody knows from a desk away what lies inside. */
function Unblock({
  compartment: { id: compartmentId, label, board, lock, noted, door },
  reason,
  onClose,
}: {
  compartment: Compartment;
  reason: string;
  onClose: () => void;
}) {
  const { t } = useWords();
  const { devices, test } = useSnapshot('devices');
  const [problem, setProblem] = useState<AppError | null>(null);
  const [found, setFound] = useState<'empty' | 'document' | null>(null);
  const box = devices.find((device) => device.doors.some((each) => each.board === board && each.lock === lock));
  const view = test?.kind === 'door' && test.board === board && test.lock === lock ? test : null;
  const looked = view !== null && ['open', 'closed', 'unknown'].includes(view.state);
  const open = async () => {
    setProblem(null);
    const answer = await ask('devices.testDoor', { deviceId: box?.id ?? '', board, lock, evenOccupied: true });
    if (!answer.ok) setProblem(answer.error);
  };
  const say = async () => {
    if (found === null) return;
    const answer = await ask('box.unblock', { compartmentId, found });
    if (answer.ok) onClose();
    else setProblem(answer.error);
  };
  return (
    <Modal
      title={t('blocked.dialog', { label })}
      testId="unblock-dialog"
      focus="title"
      onClose={onClose}
      footer={
        <>
          <Button text={t('dialog.cancel')} testId="unblock-cancel" onPress={onClose} />
          <Button
            text={t('blocked.free')}
            kind="primary"
            testId="unblock-free"
            disabled={!looked || found === null || door === 'open'}
            onPress={say}
          />
        </>
      }
    >
      <p>{t('blocked.because', { reason })}</p>
      <p>{t(noted ? 'blocked.noted' : 'blocked.nothingNoted')}</p>
      <Button
        text={t('devices.door.open', { label })}
        testId="unblock-open"
        disabled={box?.state !== 'ready' || view?.state === 'commanded' || view?.state === 'open'}
        onPress={open}
      />
      {box?.state !== 'ready' && <Tone tone="warning" text={t('blocked.boxAway')} />}
      <div role="status">
        {view && (
          <Tone tone={looked ? 'good' : 'info'} text={t(`devices.door.state.${view.state}`, { label: view.label })} />
        )}
      </div>
      <fieldset className="choice-list choice-list--compact" disabled={!looked}>
        <legend>{t('blocked.found')}</legend>
        {(['empty', 'document'] as const).map((what) => (
          <label key={what} className="choice">
            <input
              type="radio"
              name="found"
              data-testid={`unblock-found-${what}`}
              checked={found === what}
              onChange={() => setFound(what)}
            />
            <span className="choice__words">{t(`blocked.is.${what}`)}</span>
          </label>
        ))}
      </fieldset>
      {door === 'open' && looked && <p className="muted">{t('blocked.shut')}</p>}
      <Problem error={problem} testId="unblock-problem" />
    </Modal>
  );
}

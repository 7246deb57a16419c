import { useState, type FormEvent } from 'react';
import type { AppError } from '../../../electron/contract/index.ts';
import { ask, useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Field } from '../../components/Field.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useWords } from '../../useWords.ts';
import { languageName } from '../../words.ts';
import { VisitChoice } from './VisitChoice.tsx';

/** Those that signature texts and applicants speak most; any other one is in the appointment later. */
const languages = ['de', 'en', 'ar', 'fa', 'fr', 'ru', 'tr', 'uk'] as const;

/**
 * Somebody came without an appointment: what for, in which language, and the name if they give it. The number comes
 * from the backend.
 */
export function WalkInDialog({ onClose }: { onClose: () => void }) {
  const { t, local, language: shown } = useWords();
  const { services } = useSnapshot('day');
  const offline = useSnapshot('connection').state === 'offline';
  const [service, setService] = useState<string | null>(services.length === 1 ? (services[0]?.id ?? null) : null);
  const [person, setPerson] = useState({ familyName: '', givenNames: '', language: 'de' });
  const [ticket, setTicket] = useState<string | null>(null);
  const [known, setKnown] = useState<string[]>([]);
  const [refused, setRefused] = useState<AppError | null>(null);
  const takeIn = async (evenIfKnown: boolean) => {
    if (!service || offline) return;
    const answer = await ask('queue.walkIn', { service, ...person, evenIfKnown });
    setRefused(answer.ok ? null : answer.error);
    if (!answer.ok) return;
    setTicket(answer.value.ticket);
    setKnown(answer.value.known);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void takeIn(false);
  };
  const checkIn = async (appointmentId: string) => {
    const answer = await ask('queue.checkIn', { appointmentId });
    if (answer.ok) onClose();
    else setRefused(answer.error);
  };
  if (ticket !== null) {
    return (
      <Modal
        title={t('walkIn.done')}
        testId="walk-in-done"
        onClose={onClose}
        footer={<Button text={t('dialog.close')} kind="primary" testId="walk-in-close" onPress={onClose} />}
      >
        <p className="walk-in__ticket" data-testid="walk-in-ticket">
          {ticket}
        </p>
        <p>{t('walkIn.tell')}</p>
      </Modal>
    );
  }
  if (known.length > 0) {
    return (
      <Modal
        title={t('walkIn.title')}
        testId="walk-in-known"
        focus="title"
        wide
        onClose={onClose}
        footer={
          <>
            <Button text={t('dialog.cancel')} testId="walk-in-cancel" onPress={onClose} />
            <Button text={t('walkIn.anyway')} hotkey="F11" testId="walk-in-anyway" onPress={() => takeIn(true)} />
          </>
        }
      >
        <p>{t('walkIn.known')}</p>
        <VisitChoice appointmentIds={known} words="walkIn.checkIn" onCheckIn={checkIn} />
        <Problem error={refused} />
      </Modal>
    );
  }
  return (
    <Modal
      title={t('walkIn.title')}
      testId="walk-in-dialog"
      onClose={onClose}
      footer={
        <>
          <Button text={t('dialog.cancel')} testId="walk-in-cancel" onPress={onClose} />
          <Button
            text={t('walkIn.confirm')}
            kind="primary"
            hotkey="Ctrl+Enter"
            testId="walk-in-confirm"
            disabled={!service || offline}
            describedBy={offline ? 'walk-in-offline' : undefined}
            onPress={() => takeIn(false)}
          />
        </>
      }
    >
      {offline && (
        <p id="walk-in-offline" className="entry__why">
          {t('walkIn.offline')}
        </p>
      )}
      <fieldset className="choice-list choice-list--compact">
        <legend>{t('walkIn.service')}</legend>
        {services.map(({ id, title }) => (
          <label key={id} className="choice">
            <input
              type="radio"
              name="walk-in-service"
              checked={service === id}
              data-testid={`walk-in-${id}`}
              onChange={() => setService(id)}
            />
            <span className="choice__words">{local(title)}</span>
          </label>
        ))}
      </fieldset>
      <form className="walk-in__person" onSubmit={submit}>
        <Field
          label={t('walkIn.familyName')}
          value={person.familyName}
          maxLength={200}
          autoComplete="off"
          testId="walk-in-family-name"
          onChange={({ target }) => setPerson({ ...person, familyName: target.value })}
        />
        <Field
          label={t('walkIn.givenNames')}
          value={person.givenNames}
          maxLength={200}
          autoComplete="off"
          testId="walk-in-given-names"
          onChange={({ target }) => setPerson({ ...person, givenNames: target.value })}
        />
        <div className="kern-form-input">
          <label className="kern-label" htmlFor="walk-in-language">
            {t('walkIn.language')}
          </label>
          <select
            id="walk-in-language"
            className="kern-form-input__input"
            value={person.language}
            data-testid="walk-in-language"
            onChange={({ target }) => setPerson({ ...person, language: target.value })}
          >
            {languages.map((tag) => (
              <option key={tag} value={tag}>
                {languageName(tag, shown)}
              </option>
            ))}
          </select>
        </div>
        <button type="submit" hidden />
      </form>
      <Problem error={refused} />
    </Modal>
  );
}

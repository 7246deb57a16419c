import { useState } from 'react';
import { ask, useSnapshot } from '../../bridge.ts';
import { useWords } from '../../useWords.ts';
import { ReasonDialog } from '../../components/ReasonDialog.tsx';

const quickReasons = ['language', 'responsible', 'photo', 'second'] as const;
type To = { counterId: string } | { service: string };

/** Where the person goes: to one counter, or into the line for another service. The place in the line is kept. */
export function RedirectDialog({
  person,
  onClose,
}: {
  person: { appointmentId: string; ticket: string; service: string };
  onClose: () => void;
}) {
  const { t, local } = useWords();
  const { counters, counter } = useSnapshot('session');
  const { services } = useSnapshot('day');
  const [to, setTo] = useState<To | null>(null);
  const { service } = person;
  const able = counters.filter(({ id, services: does }) => id !== counter?.id && does.includes(service));
  const others = services.filter(({ id }) => id !== service);
  return (
    <ReasonDialog
      title={t('redirect.title', { ticket: person.ticket })}
      text={t('redirect.text')}
      confirm={t('redirect.confirm')}
      testId="redirect-dialog"
      longest={200}
      optional
      needsBackend
      ready={to !== null}
      quick={quickReasons.map((key) => t(`redirect.quick.${key}`))}
      onClose={onClose}
      send={(reason) =>
        to
          ? ask('queue.redirect', { appointmentId: person.appointmentId, to, reason })
          : Promise.resolve({ ok: true as const, value: null })
      }
    >
      <fieldset className="choice-list choice-list--compact">
        <legend>{t('redirect.toCounter')}</legend>
        {able.map(({ id, name, room }) => (
          <label key={id} className="choice">
            <input
              type="radio"
              name="redirect-to"
              data-testid={`redirect-${id}`}
              onChange={() => setTo({ counterId: id })}
            />
            <span className="choice__words">
              {name}
              <span className="muted">{t('redirect.room', { room })}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <fieldset className="choice-list choice-list--compact">
        <legend>{t('redirect.toService')}</legend>
        {others.map(({ id, title }) => (
          <label key={id} className="choice">
            <input
              type="radio"
              name="redirect-to"
              data-testid={`redirect-${id}`}
              onChange={() => setTo({ service: id })}
            />
            <span className="choice__words">{local(title)}</span>
          </label>
        ))}
      </fieldset>
    </ReasonDialog>
  );
}

import { useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import type { AppError } from '../../../electron/contract/index.ts';
import { ask, useSnapshot } from '../../bridge.ts';
import { Field } from '../../components/Field.tsx';
import { useWords } from '../../useWords.ts';
import { initials } from '../../words.ts';

const shortestPin = 4;
const longestPin = 12;

/** A card to choose, a PIN, done. The title tells it from another way to sign in. */
export function PinForm({ title }: { title: string | null }) {
  const { t, sentence } = useWords();
  const session = useSnapshot('session');
  const [clerkId, setClerkId] = useState<string | null>(
    session.clerks.length === 1 ? (session.clerks[0]?.id ?? null) : null,
  );
  const [pin, setPin] = useState('');
  const [refused, setRefused] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);

  const form = useRef<HTMLFormElement>(null);
  /** Whoever has chosen their name types the PIN next, without going to its field. */
  const typeIntoPin = (event: KeyboardEvent) => {
    if (!/^\d$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    form.current?.querySelector<HTMLInputElement>('[data-testid="pin"]')?.focus();
    setPin((typed) => (typed + event.key).slice(0, longestPin));
  };

  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || !clerkId || pin.length < shortestPin) return;
    setBusy(true);
    const answer = await ask('session.signIn', { clerkId, pin });
    setBusy(false);
    setPin('');
    if (!answer.ok) setRefused(answer.error);
  };

  return (
    <form ref={form} onSubmit={(event) => void signIn(event)} className="entry__form" data-testid="pin-form">
      {title && <h2>{title}</h2>}
      <fieldset className="choice-list" onKeyDown={typeIntoPin}>
        <legend>{t('signIn.who')}</legend>
        {session.clerks.length === 0 && <p className="muted">{t('signIn.nobody')}</p>}
        {session.clerks.map((clerk) => (
          <label key={clerk.id} className="choice" data-testid={`clerk-${clerk.id}`}>
            <input
              type="radio"
              name="clerk"
              value={clerk.id}
              checked={clerkId === clerk.id}
              onChange={() => {
                setClerkId(clerk.id);
                setRefused(null);
              }}
            />
            <span className="choice__mark" aria-hidden="true">
              {initials(clerk.name)}
            </span>
            <span className="choice__words">{clerk.name}</span>
          </label>
        ))}
      </fieldset>
      <Field
        label={t('signIn.pin')}
        type="password"
        inputMode="numeric"
        autoComplete="off"
        maxLength={longestPin}
        value={pin}
        testId="pin"
        error={refused && sentence(refused)}
        onChange={(event) => setPin(event.target.value)}
      />
      <button
        type="submit"
        className={`kern-btn kern-btn--${title ? 'secondary' : 'primary'} kern-btn--block button--big`}
        data-testid="sign-in"
        aria-busy={busy || undefined}
        disabled={!clerkId || pin.length < shortestPin}
      >
        <span className="kern-label">{t('signIn.submit')}</span>
      </button>
    </form>
  );
}

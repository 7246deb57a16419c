import { useState, type FormEvent } from 'react';
import type { AppError, CaseSnapshot } from '../../../electron/contract/index.ts';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Field } from '../../components/Field.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';

type Person = NonNullable<CaseSnapshot>;

/** Of somebody whose name is not known: says so, and the way to enter it. */
export function NameLine({ person, kind = 'tertiary' }: { person: Person; kind?: 'primary' | 'tertiary' }) {
  const { t } = useWords();
  const [asking, setAsking] = useState(false);
  if (!person.nameless) return null;
  return (
    <div className="work__row" data-testid="name-line">
      <Tone tone="warning" icon="person" text={t(kind === 'primary' ? 'naming.text' : 'entry.noName')} />
      <Button
        text={t(person.shownName ? 'naming.take' : 'naming.open')}
        kind={kind}
        size={kind === 'primary' ? 'big' : 'small'}
        hotkey={kind === 'primary' ? 'Enter' : undefined}
        testId="name-applicant"
        onPress={() => setAsking(true)}
      />
      {asking && <NameDialog person={person} onClose={() => setAsking(false)} />}
    </div>
  );
}

/** Typed, or as it stands in the document that was scanned last. */
function NameDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useWords();
  const { shownName } = person;
  const whole = shownName && !/-00|^0000/.test(shownName.birthDate) ? shownName.birthDate : '';
  const [name, setName] = useState({
    familyName: shownName?.familyName ?? '',
    givenNames: shownName?.givenNames ?? '',
    birthDate: whole,
  });
  const [refused, setRefused] = useState<AppError | null>(null);
  const complete = name.familyName.trim() !== '';
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!complete) return;
    // A date of which a part is unknown cannot stand in the field.
    const answer = await ask('case.nameApplicant', {
      ...name,
      birthDate: name.birthDate || (whole === '' && shownName?.birthDate) || null,
    });
    if (answer.ok) onClose();
    else setRefused(answer.error);
  };
  return (
    <Modal
      title={t('naming.title', { ticket: person.ticket })}
      testId="name-dialog"
      onClose={onClose}
      footer={
        <>
          <Button text={t('dialog.cancel')} testId="name-cancel" onPress={onClose} />
          <Button
            text={t('naming.confirm')}
            kind="primary"
            hotkey="Ctrl+Enter"
            testId="name-confirm"
            disabled={!complete}
            onPress={() => submit()}
          />
        </>
      }
    >
      <p>{t(shownName ? 'naming.textScanned' : 'naming.text')}</p>
      <form className="naming" onSubmit={(event) => void submit(event)}>
        <Field
          label={t('naming.familyName')}
          value={name.familyName}
          maxLength={200}
          autoComplete="off"
          testId="name-family"
          onChange={({ target }) => setName({ ...name, familyName: target.value })}
        />
        <Field
          label={t('naming.givenNames')}
          value={name.givenNames}
          maxLength={200}
          autoComplete="off"
          testId="name-given"
          onChange={({ target }) => setName({ ...name, givenNames: target.value })}
        />
        <Field
          label={t('naming.birthDate')}
          type="date"
          value={name.birthDate}
          autoComplete="off"
          testId="name-birth"
          onChange={({ target }) => setName({ ...name, birthDate: target.value })}
        />
        <button type="submit" hidden />
      </form>
      <Problem error={refused} />
    </Modal>
  );
}

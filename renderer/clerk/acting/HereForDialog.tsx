import { useState } from 'react';
import type { AppError, CaseSnapshot, RoleAndPaper } from '../../../electron/contract/index.ts';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Field } from '../../components/Field.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useWords } from '../../useWords.ts';

/** A paper keeps its key whether the others are offered or not. None that a scanner types. */
const keyOf: Record<RoleAndPaper['paper'], string> = {
  'birth-certificate': 'Ctrl+1',
  'custody-paper': 'Ctrl+2',
  file: 'Ctrl+3',
  'court-appointment': 'Ctrl+4',
  'power-of-attorney': 'Ctrl+5',
};

/**
 * In which role somebody is here for the applicant, and which paper was seen: one press says both. The name may be left
 * to their document.
 * @param scanned a document was just scanned, and is somebody else's or was compared: with the choice it is theirs.
 * `at` names the stop or comparison, `ticket` whose it is known to be
 */
export function HereForDialog({
  person,
  scanned = null,
  onClose,
}: {
  person: NonNullable<CaseSnapshot>;
  scanned?: { at: string; ticket: string | null } | null;
  onClose: () => void;
}) {
  const { t } = useWords();
  const [name, setName] = useState(scanned ? '' : (person.hereFor?.name ?? person.hereForRelative ?? ''));
  const [refused, setRefused] = useState<AppError | null>(null);
  const choose = async (choice: RoleAndPaper) => {
    const answer = await ask('case.hereFor', { ...choice, name: name.trim(), settles: scanned?.at ?? null });
    if (answer.ok) onClose();
    else setRefused(answer.error);
  };
  return (
    <Modal
      title={t('hereFor.title', { ticket: person.ticket })}
      testId="here-for-dialog"
      onClose={onClose}
      footer={<Button text={t('dialog.cancel')} testId="here-for-cancel" onPress={onClose} />}
    >
      {scanned && (
        <p data-testid="here-for-scanned">
          {scanned.ticket ? t('hereFor.scannedOf', { ticket: scanned.ticket }) : t('hereFor.scanned')}
        </p>
      )}
      <Field
        label={t('hereFor.name')}
        hint={scanned ? t('hereFor.nameFromScan') : t('hereFor.nameLater')}
        value={name}
        maxLength={400}
        autoComplete="off"
        testId="here-for-name"
        onChange={({ target }) => setName(target.value)}
      />
      <div className="here-for" role="group" aria-label={t('hereFor.paper')}>
        {person.representativeChoices.map((choice) => (
          <Button
            key={`${choice.role}-${choice.paper}`}
            text={t('hereFor.choice', {
              role: t(`acting.role.${choice.role}`),
              paper: t(`acting.paper.${choice.paper}`),
            })}
            block
            hotkey={keyOf[choice.paper]}
            testId={`here-for-${choice.paper}`}
            onPress={() => choose(choice)}
          />
        ))}
      </div>
      <Problem error={refused} />
    </Modal>
  );
}

import { useState } from 'react';
import type { CaseSnapshot, Comparison } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Tone, type ToneName } from '../../components/Tone.tsx';
import { calendarDate } from '../../time.ts';
import { useWords } from '../../useWords.ts';
import { HereForDialog } from '../acting/HereForDialog.tsx';
import { act } from '../notices/notices.ts';

const tones: Record<Comparison['facts'][number]['agreement'], ToneName> = {
  agrees: 'good',
  contradicts: 'bad',
  open: 'warning',
  'not-kept': 'quiet',
};

/**
 * A document that the clerk compares with the person, fact by fact. The focus is on the heading, and the key that says
 * yes is one that no scanner types and no other dialog has, so that it is not pressed by habit.
 */
export function CompareDialog({ comparison, person }: { comparison: Comparison; person: NonNullable<CaseSnapshot> }) {
  const { t } = useWords();
  const { ticket } = person;
  const [hereFor, setHereFor] = useState(false);
  const settle = (same: boolean) => act('case.settleComparison', { at: comparison.at, same });
  const { reason, facts, source, symbology, expired } = comparison;
  const readWith = [t(`compare.source.${source}`), ...(symbology ? [t(`scan.symbology.${symbology}`)] : [])].join(', ');
  // Of the two dialogs only one is there: the choice ends the comparison too.
  if (hereFor) return <HereForDialog person={person} scanned={comparison} onClose={() => setHereFor(false)} />;
  return (
    <Modal
      title={t('compare.title', { ticket })}
      focus="title"
      testId="compare"
      wide
      onClose={() => void settle(false)}
      footer={
        <>
          <Button text={t('compare.not')} testId="compare-not" onPress={() => settle(false)} />
          <Button
            text={t('hereFor.open')}
            hotkey="Shift+F3"
            testId="compare-here-for"
            onPress={() => setHereFor(true)}
          />
          <Button
            text={t('compare.same')}
            kind="primary"
            hotkey="F11"
            testId="compare-same"
            onPress={() => settle(true)}
          />
        </>
      }
    >
      <p
        className={`compare__reason${reason === 'known-as-other' ? ' compare__reason--other' : ''}`}
        data-testid="compare-reason"
        data-reason={reason}
      >
        {t(`compare.reason.${reason}`, { ticket: comparison.ticket ?? '' })}
      </p>
      {expired && (
        <p>
          <Tone tone="warning" text={t('compare.expired')} testId="compare-expired" />
        </p>
      )}
      <table className="compare__facts">
        <caption className="kern-sr-only">{t('compare.caption')}</caption>
        <thead>
          <tr>
            {(['fact', 'kept', 'read', 'agreement'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`compare.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {facts.map((fact) => (
            <FactRow key={fact.kind} fact={fact} />
          ))}
        </tbody>
      </table>
      <p className="muted">{t('compare.readWith', { source: readWith })}</p>
      <p className="compare__question">{t('compare.question')}</p>
    </Modal>
  );
}

function FactRow({ fact: { kind, agreement, kept, read } }: { fact: Comparison['facts'][number] }) {
  const { t, language } = useWords();
  const shown = (value: string, isKept = false): string => {
    if (kind === 'number' && !(agreement === 'not-kept' && isKept)) return t('compare.hidden');
    if (value === '' || value.startsWith('0000')) return t('compare.nothing');
    if (kind === 'birthDate') return calendarDate(value, language);
    return kind === 'sex' ? t(`compare.sexes.${value}`) : value;
  };
  return (
    <tr data-testid={`compare-${kind}`} data-agreement={agreement}>
      <th scope="row">{t(`compare.fact.${kind}`)}</th>
      <td className={kind === 'number' ? 'muted' : undefined}>{shown(kept, true)}</td>
      <td className={kind === 'number' ? 'muted' : undefined}>{shown(read)}</td>
      <td>
        <Tone tone={tones[agreement]} text={t(`compare.agreement.${agreement}`)} />
      </td>
    </tr>
  );
}

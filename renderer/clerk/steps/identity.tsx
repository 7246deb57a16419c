import type { CaseSnapshot, StepViewOf } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useWords } from '../../useWords.ts';
import { HereForLine } from '../acting/HereFor.tsx';
import { NameLine } from '../acting/NameApplicant.tsx';
import { ScannerAway } from '../scans/ScannerAway.tsx';
import { act } from '../notices/notices.ts';
import { standInWords } from './standIn.ts';
import { neverUnderWay, say, type StepKind } from './stepKind.ts';

export const identity: StepKind<StepViewOf<'identity'>> = {
  Work: IdentityWork,
  underWay: neverUnderWay,
  words: (facts) => [
    ...howIdentified(facts),
    ...(facts['expired'] === true ? [say('expired')] : []),
    ...(typeof facts['oldEnough'] === 'number' ? [say('oldEnough', { age: facts['oldEnough'] })] : []),
    ...standInWords('here', { role: facts['hereFor'], name: facts['representative'], paper: facts['paper'] }),
  ],
};

function howIdentified({ method, contradicts, shown }: StepViewOf<'identity'>['facts']) {
  switch (method) {
    case 'mrz':
      return [say('mrz')];
    case 'compare':
      return [
        say('compare'),
        ...String(contradicts ?? '')
          .split(' ')
          .filter((one) => one !== '')
          .map((one) => say(`differs-${one}`)),
      ];
    case 'eye':
      return [say(shown === 'passport' || shown === 'residence-title' ? `eye-${shown}` : 'eye-other')];
    default:
      return [];
  }
}

const shownDocuments = ['passport', 'residence-title', 'other'] as const;

function IdentityWork({ step, person }: { step: StepViewOf<'identity'>; person: NonNullable<CaseSnapshot> }) {
  const { t } = useWords();
  const { hereFor } = person;
  const unnamed = hereFor !== null && hereFor.name === null;
  return (
    <div className="work">
      {!hereFor?.name && (
        <p className="await" data-testid="await-scan">
          <Icon name="scanner" size="large" />
          <strong>{t(hereFor ? 'identity.scanTheirs' : 'identity.scan')}</strong>
        </p>
      )}
      {!hereFor?.name && <ScannerAway />}
      <NameLine person={person} />
      <HereForLine person={person} step={step} />
      <fieldset className="work__alternative">
        <legend>{t(hereFor ? 'identity.byEyeTheirs' : 'identity.byEye')}</legend>
        {shownDocuments.map((shown) => (
          <Button
            key={shown}
            text={t(`identity.shown.${shown}`)}
            size="small"
            name={t('identity.byEyeOne', { document: t(`identity.shown.${shown}`) })}
            testId={`identity-${shown}`}
            disabled={unnamed}
            onPress={() => act('case.confirmIdentity', { stepId: step.id, shown })}
          />
        ))}
      </fieldset>
    </div>
  );
}

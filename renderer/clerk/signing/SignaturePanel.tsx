import { useEffect, useRef, useState } from 'react';
import type { SignatureView } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';
import { languageName } from '../../words.ts';
import { useActingWords } from '../acting/useActingWords.ts';
import { act } from '../notices/notices.ts';
import { CannotSignDialog } from './CannotSignDialog.tsx';
import { InkCanvas } from './InkCanvas.tsx';
import { SignHere } from './SignHere.tsx';

/** The clerk sees what the pad shows and what is written on it, while it is written. */
export function SignaturePanel({ signature }: { signature: SignatureView }) {
  const { t, language } = useWords();
  const { who } = useActingWords();
  const [cannot, setCannot] = useState(false);
  const signing = signature.state === 'signing';
  const panel = useRef<HTMLDivElement>(null);
  const problem = signature.problem?.code;
  // What was wrong stands above the ink and must not push the buttons out of sight.
  useEffect(() => {
    if (problem) panel.current?.scrollIntoView({ block: 'nearest' });
  }, [problem]);
  if (signature.writtenOn === 'window') return <SignHere signature={signature} />;
  return (
    <div className="signature" ref={panel} data-testid="signature" data-state={signature.state}>
      <Problem error={signature.problem} tone="warning" testId="signature-problem" />
      <div className="signature__pad">
        <details
          className="signature__text"
          lang={signature.language}
          dir={signature.direction}
          data-testid="pad-text"
          open={signature.readOn === 'window' || undefined}
        >
          <summary>{signature.padTitle}</summary>
          <p>{signature.padText}</p>
        </details>
        <InkCanvas signature={signature} label={t('signature.inkLabel', { count: signature.points })} />
      </div>
      <div className="signature__side">
        <Tone
          tone={signature.state === 'lost' ? 'bad' : 'info'}
          icon="pad"
          text={t(`signature.state.${signature.state}`)}
          testId="signature-state"
        />
        {signature.signer && <p data-testid="signature-signer">{t('acting.signs', { who: who(signature.signer) })}</p>}
        <p className="muted">
          {signature.padName} · {languageName(signature.language, language)}
        </p>
        <p className="muted">
          {t('signature.figures', {
            count: signature.points,
            seconds: new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(
              signature.durationMs / 1000,
            ),
          })}
        </p>
        {signing && (
          <Button
            text={t('signature.accept')}
            kind="primary"
            hotkey="Enter"
            block
            testId="signature-accept"
            onPress={() => act('signatures.accept', null)}
          />
        )}
        {signature.state === 'lost' && (
          <Button
            text={t('signature.again')}
            kind="primary"
            hotkey="Enter"
            block
            testId="signature-restart"
            onPress={() => act('signatures.start', { stepId: signature.stepId })}
          />
        )}
        <div className="signature__pair">
          {signing && (
            <Button
              text={t('signature.clear')}
              size="small"
              block
              testId="signature-clear"
              onPress={() => act('signatures.clear', null)}
            />
          )}
          <Button
            text={t('signature.cancel')}
            size="small"
            block
            testId="signature-cancel"
            onPress={() => act('signatures.cancel', null)}
          />
        </div>
        <Button
          text={t('signature.cannot')}
          kind="tertiary"
          size="small"
          block
          testId="signature-cannot"
          onPress={() => setCannot(true)}
        />
      </div>
      {cannot && <CannotSignDialog stepId={signature.stepId} onClose={() => setCannot(false)} />}
    </div>
  );
}

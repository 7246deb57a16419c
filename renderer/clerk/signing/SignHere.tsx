import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { SignatureView } from '../../../electron/contract/index.ts';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { drawingOn } from './drawingOn.ts';
import { createStrokeRecorder, type StrokeRecorder } from './strokeRecorder.ts';

/**
 * The applicant signs on this screen. It covers everything: what the clerk works on is nobody else's. Text, buttons and
 * direction are those of the pad's page. What was written goes when this goes.
 */
export function SignHere({ signature }: { signature: SignatureView }) {
  const { t } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [recorder, setRecorder] = useState<StrokeRecorder | null>(null);
  const [wipe, setWipe] = useState<() => void>(() => () => {});
  const { signatureId, buttons } = signature;
  const { width, height } = signature.area;

  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (!element.open) element.showModal();
    return () => element.close();
  }, []);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const record = createStrokeRecorder({ width, height });
    const drawing = drawingOn(element, { width, height }, record);
    setRecorder(record);
    setWipe(() => drawing.wipe);
    return drawing.stop;
  }, [signatureId, width, height]);

  async function accept(): Promise<void> {
    if (!recorder) return;
    // Refused ones are wiped, as on a pad: what is signed next begins on an empty field.
    const answer = await ask('signatures.submit', {
      signatureId,
      area: { width, height },
      strokes: recorder.strokes(),
    });
    if (!answer.ok) wipe();
  }

  return (
    <dialog
      ref={dialog}
      className="sign-here"
      lang={signature.language}
      dir={signature.direction}
      aria-label={signature.padTitle}
      data-testid="sign-here"
      onCancel={(event) => event.preventDefault()}
    >
      <h2>{signature.padTitle}</h2>
      <p className="sign-here__text">{signature.padText}</p>
      <canvas
        ref={canvas}
        className="sign-here__ink"
        style={{ aspectRatio: `${width} / ${height}` }}
        role="img"
        aria-label={t('signature.fieldLabel')}
        data-testid="sign-here-ink"
      />
      <Problem error={signature.problem} tone="warning" testId="signature-problem" />
      <div className="sign-here__buttons">
        <Button
          text={buttons?.cancel ?? t('signature.cancel')}
          size="big"
          testId="sign-here-cancel"
          onPress={() => act('signatures.cancel', null)}
        />
        <Button
          text={buttons?.clear ?? t('signature.clear')}
          size="big"
          testId="sign-here-clear"
          onPress={() => {
            wipe();
            void act('signatures.clear', null);
          }}
        />
        <Button
          text={buttons?.ok ?? t('signature.accept')}
          kind="primary"
          size="big"
          testId="sign-here-ok"
          onPress={() => void accept()}
        />
      </div>
    </dialog>
  );
}

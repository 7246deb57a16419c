import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { AppError, DepositView } from '../../../electron/contract/index.ts';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Problem } from '../../components/Problem.tsx';
import { calendarDate } from '../../time.ts';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { SlipOnPaper } from './SlipOnPaper.tsx';

/**
 * Codes are drawn by a large library that the start of the window need not wait for; a deposit on its way fetches it in
 * time.
 */
export const loadPickupCode = () => import('./PickupCode.tsx');
const PickupCode = lazy(loadPickupCode);
const painted = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/** The code is shown once, printed as often as it takes, and forgotten when the slip was given. */
export function PickupSlip({ deposit, language }: { deposit: DepositView; language: string }) {
  const { t, language: shown } = useWords();
  const [printed, setPrinted] = useState(false);
  const [refused, setRefused] = useState<AppError | null>(null);
  const buttons = useRef<HTMLDivElement>(null);
  // The sentence must not push the way on out of sight.
  useEffect(() => {
    if (refused) buttons.current?.scrollIntoView({ block: 'nearest' });
  }, [refused]);
  const { pickupCode } = deposit;
  const toPrint = pickupCode !== null && !printed && !refused;
  const print = async () => {
    // A slip without its QR code must not leave the printer.
    await loadPickupCode();
    await painted();
    const answer = await ask('deposits.printSlip', null);
    setRefused(answer.ok ? null : answer.error);
    if (answer.ok) setPrinted(answer.value.printed);
  };
  return (
    <div className="slip" data-testid="deposit" data-state="done">
      <div role="status">
        <h4>{t('slip.title', { compartment: deposit.compartment?.label ?? '' })}</h4>
        {!refused && <p>{t(printed ? 'slip.printed' : 'slip.text')}</p>}
      </div>
      <Problem error={refused} testId="slip-problem" />
      {pickupCode && (
        <div className="slip__paper">
          <div>
            <p className="slip__label">{t('slip.code')}</p>
            <p className="slip__code" data-testid="pickup-code">
              {pickupCode}
            </p>
            {deposit.until && <p>{t('slip.until', { date: calendarDate(deposit.until, shown) })}</p>}
          </div>
          <Suspense fallback={<div className="slip__qr" />}>
            <PickupCode code={pickupCode} label={t('slip.qrLabel')} testId="pickup-qr" />
          </Suspense>
        </div>
      )}
      {pickupCode && (
        <SlipOnPaper deposit={deposit} code={pickupCode} language={language}>
          <PickupCode code={pickupCode} label="" />
        </SlipOnPaper>
      )}
      <div className="slip__buttons" ref={buttons}>
        {pickupCode && (
          <Button
            text={t(printed ? 'slip.printAgain' : 'slip.print')}
            kind={toPrint ? 'primary' : 'secondary'}
            size={toPrint ? 'big' : 'default'}
            hotkey="Ctrl+P"
            testId="slip-print"
            onPress={print}
          />
        )}
        <Button
          text={t('slip.given')}
          kind={toPrint ? 'secondary' : 'primary'}
          size={toPrint ? 'default' : 'big'}
          hotkey="Ctrl+Enter"
          testId="slip-given"
          onPress={() => act('deposits.slipGiven', null)}
        />
      </div>
    </div>
  );
}

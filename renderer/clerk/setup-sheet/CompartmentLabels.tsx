import { lazy, Suspense } from 'react';
import { useSnapshot } from '../../bridge.ts';
import { useWords } from '../../useWords.ts';

/** Drawing codes takes a library that the window's start need not wait for. */
const QrCode = lazy(() => import('../box/PickupCode.tsx'));

/**
 * The labels of the compartments, to print, cut out and stick on: with check digits, so that a part of one is never
 * another.
 */
export function CompartmentLabels() {
  const { t } = useWords();
  const { compartments } = useSnapshot('devices');
  if (compartments.length === 0) return null;
  return (
    <section className="compartment-labels" aria-labelledby="labels-title" data-testid="compartment-labels">
      <h2 id="labels-title">{t('setup.labels.title')}</h2>
      <p>{t('setup.labels.what')}</p>
      <ul>
        {compartments.map(({ id, label, code }) => (
          <li key={id} data-testid={`compartment-label-${label}`} data-code={code}>
            <Suspense>
              <QrCode code={code} label={t('setup.labels.alt', { compartment: label })} />
            </Suspense>
            <strong>{label}</strong>
            <span>{code}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

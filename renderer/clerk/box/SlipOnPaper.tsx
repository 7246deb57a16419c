import { Suspense, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { DepositView } from '../../../electron/contract/index.ts';
import { useSnapshot } from '../../bridge.ts';
import { slipLanguages, slipWords } from './slipWords.ts';

/**
 * The pickup slip as it is printed, beside the window's own tree: on paper nothing else is shown. Drawn while the code
 * is on the screen, so that fonts are there when it goes to the printer. No name, no number of a document: whoever
 * finds it learns nothing about anybody.
 */
export function SlipOnPaper({
  deposit,
  code,
  language,
  children,
}: {
  deposit: DepositView;
  code: string;
  language: string;
  children: ReactNode;
}) {
  const { officeName } = useSnapshot('session');
  const [theirs, german] = slipLanguages(language).map((tag) =>
    slipWords(tag, deposit.compartment?.label ?? '', deposit.until),
  );
  if (!theirs) return null;
  return createPortal(
    <article className="paper" aria-hidden="true" data-testid="paper-slip">
      <p className="paper__office">{officeName}</p>
      <Words words={theirs} place={deposit.place} />
      <div className="paper__code">
        <div>
          <p>{german ? `${theirs.code} · ${german.code}` : theirs.code}</p>
          <p className="paper__digits" dir="ltr">
            {code}
          </p>
        </div>
        <Suspense>{children}</Suspense>
      </div>
      <p dir={theirs.direction} lang={theirs.language}>
        {theirs.how}
      </p>
      <p dir={theirs.direction} lang={theirs.language}>
        {theirs.keep}
      </p>
      {german && (
        <div className="paper__german" lang="de">
          <Words words={german} place={deposit.place} />
          <p>{german.how}</p>
          <p>{german.keep}</p>
        </div>
      )}
    </article>,
    document.body,
  );
}

function Words({ words, place }: { words: ReturnType<typeof slipWords>; place: string }) {
  return (
    <section dir={words.direction} lang={words.language}>
      <h1>{words.title}</h1>
      <dl>
        <dt>{words.where}</dt>
        <dd>
          {words.box}
          {place && (
            <>
              <br />
              <bdi>{place}</bdi>
            </>
          )}
        </dd>
        {words.date && (
          <>
            <dt>{words.until}</dt>
            <dd>{words.date}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

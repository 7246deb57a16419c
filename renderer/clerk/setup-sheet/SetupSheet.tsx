import { Button } from '../../components/Button.tsx';
import { currentScreen } from '../../screen.ts';
import { useWords } from '../../useWords.ts';
import { CompartmentLabels } from './CompartmentLabels.tsx';
import { makers, pictureOf, type Maker } from './setupCodes.ts';

/**
 * Configuration codes of scanners, to print and to read from paper. Where no code is published it says so and names the
 * manual.
 */
export function SetupSheet() {
  const { t } = useWords();
  return (
    <section className="screen setup-sheet" data-testid="screen-setup-sheet" aria-labelledby="setup-title" tabIndex={0}>
      <div className="panel">
        <div className="setup-sheet__tools">
          <Button
            text={t('setup.back')}
            icon="devices"
            testId="setup-back"
            onPress={() => currentScreen.set('devices')}
          />
          <Button text={t('setup.print')} kind="primary" testId="setup-print" onPress={() => window.print()} />
        </div>
        <h1 id="setup-title">{t('setup.title')}</h1>
        <p>{t('setup.intro')}</p>
        <ol className="setup-sheet__how">
          {(['one', 'read', 'plug', 'test'] as const).map((step) => (
            <li key={step}>{t(`setup.how.${step}`)}</li>
          ))}
        </ol>
        <p>
          <strong>{t('setup.unverified')}</strong> {t('setup.away')}
        </p>
        {makers.map((maker) => (
          <MakerPart key={maker.id} maker={maker} />
        ))}
        <CompartmentLabels />
      </div>
    </section>
  );
}

function MakerPart({ maker }: { maker: Maker }) {
  const { t } = useWords();
  return (
    <section className="setup-maker" aria-labelledby={`setup-${maker.id}`}>
      <h2 id={`setup-${maker.id}`}>
        {maker.name} <span className="muted">{maker.models}</span>
      </h2>
      <ul className="setup-codes">
        {maker.codes.map((code) => (
          <li key={code.id} className="setup-code" data-testid={`setup-code-${code.id}`}>
            <h3>{t(`setup.purpose.${code.purpose}`)}</h3>
            <p className="muted">{t(`setup.effect.${code.purpose}`)}</p>
            <img
              src={pictureOf(code.id)}
              alt={t('setup.alt', { purpose: t(`setup.purpose.${code.purpose}`), maker: maker.name })}
            />
            <p className="setup-code__source">
              {code.content.trim()} · {t('setup.notTried')} ·{' '}
              {code.seenOn ? t('setup.seenOn', { models: code.seenOn }) : t('setup.seenNowhere')} · {t('setup.source')}{' '}
              {code.source}
            </p>
          </li>
        ))}
      </ul>
      <h3>{t('setup.manual')}</h3>
      <ul className="setup-manual">
        {maker.manual.map((purpose) => (
          <li key={purpose}>
            {t(`setup.purpose.${purpose}`)}
            {maker.commands?.[purpose] && <> – {t('setup.called', { name: maker.commands[purpose] })}</>}
          </li>
        ))}
      </ul>
      {maker.commandSource && (
        <p className="setup-code__source">
          {t('setup.source')} {maker.commandSource}
        </p>
      )}
    </section>
  );
}

import { useState, type FormEvent } from 'react';
import type { SimulatedDeed, SimulationSnapshot } from '../../../electron/contract/index.ts';
import { useSnapshot } from '../../bridge.ts';
import { Button } from '../../components/Button.tsx';
import { Field } from '../../components/Field.tsx';
import { Icon } from '../../components/Icon.tsx';
import { simulationOpen } from '../../screen.ts';
import { useWords } from '../../useWords.ts';
import { act } from '../notices/notices.ts';
import { Doors } from './Doors.tsx';
import { Faults } from './Faults.tsx';

type Room = NonNullable<SimulationSnapshot>;
export const play = (deed: SimulatedDeed) => act('simulation.play', deed);

/** Plays the devices that are not there. Everything it does goes through the same bytes as the real ones. */
export function SimulationPanel() {
  const { t } = useWords();
  const room = useSnapshot('simulation');
  if (!room) return null;
  return (
    <aside className="simulation" aria-labelledby="simulation-title" data-testid="simulation">
      <div className="simulation__head">
        <Icon name="simulation" />
        <h2 id="simulation-title">{t('simulation.title')}</h2>
        <Button
          text={t('simulation.close')}
          kind="tertiary"
          size="small"
          name={t('simulation.closeName')}
          testId="sim-close-panel"
          onPress={() => simulationOpen.set(false)}
        />
      </div>
      <p className="muted">{t('simulation.explain')}</p>
      {room.devices.some((device) => device.kind === 'scanner') && <Scanner codes={room.codes} />}
      {room.devices.some((device) => device.kind === 'pad') && <Pad pad={room.pad} />}
      <Doors doors={room.doors} />
      <Faults devices={room.devices} />
    </aside>
  );
}

function Scanner({ codes }: { codes: Room['codes'] }) {
  const { t } = useWords();
  const [text, setText] = useState('');
  const scan = async (event: FormEvent) => {
    event.preventDefault();
    if (text !== '') await play({ deed: 'scan', text });
  };
  const groups = [true, false].map((mine) => ({
    mine,
    codes: codes.map((code, index) => ({ ...code, index })).filter((code) => code.mine === mine),
  }));
  return (
    <section aria-labelledby="sim-scanner">
      <h3 id="sim-scanner">{t('simulation.scanner')}</h3>
      {groups.map(
        ({ mine, codes: own }) =>
          own.length > 0 && (
            <div
              key={String(mine)}
              className="simulation__codes"
              role="group"
              aria-label={t(mine ? 'simulation.mine' : 'simulation.others')}
            >
              <p className="simulation__label">{t(mine ? 'simulation.mine' : 'simulation.others')}</p>
              <ul>
                {own.map((code) => (
                  <li key={code.index}>
                    <button
                      type="button"
                      className="simulation__code"
                      data-testid={`sim-scan-${code.index}`}
                      data-what={code.what}
                      data-mine={code.mine}
                      data-label={code.label}
                      onClick={() => void play({ deed: 'scan', text: code.text })}
                    >
                      <strong>{t(`scan.what.${code.what}`)}</strong> <span>{code.label}</span>
                    </button>
                  </li>
                ))}
              </ul>
            </div>
          ),
      )}
      <form className="simulation__typed" onSubmit={(event) => void scan(event)}>
        <Field
          label={t('simulation.anyCode')}
          value={text}
          maxLength={4000}
          autoComplete="off"
          spellCheck={false}
          testId="sim-scan-text"
          onChange={(event) => setText(event.target.value)}
        />
        <button
          type="submit"
          className="kern-btn kern-btn--secondary button--small"
          data-testid="sim-scan-typed"
          disabled={text === ''}
        >
          <span className="kern-label">{t('simulation.scan')}</span>
        </button>
      </form>
    </section>
  );
}

const pressed = ['ok', 'clear', 'cancel'] as const;

function Pad({ pad }: { pad: Room['pad'] }) {
  const { t } = useWords();
  return (
    <section aria-labelledby="sim-pad">
      <h3 id="sim-pad">{t('simulation.pad')}</h3>
      <p className="muted" data-testid="sim-pad-state" data-inking={pad.inking} data-blank={pad.blank}>
        {t(pad.inking ? 'simulation.padInking' : pad.blank ? 'simulation.padBlank' : 'simulation.padShows')}
      </p>
      <div className="simulation__row" role="group" aria-label={t('simulation.pen')}>
        <Button
          text={t('simulation.sign')}
          size="small"
          testId="sim-sign"
          disabled={!pad.inking}
          onPress={() => play({ deed: 'sign', style: 'signature', press: null })}
        />
        <Button
          text={t('simulation.dot')}
          size="small"
          testId="sim-dot"
          disabled={!pad.inking}
          onPress={() => play({ deed: 'sign', style: 'dot', press: null })}
        />
        <Button
          text={t('simulation.nothing')}
          size="small"
          testId="sim-nothing"
          disabled={!pad.inking}
          onPress={() => play({ deed: 'sign', style: 'nothing', press: 'ok' })}
        />
      </div>
      <div className="simulation__row" role="group" aria-label={t('simulation.buttons')}>
        {pressed.map((button) => (
          <Button
            key={button}
            text={t(`simulation.press.${button}`)}
            size="small"
            testId={`sim-press-${button}`}
            disabled={!pad.inking}
            onPress={() => play({ deed: 'press', button })}
          />
        ))}
      </div>
    </section>
  );
}

import { useState } from 'react';
import type { SimulationSnapshot } from '../../../electron/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Tone } from '../../components/Tone.tsx';
import { useWords } from '../../useWords.ts';
import { play } from './SimulationPanel.tsx';

type Door = NonNullable<SimulationSnapshot>['doors'][number];

/** Doors that are open, filled or jammed stand first; the quiet ones are one list to choose from. */
export function Doors({ doors }: { doors: Door[] }) {
  const { t } = useWords();
  const [chosen, setChosen] = useState('');
  if (doors.length === 0) return null;
  const key = (door: Door) => `${door.board}-${door.lock}`;
  const busy = doors.filter((door) => door.open || door.jammed || door.item);
  const quiet = doors.filter((door) => !busy.includes(door));
  const picked = quiet.find((door) => key(door) === chosen) ?? quiet[0];
  return (
    <section aria-labelledby="sim-doors">
      <h3 id="sim-doors">{t('simulation.doors')}</h3>
      {busy.map((door) => (
        <DoorCard key={key(door)} door={door} />
      ))}
      {picked && (
        <>
          <label className="simulation__select">
            <span>{t('simulation.otherDoor')}</span>
            <select
              value={key(picked)}
              data-testid="sim-door-select"
              onChange={(event) => setChosen(event.target.value)}
            >
              {quiet.map((door) => (
                <option key={key(door)} value={key(door)}>
                  {t('simulation.door', { label: door.label })}
                </option>
              ))}
            </select>
          </label>
          <DoorCard door={picked} />
        </>
      )}
    </section>
  );
}

function DoorCard({ door }: { door: Door }) {
  const { t } = useWords();
  const at = { board: door.board, lock: door.lock };
  return (
    <div
      className="simulation__door"
      role="group"
      aria-label={t('simulation.door', { label: door.label })}
      data-testid={`sim-door-${door.label}`}
      data-open={door.open}
      data-item={door.item}
      data-jammed={door.jammed}
      data-openings={door.openings}
    >
      <p>
        <strong>{t('simulation.door', { label: door.label })}</strong>{' '}
        <Tone
          tone={door.open ? 'info' : 'quiet'}
          icon={door.open ? 'open' : 'lock'}
          text={t(door.open ? 'simulation.doorOpen' : 'simulation.doorClosed')}
        />
        {door.item && <Tone tone="good" icon="document" text={t('simulation.hasItem')} />}
        {door.jammed && <Tone tone="warning" text={t('simulation.jammed')} />}
      </p>
      <p className="muted">{t('simulation.openings', { count: door.openings })}</p>
      <div className="simulation__row">
        {door.open && !door.item && (
          <Button
            text={t('simulation.put')}
            size="small"
            testId={`sim-put-${door.label}`}
            onPress={() => play({ deed: 'put-item', ...at })}
          />
        )}
        {door.open && door.item && (
          <Button
            text={t('simulation.take')}
            size="small"
            testId={`sim-take-${door.label}`}
            onPress={() => play({ deed: 'take-item', ...at })}
          />
        )}
        {door.open && (
          <Button
            text={t('simulation.shut')}
            size="small"
            testId={`sim-close-${door.label}`}
            onPress={() => play({ deed: 'close-door', ...at })}
          />
        )}
        {!door.open && (
          <Button
            text={t('simulation.pull')}
            size="small"
            testId={`sim-pull-${door.label}`}
            onPress={() => play({ deed: 'pull-door-open', ...at })}
          />
        )}
        <Button
          text={t(door.jammed ? 'simulation.unjam' : 'simulation.jam')}
          size="small"
          testId={`sim-jam-${door.label}`}
          onPress={() => play({ deed: 'jam', jammed: !door.jammed, ...at })}
        />
      </div>
    </div>
  );
}

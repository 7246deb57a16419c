import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import { useSnapshot } from '../../bridge.ts';
import { Modal } from '../../components/Modal.tsx';
import { Key } from '../../components/Key.tsx';
import { currentScreen, daySought, furtherScreens, paletteOpen, screens } from '../../screen.ts';
import { useWords } from '../../useWords.ts';
import { actionKeys, availableActions } from '../case/caseActions.ts';
import { useFound } from '../day/useFound.ts';
import { signOut } from '../sign-out/signOut.ts';
import { matches, shownCommands, type Command } from './commands.ts';

const close = () => paletteOpen.set(false);

/** More people than these are looked for with another word. */
const mostPeople = 20;

/** Every screen, every button that is shown and everybody of the day, by name. */
export function Palette() {
  const { t } = useWords();
  const id = useId();
  const person = useSnapshot('case');
  const { undo } = useSnapshot('day');
  const [sought, setSought] = useState('');
  const [at, setAt] = useState(0);
  // What was on the screen when the palette opened; it lies behind the palette now and does not change by keys.
  const [shown] = useState(shownCommands);
  const fromElsewhere: Command[] =
    currentScreen.get() === 'counter'
      ? []
      : availableActions(person, undo).map((action) => ({
          name: t(`palette.action.${action}`),
          hotkey: actionKeys[action],
          run: () => {
            currentScreen.set('counter');
            pressSoon(action);
          },
        }));
  const found = useFound(sought);
  // Last, so that an answer that comes late does not change the line on which Enter is pressed.
  const people: Command[] =
    sought.trim() === ''
      ? []
      : found.slice(0, mostPeople).map(({ ticket, name, state }) => ({
          name: t('palette.person', { ticket, name: name || t('entry.noName'), state: t(`state.${state}`) }),
          hotkey: null,
          run: () => {
            daySought.set(ticket);
            currentScreen.set('day');
          },
        }));
  const commands: Command[] = [
    ...shown.filter((command) => command.hotkey),
    ...fromElsewhere,
    ...[...screens, ...furtherScreens].map((screen) => ({
      name: t('palette.goTo', { screen: t(`screen.${screen}`) }),
      hotkey: null,
      run: () => currentScreen.set(screen),
    })),
    ...(currentScreen.get() === 'settings'
      ? []
      : [{ name: t('session.signOut'), hotkey: null, run: () => void signOut() }]),
    ...shown.filter((command) => !command.hotkey),
  ]
    .filter((command) => matches(command.name, sought))
    .concat(people);
  const chosen = Math.min(at, commands.length - 1);
  useEffect(() => {
    document.getElementById(`${id}-${chosen}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, chosen]);

  const run = (command: Command | undefined) => {
    if (!command) return;
    close();
    // First the dialog leaves, so that focus and keys are the screen's again.
    requestAnimationFrame(() => command.run());
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, commands.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
    else if (event.key === 'Enter') run(commands[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal title={t('palette.title')} onClose={close} testId="palette">
      <input
        className="kern-form-input__input palette__input"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen >= 0 ? `${id}-${chosen}` : undefined}
        aria-label={t('palette.open')}
        placeholder={t('palette.hint')}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        data-testid="palette-input"
        value={sought}
        onChange={(event) => {
          setSought(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={t('palette.title')} className="palette__list">
        {commands.map((command, index) => (
          <li
            key={`${index}-${command.name}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            className="palette__one"
            onClick={() => run(command)}
          >
            <span>{command.name}</span>
            {command.hotkey && <Key name={command.hotkey} />}
          </li>
        ))}
      </ul>
      {commands.length === 0 && (
        <p className="muted" role="status">
          {t('palette.nothing')}
        </p>
      )}
    </Modal>
  );
}

/** Presses the counter screen's button once that screen is drawn. */
function pressSoon(action: string): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-testid="${action}"]`)?.click()),
  );
}

import { canBePressed } from '../../hotkeys.ts';

export interface Command {
  name: string;
  hotkey: string | null;
  run: () => void;
}

/** The buttons on the screen as commands. What cannot be pressed there is not offered here. */
export function shownCommands(): Command[] {
  return [...document.querySelectorAll<HTMLElement>('[data-command]')].filter(canBePressed).map((button) => ({
    name: button.dataset['command'] ?? '',
    hotkey: button.dataset['hotkey'] ?? null,
    run: () => {
      if (button.isConnected && canBePressed(button)) button.click();
    },
  }));
}

/** Whether all sought words occur in the name, in any order and case. */
export function matches(name: string, sought: string): boolean {
  const text = name.toLowerCase();
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

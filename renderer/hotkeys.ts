/**
 * Keys press buttons, nothing else: a key looks for the button that shows it (`data-hotkey`), in the dialog in front if
 * there is one. So a key can never start something that is not on the screen.
 */

/** Name of the key with its modifiers as buttons carry it, e.g. `F2`, `Ctrl+K`. */
export function keyName(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string {
  const key = isOfAnotherScript(event.key)
    ? (/^(?:Key|Digit)([A-Z0-9])$/.exec(event.code)?.[1] ?? event.key)
    : event.key;
  const base = key.length === 1 ? key.toUpperCase() : key;
  const modifiers = [
    event.ctrlKey || event.metaKey ? 'Ctrl+' : '',
    event.altKey ? 'Alt+' : '',
    event.shiftKey && event.key.length > 1 ? 'Shift+' : '',
  ];
  return modifiers.join('') + base;
}

/** Under a Cyrillic, Greek or Arabic layout the place of the key says which letter or digit of the buttons is meant. */
const isOfAnotherScript = (key: string): boolean =>
  /^[\p{L}\p{Nd}]$/u.test(key) && !/^[\p{Script=Latin}0-9]$/u.test(key);

/** Elements that use Enter themselves. A box and a choice do not: they are ticked by the space bar. */
const usesEnter =
  'a, button, input:not([type="checkbox"], [type="radio"]), select, textarea, summary, [contenteditable]';

export function startHotkeys(): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const key = keyName(event);
    const functionKey = /^F\d+$/.test(event.key);
    if (key === 'Enter' && event.target instanceof Element && event.target.closest(usesEnter)) return;
    const button = shownButton(key);
    // Function keys that the window shows must not start the runtime's own (find, reload).
    if (button || (functionKey && key !== 'F12' && key !== 'F5')) event.preventDefault();
    if (button && !event.repeat) button.click();
  };
  document.addEventListener('keydown', listener, { capture: true });
  return () => document.removeEventListener('keydown', listener, { capture: true });
}

/** The button that shows this key and can be pressed now. */
function shownButton(key: string): HTMLElement | undefined {
  const dialogs = document.querySelectorAll<HTMLElement>('dialog[open]');
  const scope: ParentNode = dialogs[dialogs.length - 1] ?? document;
  return [...scope.querySelectorAll<HTMLElement>(`[data-hotkey="${CSS.escape(key)}"]`)].find(canBePressed);
}

export const canBePressed = (element: HTMLElement): boolean =>
  element.checkVisibility({ visibilityProperty: true }) && !(element instanceof HTMLButtonElement && element.disabled);

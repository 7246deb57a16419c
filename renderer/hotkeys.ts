/**
 * Keys press buttons, nothing else: a key looks for the button that shows it (`data-hotkey`), in the dialog in front if there is one.
 * So a key can never start something that is not on the screen.
 */

/** Keyboards people use leave more time than this between characters; scanners that act as keyboards do not. */
export const scannerBurstMs = 100;

/** Name of the key with its modifiers as buttons carry it, e.g. `F2`, `Ctrl+K`. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const base = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const modifiers = [event.ctrlKey || event.metaKey ? 'Ctrl+' : '', event.altKey ? 'Alt+' : '', event.shiftKey && event.key.length > 1 ? 'Shift+' : ''];
  return modifiers.join('') + base;
}

/** Elements that use Enter themselves. */
const usesEnter = 'a, button, input, select, textarea, summary, [contenteditable]';

export function startHotkeys(): () => void {
  let lastCharacterAt = -Infinity;
  const listener = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const burst = event.timeStamp - lastCharacterAt < scannerBurstMs;
    // A space that presses what is in focus is no character: quick hands tick one box after the other.
    const presses = event.key === ' ' && !burst && !isTextField(event.target);
    if (event.key.length === 1 && !presses && !event.ctrlKey && !event.metaKey) lastCharacterAt = event.timeStamp;
    // A keyboard-type scanner ends its code with Enter; neither the step's button nor the one in focus must be pressed by that.
    if (burst && (event.key === 'Enter' || event.key === ' ') && !isTextField(event.target)) {
      event.preventDefault();
      return;
    }
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

const isTextField = (target: EventTarget | null): boolean => target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !['radio', 'checkbox', 'button'].includes(target.type));

/** The button that shows this key and can be pressed now. */
function shownButton(key: string): HTMLElement | undefined {
  const dialogs = document.querySelectorAll<HTMLElement>('dialog[open]');
  const scope: ParentNode = dialogs[dialogs.length - 1] ?? document;
  return [...scope.querySelectorAll<HTMLElement>(`[data-hotkey="${CSS.escape(key)}"]`)].find(canBePressed);
}

export const canBePressed = (element: HTMLElement): boolean =>
  element.checkVisibility({ visibilityProperty: true }) && !(element instanceof HTMLButtonElement && element.disabled);

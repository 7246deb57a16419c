const noText = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit']);

export function isTextField(target: EventTarget | null): target is HTMLInputElement | HTMLTextAreaElement {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !noText.has(target.type));
}

/**
 * Writes what was held back where it was meant to go: as if it had been typed there, with caret, selection, undo and
 * length limit. Elsewhere a key is a key: the page's own shortcuts hear it.
 */
export function giveBack(target: Element | null, text: string): void {
  if (text === '') return;
  if (!isTextField(target)) return press(target, text);
  if (document.activeElement === target) document.execCommand('insertText', false, text);
  else if (target.isConnected && !target.disabled && !target.readOnly) {
    // The focus has moved on meanwhile; it stays where it is.
    target.setRangeText(
      text,
      target.selectionStart ?? target.value.length,
      target.selectionEnd ?? target.value.length,
      'end',
    );
    target.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: text }));
  }
}

function press(target: Element | null, text: string): void {
  const at = target?.isConnected ? target : document.body;
  for (const key of text)
    for (const type of ['keydown', 'keyup'])
      at.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true, cancelable: true }));
}

/**
 * When the element in focus goes away with the step it belonged to, the focus would fall to nowhere, and a keyboard or
 * a screen reader would have to start again at the top. It goes to where the work goes on instead: the last element
 * marked `data-focus-home`, that is the step whose turn it is, else the person's name.
 */
export function keepFocus(): void {
  let planned = false;
  const look = () => {
    planned = false;
    if (document.activeElement && document.activeElement !== document.body) return;
    const dialogs = document.querySelectorAll<HTMLElement>('dialog[open]');
    const scope: ParentNode = dialogs[dialogs.length - 1] ?? document;
    [...scope.querySelectorAll<HTMLElement>('[data-focus-home]')].at(-1)?.focus({ preventScroll: true });
  };
  new MutationObserver(() => {
    if (planned) return;
    planned = true;
    // Chromium takes the focus from what became disabled or unfocusable only while it draws the next frame.
    requestAnimationFrame(() => setTimeout(look));
  }).observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['disabled', 'tabindex', 'open'],
  });
}

import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';

interface ModalProps {
  title: string;
  /** What Esc does; without it the dialog cannot be closed except by what it asks for. */
  onClose?: () => void;
  children: ReactNode;
  footer?: ReactNode;
  /** Loud: read out at once, framed in the colour of danger. */
  alarming?: boolean;
  /** For a table. */
  wide?: boolean;
  testId?: string;
  /**
   * Where the focus goes: to the `first` field, else the first button, or the `title` where a stray Enter must not
   * confirm.
   */
  focus?: 'first' | 'title';
}

/** A KERN dialog on the platform's own `<dialog>`, which makes everything behind it unreachable. */
export function Modal({
  title,
  onClose,
  children,
  footer,
  alarming = false,
  wide = false,
  testId,
  focus = 'first',
}: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (!element.open) element.showModal();
    const first = element.querySelector<HTMLElement>('input') ?? element.querySelector<HTMLElement>('button');
    (focus === 'title' ? heading.current : first)?.focus();
    // Closing before removal gives the focus back to where it was.
    return () => element.close();
  }, [focus]);
  return (
    <dialog
      ref={dialog}
      className={`kern-dialog dialog${alarming ? ' dialog--alarming' : ''}${wide ? ' dialog--wide' : ''}`}
      role={alarming ? 'alertdialog' : 'dialog'}
      aria-modal="true"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-body`}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      // Chromium closes a dialog on the second Esc even when the first was refused.
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !onClose) event.preventDefault();
      }}
    >
      <div className="dialog__head">
        {alarming && <span aria-hidden="true" className="icon icon--stop icon--large" />}
        <h2 id={`${id}-title`} ref={heading} tabIndex={focus === 'title' ? -1 : undefined}>
          {title}
        </h2>
      </div>
      <div id={`${id}-body`} className="dialog__body">
        {children}
      </div>
      {footer && <div className="dialog__foot">{footer}</div>}
    </dialog>
  );
}

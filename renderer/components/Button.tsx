import { useEffect, useRef, useState } from 'react';
import { Icon, type IconName } from './Icon.tsx';
import { Key } from './Key.tsx';

interface ButtonProps {
  text: string;
  /** May take long: until it settles, further presses are ignored. */
  onPress: () => unknown;
  kind?: 'primary' | 'secondary' | 'tertiary';
  size?: 'small' | 'default' | 'big';
  hotkey?: string;
  icon?: IconName;
  disabled?: boolean;
  /**
   * Longer name for screen readers and the command palette where the visible text needs its surroundings; must contain
   * it.
   */
  name?: string;
  /** Name in the command palette alone. */
  command?: string;
  testId?: string;
  describedBy?: string;
  block?: boolean;
  /** A button that stays pressed while what it opened is in view. */
  pressed?: boolean;
}

/**
 * KERN's button with a key on it. The kit's own button takes text alone, so this uses KERN's classes.
 * Every one of them is found by the command palette while it is shown.
 */
export function Button({
  text,
  onPress,
  kind = 'secondary',
  size = 'default',
  hotkey,
  icon,
  disabled,
  name,
  command,
  testId,
  describedBy,
  block,
  pressed,
}: ButtonProps) {
  const [busy, setBusy] = useState(false);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);
  const press = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await onPress();
    } finally {
      if (mounted.current) setBusy(false);
    }
  };
  return (
    <button
      type="button"
      className={`kern-btn kern-btn--${kind} button button--${size}${block ? ' kern-btn--block' : ''}`}
      disabled={disabled}
      aria-busy={busy || undefined}
      aria-label={name}
      aria-expanded={pressed}
      aria-keyshortcuts={hotkey?.replace('Ctrl', 'Control')}
      aria-describedby={describedBy}
      data-hotkey={hotkey}
      data-command={command ?? name ?? text}
      data-testid={testId}
      onClick={() => void press()}
    >
      {icon && <Icon name={icon} />}
      <span className="kern-label">{text}</span>
      {hotkey && <Key name={hotkey} />}
    </button>
  );
}

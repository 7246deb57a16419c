export type IconName =
  | 'counter'
  | 'day'
  | 'outbox'
  | 'devices'
  | 'settings'
  | 'simulation'
  | 'scanner'
  | 'camera'
  | 'pad'
  | 'locker'
  | 'check'
  | 'warning'
  | 'stop'
  | 'info'
  | 'question'
  | 'clock'
  | 'search'
  | 'person'
  | 'dot'
  | 'offline'
  | 'lock'
  | 'open'
  | 'document';

/** A drawing beside words; never the only bearer of a meaning. */
export const Icon = ({ name, size = 'default' }: { name: IconName; size?: 'default' | 'large' | 'small' }) => (
  <span aria-hidden="true" className={`icon icon--${name} icon--${size}`} />
);

import { Icon, type IconName } from './Icon.tsx';

export type ToneName = 'good' | 'info' | 'warning' | 'bad' | 'quiet';
const icons: Record<ToneName, IconName> = {
  good: 'check',
  info: 'info',
  warning: 'warning',
  bad: 'stop',
  quiet: 'dot',
};

/** A state in words, with a shape and a colour that say the same. */
export const Tone = ({
  tone,
  text,
  testId,
  icon,
}: {
  tone: ToneName;
  text: string;
  testId?: string;
  icon?: IconName;
}) => (
  <span className={`tone tone--${tone}`} data-testid={testId}>
    <Icon name={icon ?? icons[tone]} size="small" />
    <span>{text}</span>
  </span>
);

import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';

/** One sentence that fills the window: starting, standing still, crashed. */
export const FullPage = ({
  title,
  text,
  tone = 'info',
  testId,
  children,
}: {
  title: string;
  text: string;
  tone?: 'info' | 'bad';
  testId?: string;
  children?: ReactNode;
}) => (
  <main className="full-page" data-testid={testId} role="main">
    <div className="full-page__card" role={tone === 'bad' ? 'alert' : 'status'}>
      {tone === 'bad' && <Icon name="stop" size="large" />}
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </div>
  </main>
);

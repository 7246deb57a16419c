import { Component, type ReactNode } from 'react';
import i18next from 'i18next';
import { reportProblem } from '../bridge.ts';
import { FullPage } from './FullPage.tsx';

/**
 * Never a white window: whatever fails while drawing becomes a sentence and a way on. The work itself is safe in the
 * main process.
 */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }
  override componentDidCatch(error: unknown): void {
    reportProblem(error);
  }
  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <FullPage title={i18next.t('crash.title')} text={i18next.t('crash.text')} tone="bad" testId="crashed">
        <button type="button" className="kern-btn kern-btn--primary" onClick={() => window.location.reload()}>
          <span className="kern-label">{i18next.t('crash.reload')}</span>
        </button>
      </FullPage>
    );
  }
}

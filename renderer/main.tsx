import './noEval.ts';
import '@kern-ux/native/dist/kern.min.css';
import './styles/index.css';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { reportProblem, startBridge } from './bridge.ts';
import { keepFocus } from './focus.ts';
import { ErrorBoundary } from './components/ErrorBoundary.tsx';
import { startHotkeys } from './hotkeys.ts';
import { startTexts } from './i18n.ts';
import { followTheme } from './theme.ts';
import { startNotices } from './clerk/notices/notices.ts';
import { startInk } from './clerk/signing/inkStore.ts';
import { startScanFeedback } from './clerk/scans/scanFeedback.ts';
import { startWedge } from './clerk/wedge/wedge.ts';

window.addEventListener('error', (event) => reportProblem(event.error));
window.addEventListener('unhandledrejection', (event) => reportProblem(event.reason));

followTheme();
await startTexts();
startNotices();
startInk();
startScanFeedback();
startBridge();
// Before the hotkeys: what a scanner types presses none.
startWedge();
startHotkeys();
keepFocus();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <ErrorBoundary>
      <App />
    </ErrorBoundary>,
  );
}

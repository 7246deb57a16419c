import { Icon, type IconName } from '../../components/Icon.tsx';
import { useStore } from '../../store.ts';
import { flashed, scanTone, type ScanTone } from './scanFeedback.ts';
import { useScanWords } from './useScanWords.ts';

const icons: Record<ScanTone, IconName> = { good: 'check', warning: 'warning', bad: 'stop', quiet: 'info' };

/** What the last scan did, large and at once, at the top of the window. */
export function ScanFlash() {
  const scan = useStore(flashed);
  const words = useScanWords();
  const tone = scan ? scanTone(scan) : 'quiet';
  const urgent = tone === 'bad';
  const card = scan && (
    <div
      key={scan.scanId}
      className={`scan-flash scan-flash--${tone}`}
      data-testid="scan-flash"
      data-effect={scan.effect}
      data-outcome={scan.outcome}
    >
      <Icon name={icons[tone]} size="large" />
      <div>
        <p className="scan-flash__what">{words.what(scan)}</p>
        <p className="scan-flash__effect">{words.effect(scan)}</p>
      </div>
    </div>
  );
  return (
    <div className="scan-flash-place">
      <div role="status">{!urgent && card}</div>
      <div role="alert">{urgent && card}</div>
    </div>
  );
}

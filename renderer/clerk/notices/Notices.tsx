import { useEffect } from 'react';
import type { Notice } from '../../../electron/contract/index.ts';
import { useSnapshot } from '../../bridge.ts';
import { Icon, type IconName } from '../../components/Icon.tsx';
import { useStore } from '../../store.ts';
import { useWords } from '../../useWords.ts';
import { closeNotice, closeOfflineNotices, notices, type ShownNotice } from './notices.ts';

const icons: Record<Notice['tone'], IconName> = { good: 'check', info: 'info', warning: 'warning', bad: 'stop' };

/** Two regions that are always there, because screen readers only hear changes inside a region they know. */
export function Notices() {
  const { t } = useWords();
  const all = useStore(notices);
  const connection = useSnapshot('connection').state;
  useEffect(() => {
    if (connection === 'connected') closeOfflineNotices();
  }, [connection]);
  const urgent = all.filter((notice) => notice.tone === 'bad' || notice.tone === 'warning');
  const calm = all.filter((notice) => notice.tone === 'good' || notice.tone === 'info');
  return (
    <section className="notices" aria-label={t('notices.title')}>
      <div role="status" aria-live="polite" data-testid="notices-polite">
        {calm.map((notice) => (
          <NoticeCard key={notice.id} notice={notice} />
        ))}
      </div>
      <div role="alert" aria-live="assertive" data-testid="notices-assertive">
        {urgent.map((notice) => (
          <NoticeCard key={notice.id} notice={notice} />
        ))}
      </div>
    </section>
  );
}

function NoticeCard({ notice }: { notice: ShownNotice }) {
  const { t, sentence } = useWords();
  // A text may have one version that names what it is about and one that does without.
  const context = (['ticket', 'compartment', 'device'] as const).find((name) => notice.values[name] !== undefined);
  const words = notice.error
    ? sentence(notice.error)
    : t(`notice.${notice.code}`, { ...notice.values, context, defaultValue: t('notice.other') });
  return (
    <div
      className={`notice notice--${notice.tone}`}
      data-testid="notice"
      data-code={notice.error?.code ?? notice.code}
      data-tone={notice.tone}
    >
      <Icon name={icons[notice.tone]} />
      <p>{words}</p>
      {(notice.tone === 'bad' || notice.tone === 'warning') && (
        <button
          type="button"
          className="notice__close"
          data-testid="notice-close"
          aria-label={t('notices.close')}
          onClick={() => closeNotice(notice.id)}
        >
          <span aria-hidden="true">×</span>
        </button>
      )}
    </div>
  );
}

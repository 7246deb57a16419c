import { channels, type PublishTo, type WindowContract } from '../contract/index.ts';
import type { Log } from '../core/kernel/ports.ts';
import type { AppWindow } from './windows.ts';

/**
 * Tells the windows of one kind what changed, and nothing that is not theirs. The only user of `webContents.send`. A
 * value that breaks the contract stays here.
 */
export function createPublish<C extends WindowContract>(
  window: Pick<AppWindow<C>, 'contract' | 'contents'>,
  log: Log,
): PublishTo<C> {
  const { events } = window.contract;
  return (name, value) => {
    const checked = Object.hasOwn(events, name) ? events[name]?.safeParse(value) : undefined;
    if (!checked?.success) {
      const where = checked?.error.issues.map((issue) => issue.path.join('.') || 'its top').join(', ') ?? 'its name';
      log('error', `${name} was not published, it breaks the contract at ${where}.`);
      return;
    }
    const contents = window.contents();
    if (contents && !contents.isDestroyed() && !contents.isCrashed()) contents.send(channels.event, name, checked.data);
  };
}

import type { WebContents } from 'electron';
import { channels, type EventName, type EventOf, events } from '../contract/index.ts';
import type { Log } from '../core/kernel/ports.ts';

export type Publish = <N extends EventName>(name: N, value: EventOf<N>) => void;

/** Tells the window what changed. The only user of `webContents.send`. A value that breaks the contract stays here. */
export function createPublish(windowContents: () => WebContents | null, log: Log): Publish {
  return (name, value) => {
    const checked = events[name].safeParse(value);
    if (!checked.success) {
      log(
        'error',
        `${name} was not published, it breaks the contract at ${checked.error.issues.map((issue) => issue.path.join('.') || 'its top').join(', ')}.`,
      );
      return;
    }
    const contents = windowContents();
    if (contents && !contents.isDestroyed() && !contents.isCrashed()) contents.send(channels.event, name, checked.data);
  };
}

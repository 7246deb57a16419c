/**
 * The process that started the backend: Electron's main process (`process.parentPort`), a Node parent with an IPC
 * channel, or nobody.
 */

export interface Listening {
  type: 'listening';
  port: number;
}

interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

const parentPort = (process as { parentPort?: ParentPort }).parentPort;

export const hasParent = parentPort !== undefined || process.send !== undefined;

export function tellParent(message: Listening): void {
  parentPort?.postMessage(message);
  // A parent that is gone by now is noticed through `onParentGone`.
  process.send?.(message, () => undefined);
}

/**
 * The secret which the parent made for this run, null without one. It comes in the environment, which only the account
 * itself can read (a command line is open to everybody), and is taken out of it at once.
 */
export function takeSecret(): string | null {
  const secret = process.env['SCHALTERWERK_SECRET'];
  delete process.env['SCHALTERWERK_SECRET'];
  return secret || null;
}

/**
 * The parent asks for an orderly end by a message, because a signal runs no handler on Windows; or it is gone. A child
 * of Electron's main process is ended with it and hears nothing of that.
 */
export function onParentWantsEnd(listener: () => void): void {
  parentPort?.on('message', ({ data }) => {
    if (typeof data === 'object' && data !== null && 'type' in data && data.type === 'stop') listener();
  });
  if (process.send) process.once('disconnect', listener);
}

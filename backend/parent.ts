/** The process that started the backend: Electron's main process (`process.parentPort`), a Node parent with an IPC channel, or nobody. */

export interface Listening { type: 'listening'; port: number }

interface ParentPort { postMessage(message: unknown): void; on(event: 'close', listener: () => void): void }

const parentPort = (process as { parentPort?: ParentPort }).parentPort;

export const hasParent = parentPort !== undefined || process.send !== undefined;

export function tellParent(message: Listening): void {
  parentPort?.postMessage(message);
  // A parent that is gone by now is noticed through `onParentGone`.
  process.send?.(message, () => undefined);
}

export function onParentGone(listener: () => void): void {
  parentPort?.on('close', listener);
  if (process.send) process.once('disconnect', listener);
}

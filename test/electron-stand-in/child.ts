/**
 * Loaded first in a process that the application forks: gives it `process.parentPort`, and ends it with its parent, as
 * Electron does: it hears nothing of that.
 */
import { EventEmitter } from 'node:events';
import { guardModules } from './modules.ts';

guardModules(process.argv[1] ?? '');

class ParentPort extends EventEmitter {
  postMessage(message: unknown): void {
    process.send?.(message);
  }
}

const parentPort = new ParentPort();
const early: unknown[] = [];
process.on('message', (data) => {
  if (parentPort.listenerCount('message') > 0) parentPort.emit('message', { data, ports: [] });
  else early.push(data);
});
parentPort.on('newListener', (event) => {
  if (event === 'message')
    queueMicrotask(() => early.splice(0).forEach((data) => parentPort.emit('message', { data, ports: [] })));
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
Object.defineProperty(process, 'parentPort', { value: parentPort });

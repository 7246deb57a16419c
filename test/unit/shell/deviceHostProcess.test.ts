import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const child = Object.assign(new EventEmitter(), { pid: undefined as number | undefined, postMessage: () => {} });
vi.mock('electron', () => ({ utilityProcess: { fork: () => child } }));
const { startDeviceHostProcess } = await import('../../../electron/shell/deviceHostProcess.ts');

describe('the process of the devices', () => {
  const killed: unknown[] = [];
  const lines: string[] = [];
  const log = (_level: string, line: string): void => void lines.push(line);
  beforeEach(() => {
    killed.length = 0;
    child.pid = undefined;
    child.removeAllListeners();
    const spy = vi.spyOn(process, 'kill').mockImplementation((...how) => {
      killed.push(how);
      return true;
    });
    return () => spy.mockRestore();
  });

  it('is ended even when it hangs', () => {
    child.pid = 4711;
    startDeviceHostProcess('host.js', log).kill();
    expect(killed).toEqual([[4711, 'SIGKILL']]);
  });

  it('that runs out of memory is one dead child, and a line in the log', () => {
    startDeviceHostProcess('host.js', log);
    expect(child.emit('error', 'FatalError', 'here', 'a report')).toBe(true);
    expect(lines).toEqual(['The device host failed: FatalError']);
  });

  it('that is given up before it has started is ended as soon as it starts', () => {
    startDeviceHostProcess('host.js', log).kill();
    expect(killed).toEqual([]);
    child.pid = 4712;
    child.emit('spawn');
    expect(killed).toEqual([[4712, 'SIGKILL']]);
  });
});

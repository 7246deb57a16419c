import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const child = Object.assign(new EventEmitter(), {
  pid: 4711,
  postMessage: (message: unknown) => void deeds.push(message),
  kill: () => void deeds.push('killed'),
});
const deeds: unknown[] = [];
interface Start {
  args: string[];
  env: Record<string, string | undefined>;
}
const starts: Start[] = [];
vi.mock('electron', () => ({
  utilityProcess: {
    fork: (_entry: string, args: string[], { env }: { env: Start['env'] }) => {
      starts.push({ args, env });
      return child;
    },
  },
}));
const { startEmbeddedBackend } = await import('../../../electron/shell/embeddedBackend.ts');

describe('the embedded backend', () => {
  const lines: string[] = [];
  const start = () =>
    startEmbeddedBackend({
      entry: 'main.js',
      dataDir: 'data',
      seed: false,
      log: (_level, line) => void lines.push(line),
    });
  beforeEach(() => {
    vi.useFakeTimers();
    deeds.length = lines.length = starts.length = 0;
    child.removeAllListeners();
  });
  afterEach(() => void vi.useRealTimers());

  it('is asked to end and waited for, and is not killed when it does', async () => {
    const backend = start();
    const stopped = backend.stop();
    expect(deeds).toEqual([{ type: 'stop' }]);
    child.emit('exit', 0);
    await stopped;
    expect(deeds).toEqual([{ type: 'stop' }]);
  });

  it('is given a secret that no start had before, in its environment and never among its arguments', async () => {
    const backend = start();
    child.emit('exit', 1);
    await vi.advanceTimersByTimeAsync(500);
    expect(starts).toHaveLength(2);
    for (const { args, env } of starts) {
      expect(env['SCHALTERWERK_SECRET']).toBe(backend.secret);
      expect(env['PATH']).toBe(process.env['PATH']);
      expect(args.join(' ')).not.toContain(backend.secret);
    }
    expect(backend.secret.length).toBeGreaterThanOrEqual(43);
    expect(start().secret).not.toBe(backend.secret);
    expect(lines.join(' ')).not.toContain(backend.secret);
  });

  it('that does not end is killed, and holds nobody up', async () => {
    const stopped = start().stop();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(deeds).not.toContain('killed');
    await vi.advanceTimersByTimeAsync(2_002);
    await stopped;
    expect(deeds).toEqual([{ type: 'stop' }, 'killed']);
  });

  it('that runs out of memory is one dead child, and is started again', () => {
    start();
    expect(child.emit('error', 'FatalError', 'here', 'a report')).toBe(true);
    child.emit('exit', 1);
    expect(lines).toEqual([
      'The embedded backend failed: FatalError',
      'The embedded backend ended with code 1; it is started again in 500 ms.',
    ]);
  });
});

import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { clerkWindow, ok, type BridgeOf, type Handlers, type HandlersOf } from '../../../electron/contract/index.ts';
import { wallWindow } from '../../support/wallWindow.ts';

type Listener = (event: IpcMainInvokeEvent, name: unknown, input: unknown) => Promise<unknown>;
const asked: { listener?: Listener } = {};
vi.mock('electron', () => ({
  ipcMain: { handle: (_channel: string, listener: Listener) => void (asked.listener = listener) },
}));
const { serve, served } = await import('../../../electron/shell/serve.ts');
const { createPublish } = await import('../../../electron/shell/publish.ts');

const clerk = { window: 'clerk' } as unknown as IpcMainInvokeEvent;
const wall = { window: 'wall' } as unknown as IpcMainInvokeEvent;
const calls = { calls: [{ ticket: 'A017', room: '2.11' }] };
let lines: string[];
let done: string[];

beforeEach(() => {
  lines = [];
  done = [];
  const clerks = {
    'queue.callNext': async () => (done.push('queue.callNext'), ok(null)),
    'app.snapshots': async () => ok({}),
  } as unknown as Handlers;
  const walls: HandlersOf<typeof wallWindow> = {
    // More than is its to see: what the main process gives by mistake stays there, too.
    'app.snapshots': async () => ok({ calls, day: { all: ['Mustermann, Erika'] } }),
    'wall.isThere': async () => (done.push('wall.isThere'), ok(null)),
  };
  serve(
    [
      served({ contract: clerkWindow, isSender: (event) => event === clerk }, clerks),
      served({ contract: wallWindow, isSender: (event) => event === wall }, walls),
    ],
    (_level, message) => lines.push(message),
  );
});
const ask = (from: IpcMainInvokeEvent, name: string, input: unknown) => asked.listener?.(from, name, input);

describe('a second kind of window beside the clerk’s', () => {
  it('asks what is its own, and is answered by its own handlers', async () => {
    expect(await ask(wall, 'wall.isThere', { width: 1920 })).toEqual({ ok: true, value: null });
    expect(await ask(clerk, 'queue.callNext', null)).toEqual({ ok: true, value: null });
    expect(done).toEqual(['wall.isThere', 'queue.callNext']);
  });

  it('is refused what is the clerk’s, as the clerk’s is refused what is its own', async () => {
    expect(await ask(wall, 'queue.callNext', null)).toEqual({ ok: false, error: { code: 'invalid-request' } });
    expect(await ask(clerk, 'wall.isThere', { width: 1920 })).toEqual({
      ok: false,
      error: { code: 'invalid-request' },
    });
    expect(done).toEqual([]);
    expect(lines).toHaveLength(2);
  });

  it('gets its own snapshots and no others, whatever the main process has', async () => {
    expect(await ask(wall, 'app.snapshots', null)).toEqual({ ok: true, value: { calls } });
  });

  it('is told its own, and nothing else is ever sent to it', () => {
    const sent: unknown[] = [];
    const contents = {
      isDestroyed: () => false,
      isCrashed: () => false,
      send: (...all: unknown[]) => sent.push(all[1]),
    };
    const publish = createPublish(
      { contract: wallWindow, contents: () => contents as unknown as WebContents },
      (_level, line) => lines.push(line),
    );
    publish('calls', calls);
    // @ts-expect-error the day list is not the wall's
    publish('day', { all: ['Mustermann, Erika'] });
    // @ts-expect-error neither is what every object has
    publish('toString', {});
    expect(sent).toEqual(['calls']);
    expect(lines.join()).not.toContain('Mustermann');
  });

  it('cannot even be written to ask for what is not its own', () => {
    const bridge = { ask: async () => ok(null), on: () => () => undefined } as unknown as BridgeOf<typeof wallWindow>;
    void bridge.ask('wall.isThere', { width: 1920 });
    // @ts-expect-error calling people is the clerk's
    void bridge.ask('queue.callNext', null);
    // @ts-expect-error so is the day list
    bridge.on('day', () => undefined);
    // @ts-expect-error and a handler that is missing is an error, too
    const incomplete: HandlersOf<typeof wallWindow> = { 'wall.isThere': async () => ok(null) };
    expect(Object.keys(incomplete)).toHaveLength(1);
  });
});

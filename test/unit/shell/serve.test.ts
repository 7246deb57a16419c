import type { IpcMainInvokeEvent } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { clerkWindow, type Handlers, ok } from '../../../electron/contract/index.ts';

type Listener = (event: IpcMainInvokeEvent, name: unknown, input: unknown) => Promise<unknown>;
const asked: { listener?: Listener } = {};
vi.mock('electron', () => ({
  ipcMain: { handle: (_channel: string, listener: Listener) => void (asked.listener = listener) },
}));
const { serve, served } = await import('../../../electron/shell/serve.ts');

let lines: string[];
let own: boolean;
const calls: unknown[] = [];
const handlers = {
  'scans.type': async () => ok({ scanId: 'not a whole scan' }),
  'queue.callNext': async () => ok(null),
  'session.signOut': async () => {
    throw new Error('the PIN of Erika Mustermann');
  },
  'case.park': async (input: unknown) => {
    calls.push(input);
    return ok(null);
  },
} as unknown as Handlers;

beforeEach(() => {
  lines = [];
  own = true;
  calls.length = 0;
  serve([served({ contract: clerkWindow, isSender: () => own }, handlers)], (_level, message) => lines.push(message));
});
const ask = (name: unknown, input: unknown) => asked.listener?.({} as IpcMainInvokeEvent, name, input);

describe('requests of the window', () => {
  it('are answered by their handler', async () => {
    expect(await ask('queue.callNext', null)).toEqual({ ok: true, value: null });
    expect(lines).toEqual([]);
  });

  it('of a foreign sender never reach a handler', async () => {
    own = false;
    expect(await ask('case.park', { reason: 'x' })).toEqual({ ok: false, error: { code: 'invalid-request' } });
    expect(calls).toEqual([]);
  });

  it.each([['no.such'], ['toString'], ['__proto__'], [7], [null]])(
    'with the unknown name %s are refused',
    async (name) => {
      expect(await ask(name, null)).toEqual({ ok: false, error: { code: 'invalid-request' } });
    },
  );

  it('with a malformed input are refused, and the log says where but not what', async () => {
    expect(await ask('case.park', { reason: 4711 })).toEqual({ ok: false, error: { code: 'invalid-request' } });
    expect(lines).toEqual(['case.park: the input was refused at reason.']);
  });

  it('whose handler throws are answered, and the log holds no data', async () => {
    expect(await ask('session.signOut', { leaveOpen: true })).toEqual({ ok: false, error: { code: 'unexpected' } });
    expect(lines.join()).toContain('session.signOut failed');
    expect(lines.join()).not.toContain('Mustermann');
  });

  it('whose answer breaks the contract are not passed on', async () => {
    expect(await ask('scans.type', { text: 'x' })).toEqual({ ok: false, error: { code: 'unexpected' } });
  });
});

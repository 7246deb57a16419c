import type { DeviceConfig } from '../../../native/index.ts';
import { proves, rest, same, until, type Hardware } from './bench.ts';
import { settled, type Product } from './product.ts';
import { portNamed } from './scannerChapter.ts';

const LOCKS = 16;

export async function lockerChapter(product: Product, hardware: Hardware): Promise<void> {
  await hardware.do('plug', 'lock-board');
  const port = await portNamed(/A10LAB01/);
  settled();
  const config: DeviceConfig = {
    id: 'box',
    kind: 'locker',
    model: 'kerong-cu16',
    link: { type: 'serial', path: port, baudRate: 19_200 },
    board: 0,
    locks: LOCKS,
    closedBit: 1,
  };
  await product.use(config);
  const openings = async () => (await hardware.do('doors', 0)).map((door) => door.openings);
  const open = (lock: number, operationId: string) =>
    product.ask('locker.open', { deviceId: 'box', board: 0, lock, operationId });

  await proves(
    'a lock board behind a USB-serial adapter: all 16 doors are opened, each once, and each is seen to open and to close',
    async () => {
      await product.is('box', 'ready');
      product.forget();
      for (let lock = 0; lock < LOCKS; lock += 1) {
        same(`lock ${lock}`, await open(lock, `open-${lock}`), { ok: true, value: null });
        await until(`door ${lock} is open`, () =>
          product.of('door').find(({ door, commanded }) => door.lock === lock && door.door === 'open' && commanded),
        );
      }
      same(
        'openings',
        await openings(),
        Array.from({ length: LOCKS }, () => 1),
      );
      same(
        'doors',
        (await product.get('locker.doors', { deviceId: 'box' })).map(({ door }) => door),
        Array.from({ length: LOCKS }, () => 'open'),
      );
      await hardware.do('closeDoors');
      for (let lock = 0; lock < LOCKS; lock += 1)
        await until(`door ${lock} is closed`, () =>
          product.of('door').find(({ door }) => door.lock === lock && door.door === 'closed'),
        );
    },
  );

  await proves(
    'pulled during an opening: the pulse is never sent a second time, and the door that opened is seen after the return',
    async () => {
      const before = await openings();
      product.forget();
      const opening = open(3, 'cut-off');
      await rest(60);
      await hardware.do('unplug', 'lock-board');
      await opening;
      await product.is('box', 'lost');
      const refused = await open(4, 'while-away');
      same('while it is away', refused.ok ? 'ok' : refused.error.code, 'device-not-ready');
      const fired = (await openings()).map((count, lock) => count - (before[lock] ?? 0));
      if ((fired[3] ?? 0) > 1 || fired.some((count, lock) => lock !== 3 && count !== 0))
        throw new Error(`fired ${fired.join(' ')}`);
      await hardware.do('plug', 'lock-board');
      await product.is('box', 'ready');
      const again = await open(3, 'cut-off');
      same('the same operation once more', again.ok ? 'ok' : again.error.code, 'invalid-request');
      if (fired[3] === 1)
        await until('the open door is told', () =>
          product.of('door').find(({ door }) => door.lock === 3 && door.door === 'open'),
        );
      same(
        'openings',
        (await openings()).map((count, lock) => count - (before[lock] ?? 0)),
        fired,
      );
      await hardware.do('closeDoors');
      return `the pulse ${fired[3] === 1 ? 'had left' : 'had not left'}`;
    },
  );

  await proves('a board that falls silent is failing, is not pulsed, and works again by itself', async () => {
    await until('it answers', () => product.status('box')?.state === 'ready');
    await hardware.do('silence', true);
    const failing = await product.is('box', 'failing');
    same('problem', failing.problem?.code, 'device-silent');
    const before = await openings();
    const answer = await open(5, 'to-a-silent-board');
    same('answer', answer.ok ? 'ok' : answer.error.code, 'device-not-ready');
    await hardware.do('silence', false);
    await product.is('box', 'ready');
    same('openings', await openings(), before);
  });

  await proves(
    'the device process hangs, then crashes, between two openings: started anew within seconds, nothing is opened by it',
    async () => {
      const before = await openings();
      const notes: string[] = [];
      for (const signal of ['SIGSTOP', 'SIGSEGV'] as const) {
        product.forget();
        const pid = product.pids.at(-1) ?? 0;
        const began = Date.now();
        process.kill(pid, signal);
        const answer = await product.ask('locker.doors', { deviceId: 'box' });
        same(`answer after ${signal}`, answer.ok ? 'ok' : answer.error.code, 'host-gone');
        const told = Date.now() - began;
        await product.is('box', 'ready');
        same('a new process', product.pids.at(-1) !== pid, true);
        notes.push(`${signal}: told after ${told} ms, usable after ${Date.now() - began} ms`);
      }
      same('openings', await openings(), before);
      return notes.join('; ');
    },
  );
  await product.use();
  await hardware.do('unplug', 'lock-board');
}

import type { DeviceConfig } from '../../../native/index.ts';
import { handSamples } from '../../../native/simulated/hand.ts';
import { proves, rest, same, until, type Hardware } from './bench.ts';
import type { Behind } from './behindAdapter.ts';
import { longCodeText } from './codes.ts';
import { settled, type Product } from './product.ts';
import { portNamed } from './scannerChapter.ts';

const codes = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => longCodeText(from + index));

/** What else speaks over a USB-serial cable: one adapter, one device after the other behind it. */
export async function adapterChapter(product: Product, hardware: Hardware): Promise<void> {
  await hardware.do('plug', 'adapter');
  const path = await portNamed(/A10LAB02/);
  settled();
  const link = { type: 'serial', path, baudRate: 9600 } as const;

  async function connect(name: Behind, config: DeviceConfig): Promise<void> {
    await product.use();
    await hardware.do('put', name);
    product.forget();
    await product.use(config);
    await product.is(config.id, 'ready');
  }
  async function replug(id: string): Promise<void> {
    await hardware.do('unplug', 'adapter');
    same('problem', (await product.is(id, 'lost')).problem?.code, 'device-lost');
    await hardware.do('plug', 'adapter');
    await product.is(id, 'ready');
  }

  await proves(
    'a Zebra SSI scanner: codes of one and of several packets arrive once each; pulled and plugged in again it is set up anew',
    async () => {
      await connect('ssi-scanner', {
        id: 'ssi',
        kind: 'scanner',
        model: 'ssi-scanner',
        link,
        endMark: 'silence',
        aimIdentifier: false,
      });
      const scan = async (from: number, to: number) => {
        for (const code of codes(from, to)) await hardware.do('ssiScan', { code, aim: ']Q1' });
      };
      await scan(0, 30);
      await until('30 codes', () => product.codes('ssi').length >= 30);
      await replug('ssi');
      await scan(30, 50);
      await until('50 codes', () => product.codes('ssi').length >= 50);
      same('codes', product.codes('ssi'), codes(0, 50));
      same('identifiers', new Set(product.of('scan').map(({ scan: { aim } }) => aim)), new Set([']Q1']));
    },
  );

  await proves(
    'a Honeywell scanner with commands: it names itself, beeps, and a code with its own end mark inside arrives whole, also after a return',
    async () => {
      await connect('honeywell-scanner', {
        id: 'honeywell',
        kind: 'scanner',
        model: 'serial-scanner',
        link,
        endMark: 'cr',
        aimIdentifier: true,
        commandSet: 'honeywell',
      });
      const { text } = await product.get('scanner.command', { deviceId: 'honeywell', deed: 'identify' });
      if (!text.includes('Simulated scanner')) throw new Error(`it answered ${text}`);
      await product.get('scanner.command', { deviceId: 'honeywell', deed: 'beep-good' });
      const sent = ['PLAIN', 'WITH\rITS\rMARK', longCodeText(5)];
      for (const code of sent) await hardware.do('honeywellScan', { code, aim: ']d1' });
      await until('three codes', () => product.codes('honeywell').length >= 3);
      await replug('honeywell');
      await hardware.do('honeywellScan', { code: sent[1] ?? '', aim: ']d1' });
      await until('the code', () => product.codes('honeywell').length >= 4);
      same('codes', product.codes('honeywell'), [...sent, sent[1]]);
      await until('the beep', async () => (await hardware.do('honeywellCommands')).includes('\x07'));
    },
  );

  await proves(
    'two boards of the 8A/80 family on one line: doors of both open once each; when one falls silent the other goes on; pulled, nothing is opened twice',
    async () => {
      await connect('two-boards', {
        id: 'line',
        kind: 'locker',
        model: 'bcc-8a80',
        link,
        boards: [1, 2].map((board) => ({ board, locks: 8, closedBit: 1 as const })),
      });
      const open = (board: number, lock: number, operationId: string) =>
        product.ask('locker.open', { deviceId: 'line', board, lock, operationId });
      const openings = async () =>
        [...(await hardware.do('doors', 1)), ...(await hardware.do('doors', 2))].map((door) => door.openings);
      for (const [board, lock] of [
        [1, 0],
        [2, 0],
        [1, 7],
        [2, 7],
      ] as const) {
        same(`board ${board} lock ${lock}`, await open(board, lock, `${board}-${lock}`), { ok: true, value: null });
        await until('it is seen', () =>
          product
            .of('door')
            .find(
              ({ door, commanded }) => door.board === board && door.lock === lock && door.door === 'open' && commanded,
            ),
        );
      }
      same('openings', await openings(), [1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1]);
      await hardware.do('closeDoors');
      await hardware.do('silenceBoard', 2);
      await until('board 2 is told', () =>
        product.status('line')?.boards?.some(({ board, answering }) => board === 2 && !answering),
      );
      same('the silent one', (await open(2, 3, 'silent')).ok, false);
      same('the other', await open(1, 3, 'beside'), { ok: true, value: null });
      await hardware.do('silenceBoard', null);
      await until('board 2 is back', () => product.status('line')?.boards?.every(({ answering }) => answering));
      const before = await openings();
      const opening = open(2, 4, 'cut-off');
      await rest(60);
      await replug('line');
      await opening;
      same('once more', (await open(2, 4, 'cut-off')).ok, false);
      const fired = (await openings()).map((count, index) => count - (before[index] ?? 0));
      if ((fired[12] ?? 0) > 1 || fired.some((count, index) => index !== 12 && count !== 0))
        throw new Error(`fired ${fired.join(' ')}`);
      await hardware.do('closeDoors');
    },
  );

  await proves(
    'an STU pad on a serial line: its picture bit by bit, a signature point by point, blank when it returns',
    async () => {
      await connect('serial-pad', {
        id: 'serial-pad',
        kind: 'pad',
        model: 'wacom-stu',
        link: { ...link, baudRate: 128_000 },
      });
      same('name', product.status('serial-pad')?.name, 'STU-430V');
      const bits = Uint8Array.from({ length: 8000 }, (_, index) => (index * 31 + (index >> 8) * 17) & 0xff);
      const screen = {
        screenId: 'over-serial',
        width: 320,
        height: 200,
        bits,
        ink: { x: 0, y: 0, width: 320, height: 150 },
        buttons: [],
      };
      await product.get('pad.show', { deviceId: 'serial-pad', screen });
      if (Buffer.compare((await hardware.do('serialPad')).display, bits) !== 0) throw new Error('the display differs');
      const samples =
        handSamples(screen, 'signature', null, 1000, {
          width: 320,
          height: 200,
          maxX: 9600,
          maxY: 6000,
          maxPressure: 1023,
          rate: 200,
        }) ?? [];
      const tips = samples.filter(({ tip }) => tip).map(({ x, y, pressure }) => [x, y, pressure]);
      const points = () => product.of('ink').flatMap((event) => event.points);
      await hardware.do('pen', { samples, everyMs: 5, on: 'serial' });
      await until('all points', () => points().filter(({ tip }) => tip).length >= tips.length);
      same(
        'points',
        points()
          .filter(({ tip }) => tip)
          .map(({ x, y, pressure }) => [x, y, pressure]),
        tips,
      );
      same(
        'lost samples',
        points().reduce((sum, { lostBefore }) => sum + lostBefore, 0),
        0,
      );
      await replug('serial-pad');
      same(
        'blank',
        (await hardware.do('serialPad')).display.every((byte) => byte === 0xff),
        true,
      );
      return `${tips.length} points`;
    },
  );
  await product.use();
  await hardware.do('unplug', 'adapter');
}

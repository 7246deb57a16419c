import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoCompartments } from '../../backend/seed/office.ts';
import { startDeviceHost, type DeviceConfig, type DeviceHost, type LockerConfig } from '../../native/index.ts';
import { stepOf, upToTheOutput } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { scan, startCounter, type TestCounter } from '../support/counter.ts';

/**
 * A box whose doors nobody sees, and a box with a dead board: what cannot be known is asked, never guessed (promise 7).
 */

let backend: TestBackend;
let counter: TestCounter;

/** The real drivers, with this lock board in place of the usual one. */
function hostWith(
  locker: Omit<Extract<LockerConfig, { board: number }>, 'id' | 'kind' | 'link'>,
): DeviceHost & { stop(): Promise<void> } {
  const host = startDeviceHost({ handSpeed: 10 });
  const replaced = (config: DeviceConfig): DeviceConfig =>
    config.kind === 'locker' ? { id: config.id, kind: 'locker', link: { type: 'simulated' }, ...locker } : config;
  return {
    ...host,
    ask: (name, input) =>
      host.ask(
        name,
        name === 'configure'
          ? ({ ...input, devices: (input as { devices: DeviceConfig[] }).devices.map(replaced) } as typeof input)
          : input,
      ),
  };
}

async function begin(host: DeviceHost & { stop(): Promise<void> }, dataDir?: string): Promise<void> {
  backend = await startTestBackend();
  counter = await startCounter({ backendUrl: backend.url, host, ...(dataDir ? { dataDir } : {}) });
  await counter.until('the backend to be heard', (now) => now.session.phase === 'signed-out');
  await counter.must('session.signIn', { clerkId: counter.now().session.clerks[0]!.id, pin: '1111' });
  await counter.must('session.chooseCounter', { counterId: counter.now().session.counters[0]!.id, takeOver: true });
  await counter.until(
    'connection and devices',
    (now) =>
      now.connection.state === 'connected' &&
      now.devices.devices.length === 3 &&
      now.devices.devices.every(({ state }) => state === 'ready'),
  );
}
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

const deposit = () => counter.now().case!.deposit!;
const reaches = (state: string): Promise<void> =>
  counter.until(`the deposit to be ${state}`, (now) => now.case?.deposit?.state === state);
const fired = () =>
  counter
    .now()
    .simulation!.doors.filter(({ openings }) => openings > 0)
    .map(({ lock, openings }) => [lock, openings]);

describe('a box without door contacts', () => {
  // The compartments of the demonstration office are on board 0, which no Modbus board can be: a Kerong without
  // contacts.
  beforeEach(() => begin(hostWith({ model: 'kerong-cu16', board: 0, locks: 16, closedBit: 1, contacts: false })));

  it('opens once, calls nothing jammed and nothing open, and asks the clerk', async () => {
    await upToTheOutput(counter);
    await counter.must('deposits.start', { stepId: stepOf(counter, 'output').id });
    await scan(counter, 'document-serial', { mine: true });
    await reaches('unknown');
    expect(deposit()).toMatchObject({
      door: 'unknown',
      content: 'unknown',
      choices: ['item-is-inside', 'item-is-with-me', 'try-again', 'other-compartment'],
    });
    expect(fired().map(([, openings]) => openings)).toEqual([1]);
    await counter.must('deposits.answer', { choice: 'item-is-inside' });
    await reaches('done');
    expect(fired().map(([, openings]) => openings)).toEqual([1]);
  });

  it('opens another compartment only when the clerk says so', async () => {
    await upToTheOutput(counter);
    await counter.must('deposits.start', { stepId: stepOf(counter, 'output').id });
    await scan(counter, 'document-serial', { mine: true });
    await reaches('unknown');
    const first = deposit().compartment!.id;
    await counter.must('deposits.answer', { choice: 'other-compartment' });
    await counter.until(
      'the second question',
      (now) => now.case?.deposit?.state === 'unknown' && now.case.deposit.compartment?.id !== first,
    );
    expect(fired().map(([, openings]) => openings)).toEqual([1, 1]);
    await counter.must('deposits.answer', { choice: 'item-is-with-me' });
    await reaches('awaiting-item');
  });
});

describe('a compartment that stands open at the start', () => {
  it('is never assigned', async () => {
    const open = demoCompartments.filter(({ gripHeight }) => gripHeight > 105).slice(0, 3);
    const dataDir = mkdtempSync(join(tmpdir(), 'schalterwerk-counter-'));
    const doors = open.map(({ board, lock }) => ({ board, lock, open: true, item: false, jammed: false, openings: 0 }));
    writeFileSync(join(dataDir, 'simulated-room.json'), JSON.stringify({ doors }));
    await begin(startDeviceHost({ handSpeed: 10 }), dataDir);
    await counter.until(
      'the doors to be known',
      (now) => now.devices.compartments.filter(({ door }) => door === 'open').length === 3,
    );
    const next = counter
      .now()
      .devices.compartments.find(
        ({ state, gripHeight, door }) => state === 'free' && gripHeight > 105 && door === 'closed',
      )!;
    expect(counter.now().devices.compartments.some(({ state, door }) => state === 'free' && door === 'open')).toBe(
      true,
    );
    await upToTheOutput(counter);
    await counter.must('deposits.start', { stepId: stepOf(counter, 'output').id });
    await scan(counter, 'document-serial', { mine: true });
    await reaches('open');
    expect(deposit().compartment!.id).toBe(next.id);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Printed } from '../../electron/core/kernel/ports.ts';
import { Settings } from '../../electron/core/kernel/settings/settings.ts';
import { openDoor, putInAndShut, upToTheOutput } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { scan, signInAt, startCounter, type TestCounter } from '../support/counter.ts';

/** The slip is printed as often as it takes; whatever the printer says, the code stays until the slip is given. */

let backend: TestBackend;
let counter: TestCounter;
let answer: Printed;
let asked: string[];

beforeEach(async () => {
  asked = [];
  answer = 'sent';
  backend = await startTestBackend();
  counter = await startCounter({
    backendUrl: backend.url,
    settings: Settings.parse({ slip: { place: 'Foyer im Erdgeschoss', printer: 'Bon_4' } }),
    print: async (printer) => (asked.push(printer), answer),
  });
  await signInAt(counter);
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

describe('the pickup slip', () => {
  it('goes to the printer of the settings while its code is shown, again and again, and never otherwise', async () => {
    expect(await counter.ask('deposits.printSlip', null)).toMatchObject({
      ok: false,
      error: { code: 'deposit-not-running' },
    });
    await upToTheOutput(counter);
    await putInAndShut(counter, await openDoor(counter));
    await counter.until('the door to be shut', (now) => now.case?.deposit?.state === 'closed-unconfirmed');
    expect(await counter.ask('deposits.printSlip', null)).toMatchObject({
      ok: false,
      error: { code: 'deposit-not-running' },
    });
    expect(asked).toEqual([]);
    await scan(counter, 'compartment-label', { label: counter.now().case!.deposit!.compartment!.label });
    await counter.until('the slip', (now) => now.case?.deposit?.state === 'done');
    const code = counter.now().case!.deposit!.pickupCode!;
    expect(counter.now().case!.deposit!.place).toBe('Foyer im Erdgeschoss');

    expect(await counter.must('deposits.printSlip', null)).toEqual({ printed: true });
    answer = 'cancelled';
    expect(await counter.must('deposits.printSlip', null)).toEqual({ printed: false });
    answer = 'no-printer';
    expect(await counter.ask('deposits.printSlip', null)).toMatchObject({
      ok: false,
      error: { code: 'printer-missing' },
    });
    answer = 'failed';
    expect(await counter.ask('deposits.printSlip', null)).toMatchObject({ ok: false, error: { code: 'not-printed' } });
    expect(counter.now().case!.deposit!.pickupCode).toBe(code);
    expect(asked).toEqual(['Bon_4', 'Bon_4', 'Bon_4', 'Bon_4']);

    await counter.must('deposits.slipGiven', null);
    expect(await counter.ask('deposits.printSlip', null)).toMatchObject({
      ok: false,
      error: { code: 'deposit-not-running' },
    });
    expect(asked).toHaveLength(4);
    expect(counter.log.join('\n')).not.toContain(code);
  });
});

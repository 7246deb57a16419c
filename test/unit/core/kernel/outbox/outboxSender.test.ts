import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Appointment, Command } from '../../../../../backend/contract/index.ts';
import { makeOfficeDay } from '../../../../../backend/seed/officeDay.ts';
import { openStore, type Store } from '../../../../../electron/core/kernel/database/store.ts';
import type { BackendClient } from '../../../../../electron/core/kernel/outbox/backendClient.ts';
import { Outbox } from '../../../../../electron/core/kernel/outbox/outbox.ts';
import { OutboxSender } from '../../../../../electron/core/kernel/outbox/outboxSender.ts';
import { Office } from '../../../../../electron/core/kernel/records/office.ts';
import { testKey } from '../../../../support/keys.ts';

const counterId = 'counter-1';
const template = makeOfficeDay(new Date()).appointments[0]!;
const serving: Appointment = { ...template, state: 'serving', counterId };

let folder: string;
let store: Store;
let outbox: Outbox;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  folder = mkdtempSync(join(tmpdir(), 'schalterwerk-sender-'));
  const opened = openStore(folder, testKey, () => {});
  if (!opened.ok) throw new Error(opened.detail);
  store = opened.store;
  const office = new Office(store);
  office.take([{ seq: 1, kind: 'appointment', id: serving.id, value: serving }], false, 1);
  outbox = new Outbox(store, office);
});
afterEach(() => {
  vi.useRealTimers();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const tick = (n: number): string => {
  const added = outbox.add(counterId, {
    kind: 'record-step',
    appointmentId: serving.id,
    stepId: `step-${n}`,
    step: { state: 'done', at: new Date().toISOString(), evidence: {} },
  });
  if (!added.ok) throw new Error(added.error.code);
  return added.value.command.id;
};

/** A sender to a backend that takes everything, and what happened, in order. */
function sending(whileAnswering: () => void): { sender: OutboxSender; happened: string[]; sent: string[] } {
  const happened: string[] = [];
  const sent: string[] = [];
  const call = async (name: string, { body }: { body: { commands: Command[] } }) => {
    if (name !== 'commands') throw new Error(`not expected: ${name}`);
    if (sent.length >= 200) throw new Error('sent again');
    happened.push('sent');
    sent.push(...body.commands.map(({ id }) => id));
    whileAnswering();
    const answers = body.commands.map(({ id }) => ({ status: 'applied', commandId: id, appointmentId: serving.id }));
    return { kind: 'ok', value: { answers }, contract: 1 };
  };
  const nothing = (): void => {};
  const sender = new OutboxSender({
    outbox,
    client: { call } as unknown as BackendClient,
    token: () => 'token',
    counterId: () => counterId,
    log: nothing,
    pull: async () => {
      happened.push(`fetched with ${outbox.counts().waiting} waiting`);
      outbox.settle(outbox.appliedNow());
    },
    onUnauthorised: nothing,
    onCounterLost: nothing,
    onReachable: nothing,
    onHeldBack: nothing,
    onSettled: () => happened.at(-1) === 'told' || happened.push('told'),
  });
  return { sender, happened, sent };
}

const allArrived = (): Promise<void> => vi.waitFor(() => expect(outbox.counts().waiting).toBe(0));

it('what arrives while much is sent is fetched and told together, and travels once', async () => {
  const ids = Array.from({ length: 200 }, (_, n) => tick(n));
  const { sender, happened, sent } = sending(() => expect(outbox.counts().waiting).toBe(200));
  sender.kick();
  await allArrived();
  await sender.stop();
  expect(sent).toEqual(ids);
  expect(happened).toEqual(['sent', 'sent', 'sent', 'sent', 'fetched with 0 waiting', 'told']);
});

it('one sees how it goes on where sending takes long', async () => {
  for (let n = 0; n < 150; n += 1) tick(n);
  const { sender, happened } = sending(() => vi.setSystemTime(Date.now() + 1000));
  sender.kick();
  await allArrived();
  await sender.stop();
  expect(happened.filter((what) => what.startsWith('fetched'))).toEqual([
    'fetched with 50 waiting',
    'fetched with 0 waiting',
  ]);
});

it('who waits for an answer does not wait for those of others', async () => {
  const ids = Array.from({ length: 150 }, (_, n) => tick(n));
  const { sender, happened } = sending(() => undefined);
  const answered = sender.outcomeOf(ids[10]!, 60_000).then(() => happened.push('answered'));
  sender.kick();
  await answered;
  await allArrived();
  await sender.stop();
  expect(happened.slice(0, 4)).toEqual(['sent', 'fetched with 100 waiting', 'told', 'answered']);
});

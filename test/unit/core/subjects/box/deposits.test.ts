import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Appointment } from '../../../../../backend/contract/index.ts';
import { makeOfficeDay } from '../../../../../backend/seed/officeDay.ts';
import { ok, type Result } from '../../../../../electron/contract/errors.ts';
import type { CaseAtHand } from '../../../../../electron/core/counter/caseAtHand/caseAtHand.ts';
import { loadProcesses } from '../../../../../electron/core/counter/processes/loadProcesses.ts';
import { WorkAtCounter } from '../../../../../electron/core/counter/work/counterWork.ts';
import { openStore, type Store } from '../../../../../electron/core/kernel/database/store.ts';
import type { Devices } from '../../../../../electron/core/kernel/devices/devices.ts';
import { Outbox } from '../../../../../electron/core/kernel/outbox/outbox.ts';
import { Office } from '../../../../../electron/core/kernel/records/office.ts';
import { Deposits } from '../../../../../electron/core/subjects/box/deposits.ts';
import type { DeviceHost } from '../../../../../native/index.ts';
import { hangMs } from '../../../../support/hang.ts';
import { testKey } from '../../../../support/keys.ts';

/** Deposits alone: a real store, outbox and office; of the devices only what the box is asked. */

const counterId = 'counter-1';
const processes = loadProcesses(join(import.meta.dirname, '../../../../../assets/processes')).definitions;
const day = makeOfficeDay(new Date());
const [person, item] = day.appointments.flatMap((one) => {
  const ready = day.items.find(({ state, applicantId }) => state === 'ready' && applicantId === one.applicant.id);
  return one.service === 'eat-collect' && ready ? [[one, ready] as const] : [];
})[0]!;
const { steps } = processes.get(person.service)!;
const output = steps.find(({ kind }) => kind === 'output')!;
const settled = {
  state: 'overridden',
  reason: 'Geprüft am Tresen',
  at: '2026-12-01T09:00:00.000Z',
  evidence: {},
} as const;
const served: Appointment = {
  ...person,
  state: 'serving',
  counterId,
  steps: Object.fromEntries(steps.filter((step) => step !== output).map(({ id }) => [id, settled])),
};

let folder: string;
let store: Store;
let office: Office;
let outbox: Outbox;
let here: Appointment | null;
let doorState: 'open' | 'closed';
/** What was asked of the box, and what stood on the disk at that moment. */
let pulses: { phaseOnDisk: unknown }[];
let answers: ((answer: Awaited<ReturnType<DeviceHost['ask']>>) => void)[];
let deposits: Deposits;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schalterwerk-deposits-'));
  const opened = openStore(folder, testKey, () => undefined);
  if (!opened.ok) throw new Error('the store did not open');
  ({ store } = opened);
  office = new Office(store);
  const records = [
    ...day.compartments.map((value) => ({ kind: 'compartment', value })),
    { kind: 'item', value: item },
    { kind: 'appointment', value: served },
  ];
  office.take(
    records.map(({ kind, value }, n) => ({ seq: n + 1, kind, id: value.id, value })),
    false,
    records.length,
  );
  outbox = new Outbox(store, office);
  here = served;
  doorState = 'closed';
  pulses = [];
  answers = [];
  deposits = make();
});
afterEach(() => {
  deposits.stop();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function make(): Deposits {
  const atHand = {
    get appointment() {
      return here;
    },
    serving: (): Result<Appointment> => (here ? ok(here) : { ok: false, error: { code: 'wrong-state' } }),
  } as unknown as CaseAtHand;
  const host = {
    ask: (name: string) => {
      if (name !== 'locker.open') throw new Error(`${name} was asked`);
      pulses.push({ phaseOnDisk: (store.works()[0]?.value as { phase: string } | undefined)?.phase });
      return new Promise((resolve) => answers.push(resolve));
    },
  } as unknown as DeviceHost;
  const devices = {
    ready: () => ({ id: 'box' }),
    door: () => doorState,
    look: async () => doorState,
    hasContact: () => true,
  } as unknown as Devices;
  return new Deposits({
    host,
    devices,
    atHand,
    office,
    store,
    outbox,
    log: () => undefined,
    counterId: () => counterId,
    process: (service) => processes.get(service),
    now: () => new Date(),
    onChange: () => undefined,
    onDeposited: () => undefined,
    onLeftBehind: () => undefined,
    place: 'Foyer',
  });
}

const theDoor = () => office.get('compartment', deposits.state!.compartmentId!)!;
function doorTells(state: 'open' | 'closed'): void {
  doorState = state;
  const { board, lock } = theDoor();
  deposits.take({ type: 'door', door: { board, lock, door: state }, commanded: true } as Parameters<
    Deposits['take']
  >[0]);
}

describe('a deposit', () => {
  it('has its intent on the disk before the pulse goes out, and sends it once', () => {
    expect(deposits.start(output.id)).toEqual(ok(null));
    expect(deposits.takesDocument(item, true)).toEqual(ok('recognised'));
    expect(pulses).toEqual([{ phaseOnDisk: 'opening' }]);
    expect(deposits.takesDocument(item, true)?.ok).toBe(false);
    expect(pulses).toHaveLength(1);
  });

  it('after a restart in the middle looks at the door, and sends nothing a second time', async () => {
    deposits.start(output.id);
    deposits.takesDocument(item, true);
    deposits.stop();
    doorState = 'open';
    deposits = make();
    deposits.recover();
    await expect.poll(() => deposits.state?.phase, { timeout: hangMs }).toBe('open');
    expect(pulses).toHaveLength(1);
  });

  it('holds the person and the devices until the door is shut and the content confirmed, then for its slip', () => {
    const works = new WorkAtCounter();
    works.add(deposits);
    deposits.start(output.id);
    expect(works.hindrance('leave-person').ok).toBe(true);
    deposits.takesDocument(item, true);
    doorTells('open');
    expect(works.hindrance('sign-out')).toMatchObject({ error: { code: 'deposit-running' } });
    expect(works.holdsDevices).toBe(true);
    expect(works.takesDocument(item, true)).toEqual(ok('confirmed'));
    doorTells('closed');
    expect(deposits.state?.phase).toBe('done');
    expect(works.holdsDevices).toBe(false);
    expect(works.hindrance('settle-step').ok).toBe(true);
    expect(works.hindrance('leave-person')).toMatchObject({ error: { code: 'slip-not-given' } });
    expect(outbox.open().map(({ command }) => command.action.kind)).toEqual(['deposit']);
    expect(deposits.slipGiven().ok).toBe(true);
    expect(works.hindrance('leave-person').ok).toBe(true);
  });

  it('is not confirmed by a number that somebody types: that shows nothing of what lies inside', () => {
    deposits.start(output.id);
    expect(deposits.takesDocument(item, false)).toEqual(ok('recognised'));
    doorTells('open');
    expect(deposits.takesDocument(item, false)).toMatchObject({ ok: false, error: { code: 'content-not-scanned' } });
    doorTells('closed');
    expect(deposits.takesDocument(item, false)).toMatchObject({ ok: false, error: { code: 'content-not-scanned' } });
    expect(deposits.state?.phase).not.toBe('done');
    expect(deposits.takesDocument(item, true)).toEqual(ok('confirmed'));
    expect(deposits.state?.phase).toBe('done');
  });

  it('takes no document of whoever is here while it belongs to somebody who is not', () => {
    deposits.start(output.id);
    here = { ...served, id: 'somebody-else' };
    expect(deposits.takesDocument(item, true)).toMatchObject({ ok: false, error: { code: 'deposit-not-running' } });
    expect(deposits.takesLabel(theLabel(), true)).toBeNull();
    expect(pulses).toEqual([]);
  });
});

const theLabel = (): string => day.compartments[0]!.label;

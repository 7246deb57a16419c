import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Appointment } from '../../../../../backend/contract/index.ts';
import { makeOfficeDay } from '../../../../../backend/seed/officeDay.ts';
import { fail, ok } from '../../../../../electron/contract/errors.ts';
import type { Devices } from '../../../../../electron/core/kernel/devices/devices.ts';
import { Signatures } from '../../../../../electron/core/subjects/signing/signatures.ts';
import type { DeviceHost, HostEvent, PenPoint } from '../../../../../native/index.ts';
import { counterId, partsOfCounter } from '../../../../support/partsOfCounter.ts';
import { area, signature } from './scribbles.ts';

/** Signatures alone: a real store, outbox and process; of the devices only what a pad is asked. */

const person = makeOfficeDay(new Date()).appointments.find(
  ({ service, applicant }) => service === 'eat-collect' && applicant.birthDate < '1995',
)!;
let counter: ReturnType<typeof partsOfCounter>;
let signatures: Signatures;
let notices: string[];
/** What the pad was asked, in order. */
let asked: string[];
let stepId: string;

const padStatus = (state: 'ready' | 'failed') =>
  ({ type: 'device', status: { id: 'pad', kind: 'pad', state } }) as unknown as HostEvent;

beforeEach(() => {
  counter = partsOfCounter();
  notices = [];
  asked = [];
  const { steps } = counter.process(person.service)!;
  const sign = steps.find(({ kind }) => kind === 'signature')!;
  stepId = sign.id;
  const settled = { state: 'overridden', reason: 'Geprüft', at: '2026-12-01T09:00:00.000Z', evidence: {} } as const;
  const served: Appointment = {
    ...person,
    state: 'serving',
    counterId,
    steps: Object.fromEntries(steps.slice(0, steps.indexOf(sign)).map(({ id }) => [id, settled])),
  };
  counter.tell({ appointment: served });
  const host = {
    ask: async (name: string) => {
      asked.push(name);
      return name === 'pad.capability'
        ? {
            ok: true,
            value: { display: false, width: 800, height: 200, maxX: area.width, maxY: area.height, maxPressure: 1 },
          }
        : { ok: true, value: null };
    },
  } as unknown as DeviceHost;
  const { atHand, outbox, process } = counter;
  signatures = new Signatures({
    host,
    devices: { ready: () => ({ id: 'pad', name: 'Pad' }) } as unknown as Devices,
    atHand,
    outbox,
    process,
    log: () => undefined,
    counterId: () => counterId,
    now: () => new Date(),
    paintPad: async ({ width, height }) => new Uint8Array(Math.ceil(width / 8) * height),
    onChange: () => undefined,
    onInk: () => undefined,
    onNotice: (code) => notices.push(code),
  });
  counter.works.add(signatures);
});
afterEach(() => counter.close());

const begin = async (): Promise<void> => {
  expect(await signatures.start(stepId)).toEqual(ok(null));
  expect(signatures.view?.state).toBe('signing');
};

describe('a signature', () => {
  it('holds the person and the devices while it is given, and hinders nobody from signing out in words of its own', async () => {
    await begin();
    expect(counter.works.hindrance('leave-person')).toEqual(fail('signature-running'));
    expect(counter.works.hindrance('change-counter')).toEqual(fail('signature-running'));
    expect(counter.works.hindrance('sign-out').ok).toBe(true);
    expect(counter.works.holdsDevices).toBe(true);
    expect(counter.works.appointments).toEqual([person.id]);
  });

  it('ends when another person stands here, stays when it is the same one, and the pad is blanked', async () => {
    await begin();
    counter.works.follow(person.id);
    expect(signatures.running).toBe(true);
    counter.works.follow('somebody-else');
    expect(signatures.running).toBe(false);
    expect(asked.at(-1)).toBe('pad.blank');
    expect(counter.done()).toEqual([]);
  });

  it('ends when nobody is signed in, with nothing stored', async () => {
    await begin();
    await counter.works.coverUp();
    expect(signatures.running).toBe(false);
    expect(asked.at(-1)).toBe('pad.blank');
    expect(counter.done()).toEqual([]);
  });

  it('is lost with its pad, which is told, and can begin anew', async () => {
    await begin();
    counter.works.take(padStatus('failed'));
    expect(signatures.view).toMatchObject({ state: 'lost', problem: { code: 'pad-lost' } });
    expect(signatures.accept().ok).toBe(false);
    counter.works.take(padStatus('ready'));
    await begin();
  });

  it('that was another step’s stays when a step is settled otherwise', async () => {
    await begin();
    counter.works.stepSettled('another-step');
    expect(signatures.running).toBe(true);
    counter.works.stepSettled(stepId);
    expect(signatures.running).toBe(false);
  });

  it('is stored once, with its command, and the dot before it is refused', async () => {
    await begin();
    const ink = (points: PenPoint[]): void =>
      counter.works.take({ type: 'ink', deviceId: 'pad', screenId: signatures.view!.signatureId, points });
    const drawn = signature().flatMap((stroke) => [
      ...stroke.map(({ x, y, p, t }) => ({ x, y, pressure: p, t, tip: true, lostBefore: 0 })),
      { x: 0, y: 0, pressure: 0, t: stroke.at(-1)!.t, tip: false, lostBefore: 0 },
    ]);
    ink(drawn.slice(0, 1));
    expect(signatures.accept().ok).toBe(false);
    expect(counter.done()).toEqual([]);
    await expect.poll(() => signatures.view?.state).toBe('signing');
    ink(drawn);
    expect(signatures.accept()).toEqual(ok(null));
    expect(signatures.accept().ok).toBe(false);
    expect(counter.done()).toEqual(['sign']);
    expect(notices).toEqual(['signature-saved']);
  });
});

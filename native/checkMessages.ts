import { z } from 'zod';
import type {
  Answer,
  DeviceConfig,
  FromHost,
  HostEvent,
  HostRequestName,
  HostRequests,
  Ping,
  Pong,
  ToHost,
} from './contract.ts';

/** Both sides check what arrives: a process may be of another version, or broken. */

const count = z.int().min(0);
const text = z.string().max(500);
const bytes = z.instanceof(Uint8Array);

const kind = z.enum(['scanner', 'pad', 'locker']);
const endMark = z.enum(['cr', 'lf', 'crlf', 'tab', 'etx', 'silence']);
const link = z.discriminatedUnion('type', [
  z.object({ type: z.literal('serial'), path: text.min(1), baudRate: z.int().min(300).max(4_000_000) }),
  z.object({
    type: z.literal('hid'),
    vendorId: z.int().min(0).max(0xffff),
    productId: z.int().min(0).max(0xffff),
    path: text.optional(),
  }),
  z.object({ type: z.literal('simulated') }),
]);
const address = z.int().min(0).max(255);
const lockBoard = z.object({
  board: address,
  locks: z.int().min(1).max(48),
  closedBit: z.union([z.literal(0), z.literal(1)]),
  firstLock: z.int().min(0).max(48).optional(),
  contacts: z.boolean().optional(),
  answersOpen: z.boolean().optional(),
  inputBoard: address.optional(),
});
const locker = z.object({
  id: text.min(1),
  kind: z.literal('locker'),
  model: z.enum(['kerong-cu16', 'kerong-cu48', 'bcc-8a80', 'wkly', 'modbus-relay']),
  link,
});
const device: z.ZodType<DeviceConfig> = z.union([
  z.discriminatedUnion('kind', [
    z.object({
      id: text.min(1),
      kind: z.literal('scanner'),
      model: z.enum(['serial-scanner', 'hid-pos-scanner', 'ssi-scanner']),
      link,
      endMark,
      aimIdentifier: z.boolean(),
      commandSet: z.enum(['honeywell', 'datalogic', 'newland']).optional(),
      name: text.optional(),
    }),
    z.object({
      id: text.min(1),
      kind: z.literal('pad'),
      model: z.literal('wacom-stu'),
      link,
      encrypt: z.boolean().optional(),
      twin: z.enum(['STU-300', 'STU-430', 'STU-430V', 'STU-500', 'STU-520', 'STU-530', 'STU-540']).optional(),
    }),
  ]),
  z.object({ id: text.min(1), kind: z.literal('pad'), model: z.literal('hid-digitizer'), link }),
  locker.extend({ boards: z.array(lockBoard).min(1).max(32) }),
  locker.extend(lockBoard.shape),
]);

const errorCode = z.enum([
  'device-unknown',
  'device-not-ready',
  'device-lost',
  'device-silent',
  'device-busy',
  'device-refused',
  'device-garbled',
  'permission-denied',
  'invalid-request',
  'host-gone',
]);
const deviceError = z.object({ code: errorCode, detail: z.string().max(2000).optional() });
const status = z.object({
  id: text,
  kind,
  name: text,
  simulated: z.boolean(),
  state: z.enum(['searching', 'connecting', 'ready', 'lost', 'failing']),
  problem: deviceError.optional(),
  good: count,
  failed: count,
  boards: z.array(z.object({ board: address, answering: z.boolean(), problem: deviceError.optional() })).optional(),
});

const pixel = z.number().min(0).max(4096);
const rectangle = z.object({ x: pixel, y: pixel, width: pixel, height: pixel });
const padButton = z.enum(['ok', 'clear', 'cancel']);
const screen = z.object({
  screenId: text.min(1),
  width: pixel,
  height: pixel,
  bits: bytes,
  ink: rectangle,
  buttons: z.array(z.object({ name: padButton, area: rectangle })).max(8),
});
const capability = z.object({
  model: text,
  display: z.boolean(),
  width: count,
  height: count,
  maxX: count,
  maxY: count,
  maxPressure: count,
  rate: count,
  serial: text,
});
const place = { board: address, lock: z.int().min(0).max(47) };
const door = z.object({
  ...place,
  door: z.enum(['open', 'closed', 'unknown']),
  item: z.boolean().nullable(),
  contact: z.boolean().optional(),
});
const commissioning = z.object({
  board: address,
  step: z.enum(['close-all', 'open', 'which', 'done', 'refused']),
  opened: count,
  openings: count,
  refusal: z
    .enum([
      'nothing-opened',
      'several-opened',
      'several-contacts-changed',
      'contact-of-another-door',
      'doors-differ',
      'not-as-before',
      'polarity-differs',
      'numbers-differ',
      'contacts-differ',
      'number-impossible',
    ])
    .nullable(),
  conclusion: lockBoard.nullable(),
});
const fault = z.enum(['none', 'unplugged', 'silent', 'noise', 'half-frames']);
const aim = z.string().max(3);

const deed = z.discriminatedUnion('deed', [
  z.object({ deed: z.literal('scan'), code: bytes, aim, deviceId: text.optional() }),
  z.object({ deed: z.literal('sign'), style: z.enum(['signature', 'dot', 'nothing']), press: padButton.nullable() }),
  z.object({ deed: z.literal('press'), button: padButton }),
  z.object({ deed: z.literal('put-item'), ...place }),
  z.object({ deed: z.literal('take-item'), ...place }),
  z.object({ deed: z.literal('close-door'), ...place }),
  z.object({ deed: z.literal('pull-door-open'), ...place }),
  z.object({ deed: z.literal('jam'), ...place, jammed: z.boolean() }),
  z.object({ deed: z.literal('fault'), deviceId: text, fault }),
]);

type Schemas = {
  [N in HostRequestName]: { input: z.ZodType<HostRequests[N]['input']>; output: z.ZodType<HostRequests[N]['output']> };
};

const requests: Schemas = {
  configure: {
    input: z.object({ devices: z.array(device).max(50), worldFile: z.string().max(4096) }),
    output: z.array(status),
  },
  find: {
    input: z.null(),
    output: z.object({
      pads: z.array(
        z.object({
          vendorId: count,
          productId: count,
          path: text,
          name: text,
          driver: z.enum(['wacom-stu', 'hid-digitizer']),
          baudRate: count.optional(),
        }),
      ),
      scanners: z.array(
        z.object({
          path: text,
          port: text.optional(),
          name: text,
          hid: z.object({ vendorId: count, productId: count }).optional(),
        }),
      ),
      others: z.array(
        z.object({
          what: z.enum(['keyboard-scanner', 'other-mode-scanner', 'serial-port', 'digitizer']),
          name: text,
          path: text,
          port: text.optional(),
          vendorId: count.optional(),
          productId: count.optional(),
          mayOpen: z.boolean(),
        }),
      ),
    }),
  },
  'scanner.command': {
    input: z.object({
      deviceId: text,
      deed: z.enum(['identify', 'trigger-on', 'trigger-off', 'beep-good', 'beep-bad']),
    }),
    output: z.object({ text: z.string().max(10_000) }),
  },
  'pad.capability': { input: z.object({ deviceId: text }), output: capability },
  'pad.show': { input: z.object({ deviceId: text, screen }), output: z.null() },
  'pad.clear': { input: z.object({ deviceId: text, screenId: text }), output: z.null() },
  'pad.blank': { input: z.object({ deviceId: text }), output: z.null() },
  'locker.open': { input: z.object({ deviceId: text, ...place, operationId: text.min(1) }), output: z.null() },
  'locker.doors': { input: z.object({ deviceId: text }), output: z.array(door) },
  'locker.commission.start': { input: z.object({ deviceId: text, board: address }), output: commissioning },
  'locker.commission.closed': { input: z.object({ deviceId: text }), output: commissioning },
  'locker.commission.open': { input: z.object({ deviceId: text, operationId: text.min(1) }), output: commissioning },
  'locker.commission.which': {
    input: z.object({ deviceId: text, door: z.union([z.int().min(0).max(47), z.enum(['none', 'several'])]) }),
    output: commissioning,
  },
  'locker.commission.end': { input: z.object({ deviceId: text }), output: z.null() },
  'trace.start': { input: z.object({ deviceId: text }), output: z.null() },
  'trace.stop': { input: z.object({ deviceId: text }), output: z.null() },
  simulate: { input: deed, output: z.null() },
};

const number = z.number();
const point = z.object({ x: number, y: number, pressure: number, t: number, tip: z.boolean(), lostBefore: count });
const event: z.ZodType<HostEvent> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('device'), status }),
  z.object({ type: z.literal('scan'), scan: z.object({ deviceId: text, bytes, aim: aim.nullable(), at: number }) }),
  z.object({ type: z.literal('unreadable'), deviceId: text, endMark: endMark.optional() }),
  z.object({ type: z.literal('ink'), deviceId: text, screenId: text, points: z.array(point) }),
  z.object({ type: z.literal('button'), deviceId: text, screenId: text, button: padButton }),
  z.object({ type: z.literal('door'), deviceId: text, door, commanded: z.boolean() }),
  z.object({ type: z.literal('plugged') }),
  z.object({
    type: z.literal('trace'),
    deviceId: text,
    ended: z.enum(['ordered', 'time', 'size', 'closed']),
    text: z.string().max(5_000_000),
  }),
  z.object({
    type: z.literal('room'),
    room: z.object({
      devices: z.array(z.object({ id: text, kind, fault })),
      doors: z.array(
        z.object({ ...place, open: z.boolean(), item: z.boolean(), jammed: z.boolean(), openings: count }),
      ),
      pad: z.object({ inking: z.boolean(), blank: z.boolean() }),
    }),
  }),
  z.object({ type: z.literal('log'), level: z.enum(['info', 'warn', 'error']), message: z.string() }),
]);

const ping = z.object({ ping: number });
const call = z.object({ call: count, name: z.enum(Object.keys(requests) as [HostRequestName]), input: z.unknown() });
const fromHost = z.union([
  z.object({
    call: count,
    answer: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), value: z.unknown() }),
      z.object({ ok: z.literal(false), error: deviceError }),
    ]),
  }),
  z.object({ event }),
  z.object({ pong: number }),
]);

/** What arrived at the host. `refused` carries the number of the call that must be answered with `invalid-request`. */
export function checkToHost(
  message: unknown,
):
  | { kind: 'ping'; message: Ping }
  | { kind: 'request'; message: ToHost }
  | { kind: 'refused'; call: number | null; detail: string } {
  const asPing = ping.safeParse(message);
  if (asPing.success) return { kind: 'ping', message: asPing.data };
  const outer = call.safeParse(message);
  if (!outer.success) return { kind: 'refused', call: callNumber(message), detail: where(outer.error) };
  const input = requests[outer.data.name].input.safeParse(outer.data.input);
  if (!input.success)
    return { kind: 'refused', call: outer.data.call, detail: `${outer.data.name}: ${where(input.error)}` };
  return { kind: 'request', message: { ...outer.data, input: input.data } as ToHost };
}

/** What arrived from the host; null for what is no message of ours. */
export function checkFromHost(message: unknown): FromHost | Pong | null {
  const parsed = fromHost.safeParse(message);
  return parsed.success ? (parsed.data as FromHost | Pong) : null;
}

/** The answer to a request of this name, its value checked. */
export function checkAnswer<N extends HostRequestName>(
  name: N,
  answer: Answer<unknown>,
): Answer<HostRequests[N]['output']> {
  if (!answer.ok) return answer;
  const value = requests[name].output.safeParse(answer.value);
  if (value.success) return { ok: true, value: value.data };
  return {
    ok: false,
    error: { code: 'device-garbled', detail: `answer of the device host to ${name}: ${where(value.error)}` },
  };
}

function callNumber(message: unknown): number | null {
  const parsed = z.object({ call: count }).safeParse(message);
  return parsed.success ? parsed.data.call : null;
}

/** The place of the mistake, never the content. */
function where(error: z.ZodError): string {
  const [first] = error.issues;
  return first ? `${first.path.map(String).join('.') || 'message'}: ${first.code}` : 'malformed';
}

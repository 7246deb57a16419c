import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Command } from '../../../backend/contract/index.ts';
import { events, requests } from '../../../electron/contract/index.ts';
import { ProcessDefinition } from '../../../backend/contract/processes.ts';
import { Settings } from '../../../electron/core/kernel/settings/settings.ts';
import { checkFromHost, checkToHost } from '../../../native/checkMessages.ts';
import type { Random } from '../random.ts';
import { ascii, hold, type Target } from '../target.ts';
import { isJson, mutateValue, nested, sample, type Json, type Schema } from '../values.ts';

const jsonSchema = (schema: z.ZodType): Schema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;

/** Now and then the bytes themselves as JSON; mostly a fitting value that was changed in some places. */
function valueOf(input: Uint8Array, good: Json, random: Random): Json {
  const given = random.chance(8) ? isJson(Buffer.from(input).toString('utf8')) : undefined;
  if (given !== undefined) return given;
  if (random.chance(500)) return nested(500);
  let value = good;
  for (let changes = random.below(4); changes > 0; changes--) value = mutateValue(value, random);
  return value;
}

/**
 * What a schema lets through has its shape: let through again, it stays as it is, and nothing hangs on its prototype.
 */
function holdsStill(schema: z.ZodType, value: unknown): void {
  const parsed = schema.safeParse(value);
  if (!parsed.success) return;
  const again = schema.safeParse(parsed.data);
  hold(
    again.success && JSON.stringify(again.data) === JSON.stringify(parsed.data),
    'what was let through is not let through again',
  );
  hold(({} as Record<string, unknown>)['polluted'] === undefined, 'the prototype of all objects was changed');
}

function schemaTarget(name: string, schemas: Record<string, z.ZodType>, seeds: Uint8Array[] = []): Target {
  const all = Object.values(schemas).map((schema) => ({ schema, shape: jsonSchema(schema) }));
  return {
    name,
    seeds: [ascii('{}'), ascii('[]'), ascii('null'), ...seeds],
    attempt(input, random) {
      const { schema, shape } = random.pick(all);
      holdsStill(schema, valueOf(input, sample(shape, random), random));
    },
  };
}

const files = ['eat-collect', 'extend-title'].map((id) =>
  readFileSync(new URL(`../../../assets/processes/${id}.json`, import.meta.url)),
);
const shipped = files.map((file) => JSON.parse(file.toString('utf8')) as Json);
const processes: Target = {
  name: 'process-definition',
  seeds: files.map((file) => new Uint8Array(file)),
  attempt(input, random) {
    holdsStill(ProcessDefinition, valueOf(input, random.pick(shipped), random));
  },
};

const bytes = { tag: 'Uint8Array' };
const toHost: Json[] = [
  { call: 1, name: 'find', input: null },
  {
    call: 2,
    name: 'configure',
    input: {
      worldFile: 'room.json',
      devices: [
        {
          id: 'scanner',
          kind: 'scanner',
          model: 'serial-scanner',
          link: { type: 'serial', path: 'COM3', baudRate: 9600 },
          endMark: 'cr',
          aimIdentifier: true,
        },
      ],
    },
  },
  { call: 3, name: 'locker.open', input: { deviceId: 'box', board: 0, lock: 5, operationId: 'a' } },
  { call: 4, name: 'simulate', input: { deed: 'sign', style: 'dot', press: 'ok' } },
  { ping: 7 },
];
const fromHost: Json[] = [
  { call: 1, answer: { ok: true, value: null } },
  { call: 2, answer: { ok: false, error: { code: 'device-lost' } } },
  { pong: 7 },
  { event: { type: 'scan', scan: { deviceId: 'scanner', bytes, aim: ']Q1', at: 1 } } },
  { event: { type: 'log', level: 'info', message: 'x' } },
  { event: { type: 'door', deviceId: 'box', commanded: true, door: { board: 0, lock: 1, door: 'open', item: null } } },
];
/** Bytes cross the process boundary as bytes, which JSON has not. */
const withBytes = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    JSON.stringify(part) === JSON.stringify(bytes) ? Uint8Array.of(1, 2, 3) : part,
  );

const host: Target = {
  name: 'host-messages',
  seeds: [...toHost, ...fromHost].map((message) => ascii(JSON.stringify(message))),
  attempt(input, random) {
    const checked = checkToHost(withBytes(valueOf(input, random.pick(toHost), random)));
    hold(checked.kind !== 'request' || typeof checked.message.name === 'string', 'a request without a name');
    checkFromHost(withBytes(valueOf(input, random.pick(fromHost), random)));
  },
};

export const messageTargets: Target[] = [
  schemaTarget(
    'bridge-requests',
    Object.fromEntries(Object.entries(requests).map(([name, { input }]) => [name, input])),
  ),
  schemaTarget('bridge-events', events),
  schemaTarget('backend-commands', { Command }),
  schemaTarget('settings', { Settings }),
  processes,
  host,
];

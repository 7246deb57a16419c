import type { Random } from './random.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
interface Schema {
  type?: string;
  const?: Json;
  enum?: Json[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  minItems?: number;
  minLength?: number;
  minimum?: number;
  format?: string;
  pattern?: string;
}

/** A value that mostly fits the schema, made from its JSON Schema; formats that it does not know become texts. */
export function sample(schema: Schema, random: Random, depth = 0): Json {
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return sample(random.pick(options), random, depth);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, of]) => [key, sample(of, random, depth + 1)]),
      );
    case 'array':
      return depth > 8
        ? []
        : Array.from({ length: (schema.minItems ?? 0) + random.below(3) }, () =>
            sample(schema.items ?? {}, random, depth + 1),
          );
    case 'string':
      return text(schema, random);
    case 'integer':
      return Math.max(schema.minimum ?? 0, 0) + random.below(3);
    case 'number':
      return (schema.minimum ?? 0) + 1;
    case 'boolean':
      return random.chance(2);
    default:
      return null;
  }
}

function text({ format, pattern, minLength = 1 }: Schema, random: Random): string {
  if (format === 'uuid') return '019ab000-0000-7000-8000-000000000000';
  if (format === 'date-time') return '2026-11-22T09:00:00.000Z';
  if (format === 'date') return '2026-11-22';
  if (pattern?.includes('{64}')) return 'a'.repeat(64);
  return random.pick(['a', 'de', 'Müller', '１２', '\u202e', '__proto__']).padEnd(minLength, 'x');
}

const odd: Json[] = [
  null,
  true,
  0,
  -1,
  1e308,
  -0.5,
  2 ** 53,
  '',
  ' ',
  '\u0000',
  '\ud800',
  'x'.repeat(5000),
  '2026-13-45T99:99:99Z',
  [],
  {},
  [[[[]]]],
  { kind: 'sign' },
];

/** The value with something in it replaced, left out, doubled or added. */
export function mutateValue(value: Json, random: Random): Json {
  if (random.chance(4)) return random.pick(odd);
  if (Array.isArray(value)) {
    const at = random.below(value.length + 1);
    if (value.length === 0 || random.chance(4)) return value.toSpliced(at, 0, random.pick(odd));
    if (random.chance(4)) return value.toSpliced(at, 1);
    return value.map((item, i) => (i === at % value.length ? mutateValue(item, random) : item));
  }
  if (value !== null && typeof value === 'object') {
    const keys = Object.keys(value);
    const key = random.pick(keys);
    if (keys.length === 0 || random.chance(5))
      return { ...value, [random.pick(['__proto__', 'constructor', 'toString', 'extra'])]: random.pick(odd) };
    if (random.chance(5)) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    return { ...value, [key]: mutateValue(value[key] ?? null, random) };
  }
  return random.pick(odd);
}

/** Objects nested deeper than anything ours, for readers that go down by themselves. */
export function nested(depth: number): Json {
  let value: Json = {};
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

export const isJson = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};

export type { Json, Schema };

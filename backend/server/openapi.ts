import { z } from 'zod';
import * as contract from '../contract/index.ts';
import { apiBase, eventsPath, records, routes, type RouteName } from '../contract/index.ts';
import { version } from '../version.ts';
import { examples } from './examples.ts';
import { problem } from './problems.ts';
import { documentRefusals, eventStreamRefusals, refusalsOf, type Refusal } from './refusals.ts';

/** The API as an OpenAPI 3.1 document, made from the schemas that the server itself checks with. */
export function makeOpenApi(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const name of Object.keys(routes) as RouteName[]) {
    const path = routes[name].path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [routes[name].method.toLowerCase()]: operation(name) };
  }
  paths[eventsPath] = { get: eventStream };
  paths['/openapi.json'] = { get: thisDocument };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Schalterwerk backend',
      version,
      description:
        "What the counters of an office share. Every refusal is a problem document (RFC 9457) with a stable `code`. A command is done once per id: whoever does not know what became of one asks again with the same id. Who names in the header `schalterwerk-contract` the version of the contract that it knows is told of newer kinds of records that they are there; every answer names the backend's.",
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: apiBase }],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: { session: { type: 'http', scheme: 'bearer' } },
    },
  };
}

type AnyRoute = {
  summary: string;
  signedIn: boolean;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  answer: z.ZodType;
};

function operation(name: RouteName): Record<string, unknown> {
  const route: AnyRoute = routes[name];
  const example: { body?: unknown; answer?: unknown } = examples[name] ?? {};
  return {
    operationId: name,
    summary: route.summary,
    security: route.signedIn ? [{ session: [] }] : [],
    parameters: [...parameters('path', route.params), ...parameters('query', route.query)],
    ...(route.body
      ? { requestBody: { required: true, content: json('application/json', reference(route.body), example.body) } }
      : {}),
    responses: {
      200: { description: 'Done', content: json('application/json', reference(route.answer), example.answer) },
      ...problemResponses(refusalsOf(name, routes[name])),
    },
  };
}

/** One response per status; which codes it can carry is part of its schema, and each has its document as an example. */
function problemResponses(refusals: readonly Refusal[]): Record<string, unknown> {
  const byStatus = Object.entries(Object.groupBy(refusals, ({ status }) => status));
  return Object.fromEntries(
    byStatus.map(([status, group = []]) => {
      const codes = group.map(({ code }) => code);
      const schema = {
        allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', properties: { code: { enum: codes } } }],
      };
      const documents = Object.fromEntries(
        group.map(({ code }) => [code, { value: problem(code, { status: Number(status) }) }]),
      );
      return [
        status,
        {
          description: codes.join(', '),
          ...(['429', '503'].includes(status)
            ? {
                headers: {
                  'Retry-After': {
                    description: 'Seconds; with too-many-requests and temporarily-unavailable',
                    schema: { type: 'integer', minimum: 1 },
                  },
                },
              }
            : {}),
          content: { 'application/problem+json': { schema, examples: documents } },
        },
      ];
    }),
  );
}

const eventStream = {
  operationId: 'events',
  summary: 'Server-sent events: something is new up to a cursor. A hint; the truth is /changes',
  description: [
    'At once and after every change `event: changes` with a ChangesHint as data; a comment every 15 seconds; ends with the session and when the backend stops.',
    'To resume, open it again: the first hint tells where the changes stand now. Whoever has a smaller cursor asks /changes for everything between, so nothing is missed whatever was lost on the way.',
  ].join(' '),
  security: [{ session: [] }],
  responses: {
    200: {
      description: 'The stream',
      content: json('text/event-stream', { type: 'string' }, 'event: changes\ndata: {"cursor":42}\n\n'),
    },
    ...problemResponses(eventStreamRefusals),
  },
};

const thisDocument = {
  operationId: 'openApi',
  summary: 'This document',
  security: [],
  responses: {
    200: { description: 'OpenAPI 3.1', content: json('application/json', { type: 'object' }) },
    ...problemResponses(documentRefusals),
  },
};

function parameters(place: 'path' | 'query', schema: z.ZodType | undefined): unknown[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, inner]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: inner,
  }));
}

/** The schemas of the contract under the names they are exported by. */
const named = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(contract)) if (schema instanceof z.ZodType) named.add(schema, { id });

function reference(schema: z.ZodType): unknown {
  const known = named.get(schema);
  if (known) return { $ref: `#/components/schemas/${known.id}` };
  return withoutIdentity(z.toJSONSchema(schema, { io: 'input' }));
}

function componentSchemas(): Record<string, unknown> {
  const { schemas } = z.toJSONSchema(named, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  const plain = Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutIdentity(schema)]));
  // The contract leaves the value open so that a counter can tell an unknown kind from a damaged record; here it can be
  // named.
  const change = plain['Change'] as { properties: Record<string, unknown> };
  change.properties['value'] = {
    anyOf: [
      ...Object.values(records).map(reference),
      { type: 'null' },
      { type: 'string', description: 'A record that this backend cannot read, as it is stored: not to be shown' },
    ],
  };
  const sent = plain['SentCommand'] as { properties: Record<string, unknown> };
  sent.properties['action'] = {
    anyOf: [
      reference(contract.Action),
      {
        ...(sent.properties['action'] as object),
        description: 'What only a newer version knows: refused with unknown-action',
      },
    ],
  };
  return plain;
}

function withoutIdentity(schema: object): Record<string, unknown> {
  const { $schema: _dialect, $id: _address, ...rest } = schema as Record<string, unknown>;
  return rest;
}

function json(mediaType: string, schema: unknown, example?: unknown): Record<string, unknown> {
  return { [mediaType]: { schema, ...(example === undefined ? {} : { example }) } };
}

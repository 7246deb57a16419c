import { z } from 'zod';
import * as contract from '../contract/index.ts';
import { apiBase, eventsPath, problemCodes, problemStatus, records, routes, type ProblemCode, type RouteName } from '../contract/index.ts';
import { version } from '../version.ts';

/** The API as an OpenAPI 3.1 document, made from the schemas that the server itself checks with. */
export function makeOpenApi(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const name of Object.keys(routes) as RouteName[]) {
    const path = routes[name].path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [routes[name].method.toLowerCase()]: operation(name) };
  }
  paths[eventsPath] = { get: eventStream };
  return {
    openapi: '3.1.0',
    info: { title: 'Schalterwerk backend', version, license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' } },
    servers: [{ url: apiBase }],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: { session: { type: 'http', scheme: 'bearer' } },
    },
  };
}

type AnyRoute = { summary: string; signedIn: boolean; params?: z.ZodType; query?: z.ZodType; body?: z.ZodType; answer: z.ZodType };

function operation(name: RouteName): Record<string, unknown> {
  const route: AnyRoute = routes[name];
  return {
    operationId: name,
    summary: route.summary,
    security: route.signedIn ? [{ session: [] }] : [],
    parameters: [...parameters('path', route.params), ...parameters('query', route.query)],
    ...(route.body ? { requestBody: { required: true, content: json('application/json', reference(route.body)) } } : {}),
    responses: {
      200: { description: 'Done', content: json('application/json', reference(route.answer)) },
      ...problemResponses(refusals(name, route)),
    },
  };
}

const oidcProblems = ['sign-in-not-offered', 'sign-in-refused', 'sign-in-declined', 'sign-in-outdated', 'no-role', 'provider-away'] as const satisfies ProblemCode[];
const entryProblems: readonly ProblemCode[] = ['wrong-pin', 'too-many-attempts', 'counter-taken', 'not-allowed', ...oidcProblems];
const commandProblems = problemCodes.filter((code) => !entryProblems.includes(code));
const ownProblems: Partial<Record<RouteName, readonly ProblemCode[]>> = {
  signIn: ['wrong-pin', 'too-many-attempts', 'sign-in-not-offered'],
  oidcAddress: ['sign-in-not-offered', 'provider-away'],
  signInOidc: oidcProblems,
  sessions: ['not-allowed'],
  endSession: ['not-allowed', 'not-found'],
  chooseCounter: ['not-found', 'counter-taken'],
  command: commandProblems,
  commands: ['not-signed-in'],
  voidCommand: commandProblems,
};

function refusals(name: RouteName, route: AnyRoute): ProblemCode[] {
  const takesInput = route.params ?? route.query ?? route.body;
  return [...new Set<ProblemCode>([
    ...(takesInput ? ['invalid-request' as const] : []),
    ...(route.signedIn ? ['not-signed-in' as const] : []),
    ...(ownProblems[name] ?? []),
    'server-error',
  ])];
}

function problemResponses(codes: readonly ProblemCode[]): Record<string, unknown> {
  const byStatus = Object.entries(Object.groupBy(codes, (code) => problemStatus[code]));
  return Object.fromEntries(byStatus.map(([status, group = []]) => [
    status,
    { description: group.join(', '), content: json('application/problem+json', { $ref: '#/components/schemas/Problem' }) },
  ]));
}

const eventStream = {
  operationId: 'events',
  summary: 'Server-sent events: something is new up to a cursor. A hint; the truth is /changes',
  description: 'At once and after every change `event: changes` with a ChangesHint as data; a comment every 15 seconds; ends with the session.',
  security: [{ session: [] }],
  responses: {
    200: { description: 'The stream', content: json('text/event-stream', { type: 'string' }) },
    ...problemResponses(['not-signed-in', 'server-error']),
  },
};

function parameters(place: 'path' | 'query', schema: z.ZodType | undefined): unknown[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, inner]) => ({ name, in: place, required: place === 'path' || required.includes(name), schema: inner }));
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
  // The contract leaves the value open so that a counter can tell an unknown kind from a damaged record; here it can be named.
  const change = plain['Change'] as { properties: Record<string, unknown> };
  change.properties['value'] = { anyOf: [...Object.values(records).map(reference), { type: 'null' }] };
  return plain;
}

function withoutIdentity(schema: object): Record<string, unknown> {
  const { $schema: _dialect, $id: _address, ...rest } = schema as Record<string, unknown>;
  return rest;
}

function json(mediaType: string, schema: unknown): Record<string, unknown> {
  return { [mediaType]: { schema } };
}

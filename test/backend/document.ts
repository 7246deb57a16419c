import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { apiBase, Problem } from '../../backend/contract/index.ts';
import { makeOpenApi } from '../../backend/server/openapi.ts';

/** Holds answers to the OpenAPI document: whatever a test asks the backend, the document must have told. */

export interface DocumentedOperation {
  operationId: string;
  security: unknown[];
  requestBody?: unknown;
  parameters?: unknown[];
  responses: Record<string, { content: Record<string, { schema: unknown; examples?: Record<string, unknown> }> }>;
}
export const document = makeOpenApi() as {
  paths: Record<string, Record<string, DocumentedOperation>>;
  components: { schemas: Record<string, unknown> };
};

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, 'document');

/** `operation status code` of every refusal that was seen, `operation 200` of every answer. */
export const seen = new Set<string>();

export const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Throws when the document does not describe this answer. */
export function checkAnswer(
  method: string,
  address: string,
  answer: { status: number; type: string; body: unknown },
): void {
  const path = address.replace(apiBase, '').replace(/\?.*$/, '');
  // A fixed path is meant before one with a variable in it.
  const known = operations
    .filter(
      (each) =>
        each.method === method.toLowerCase() && new RegExp(`^${each.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
    )
    .sort((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')))[0];
  if (!known) {
    // Nothing is there, or it is asked too early to tell: that is said in a problem document too.
    Problem.parse(answer.body);
    return;
  }
  const { operation } = known;
  const mediaType = answer.type.split(';')[0] ?? '';
  const code = (answer.body as { code?: string } | null)?.code;
  const what = `${operation.operationId} ${answer.status}${answer.status === 200 ? '' : ` ${code}`}`;
  if (!operation.responses[String(answer.status)]?.content[mediaType])
    throw new Error(`The OpenAPI document does not tell of "${what}" as ${mediaType}.`);
  const place = ['paths', known.path, known.method, 'responses', String(answer.status), 'content', mediaType, 'schema'];
  const pointer = place
    .map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1'))
    .map(encodeURIComponent)
    .join('/');
  const validate = ajv.getSchema(`document#/${pointer}`);
  if (!validate) throw new Error(`The OpenAPI document has no schema for "${what}".`);
  if (!validate(answer.body))
    throw new Error(
      `The answer "${what}" is not as the OpenAPI document tells: ${(validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`).join('; ')}`,
    );
  seen.add(what);
}

import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { apiBase } from '../../backend/contract/index.ts';
import { checkAnswer } from '../backend/document.ts';
import type { Random } from '../fuzz/random.ts';
import type { Ground } from './raceOffice.ts';

const longestWay = 5;

/**
 * A network made of turns of the event loop: each request and each answer takes as many as chance says, so that they
 * overtake each other. The seed decides that, too, and no socket takes part: a race goes the same way whenever it is
 * run.
 */
export function askWithin(server: FastifyInstance): Ground['ask'] {
  const travel = async (random: Random): Promise<void> => {
    for (let turns = random.below(longestWay); turns > 0; turns -= 1) await setImmediate();
  };
  return async (random, method, path, token, body) => {
    await travel(random);
    const response = await server.inject({
      method,
      url: apiBase + path,
      headers: { authorization: `Bearer ${token}` },
      ...(body ? { payload: body } : {}),
    });
    const answer = {
      status: response.statusCode,
      type: String(response.headers['content-type']),
      body: response.json<Record<string, unknown>>(),
    };
    if (process.env['VITEST']) checkAnswer(method, path, answer);
    await travel(random);
    return answer;
  };
}

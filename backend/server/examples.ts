import type { z } from 'zod';
import type { RouteName, routes } from '../contract/index.ts';

/**
 * Examples for the OpenAPI document: of the invented office, and nothing of applicants. A test holds them to the
 * contract.
 */

type Example<N extends RouteName> = { answer?: z.input<(typeof routes)[N]['answer']> } & ((typeof routes)[N] extends {
  body: infer B extends z.ZodType;
}
  ? { body?: z.input<B> }
  : unknown);

const session = {
  token: 'vY3w0R8bQ6m1kT5xZ2nC7pL4sD9fG0hJaB3eUiOqWtE',
  clerk: { id: 'clerk-1', name: 'Sabine Beispiel', role: 'clerk' as const },
  counterId: 'counter-1',
  expiresAt: '2026-11-22T20:00:00.000Z',
};
const command = {
  id: '019aa5c0-7c4e-7d21-9f0a-3c5b7e9d1f20',
  counterId: 'counter-1',
  at: '2026-11-22T09:00:00.000Z',
  action: { kind: 'call-next' as const },
};
const applied = { status: 'applied' as const, commandId: command.id, appointmentId: 'appointment-A017' };

export const examples: { [N in RouteName]?: Example<N> } = {
  health: { answer: { status: 'ok', version: '0.1.0' } },
  ready: { answer: { status: 'ready' } },
  welcome: {
    answer: {
      office: { name: 'Ausländerbehörde Musterstadt', training: true },
      clerks: [session.clerk],
      counters: [{ id: 'counter-1', name: 'Schalter 1', room: '2.11', services: ['eat-collect'] }],
      signIn: { pin: true, oidc: false },
    },
  },
  signIn: { body: { clerkId: 'clerk-1', pin: '1111' }, answer: { ...session, counterId: null } },
  session: { answer: session },
  signOut: { answer: {} },
  chooseCounter: { body: { counterId: 'counter-1', takeOver: false }, answer: session },
  changes: {
    answer: {
      cursor: 42,
      reset: false,
      more: false,
      changes: [
        {
          seq: 41,
          kind: 'compartment',
          id: 'foyer-1',
          value: {
            id: 'foyer-1',
            box: 'Foyer',
            label: '1',
            board: 0,
            lock: 0,
            gripHeight: 150,
            state: 'free',
            depositId: null,
          },
        },
        { seq: 42, kind: 'deposit', id: 'deposit-A009', value: null },
      ],
    },
  },
  command: { body: command, answer: applied },
  commands: { body: { commands: [command] }, answer: { answers: [applied] } },
  voidCommand: { answer: applied },
};

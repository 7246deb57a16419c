import { appointmentOf } from '../../../backend/contract/index.ts';
import type { Notice } from '../../contract/index.ts';
import type { AppError } from '../../contract/errors.ts';
import type { CaseActions } from '../counter/caseAtHand/caseActions.ts';
import type { StoredCommand } from '../kernel/database/store.ts';
import { depositRefused } from '../subjects/box/blockUnrecorded.ts';
import type { Office } from '../kernel/records/office.ts';
import type { Log } from '../kernel/ports.ts';
import { isClaim, isPerishable, type Outbox } from '../kernel/outbox/outbox.ts';
import type { SendResult } from '../kernel/outbox/outboxSender.ts';
import { problemToError } from '../kernel/outbox/problemToError.ts';
import { createRefusalNews } from '../kernel/outbox/refusalNews.ts';

interface AnswersOptions {
  outbox: Outbox;
  office: Office;
  actions: CaseActions;
  log: Log;
  notice: (tone: Notice['tone'], code: string, error?: AppError | null, values?: Notice['values']) => void;
}

/** What follows here from the backend's answer to a command, and what is told of it. */
export function createAnswers({ outbox, office, actions, log, notice }: AnswersOptions): {
  settled(entry: StoredCommand, result: SendResult, asked: boolean): void;
  end(): void;
} {
  const refusals = createRefusalNews(({ count, last: { ticket, error } }) =>
    count === 1
      ? notice('bad', 'refused-by-backend', error, ticket ? { ticket } : {})
      : notice('bad', 'refused-several', null, { count: outbox.counts().refused }),
  );
  const ticketOf = (appointmentId: string | null): string | null =>
    appointmentId === null ? null : (office.get('appointment', appointmentId)?.ticket ?? null);
  return {
    settled({ command: { id, counterId, action } }, result, asked) {
      if (result.kind === 'applied' && result.appointmentId && isClaim(action))
        actions.called(result.appointmentId, id);
      if (result.kind === 'applied' && action.kind === 'redirect') actions.sentOn(action.appointmentId, id);
      if (result.kind === 'refused' && action.kind === 'deposit' && counterId !== null)
        depositRefused(action, counterId, { office, outbox, log });
      if (result.kind === 'refused' && !asked)
        refusals.heard({
          ticket: ticketOf(appointmentOf(action)),
          error: isPerishable(action) ? problemToError(result.code) : null,
        });
      // Nobody waits for this answer any more: the clerk was told that the backend cannot be reached, and must not make
      // a second ticket.
      if (result.kind === 'applied' && !asked && action.kind === 'walk-in')
        notice('info', 'ticket-after-all', null, { ticket: ticketOf(result.appointmentId) ?? '' });
      if (result.kind === 'withdrawn') notice('info', isClaim(action) ? 'call-withdrawn' : 'withdrawn');
    },
    end: () => refusals.end(),
  };
}

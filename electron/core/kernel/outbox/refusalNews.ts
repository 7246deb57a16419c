import type { AppError } from '../../../contract/errors.ts';

/** `error`: of something that leaves nothing to look after in the outbox, so that this is all that is told. */
export interface Refusal {
  ticket: string | null;
  error: AppError | null;
}

/**
 * Refusals that come closer together than this are one piece of news: after a day without the network there may be
 * many.
 */
const togetherMs = 400;

/** Tells a refusal once it is clear whether it comes alone. */
export function createRefusalNews(tell: (burst: { count: number; last: Refusal }) => void): {
  heard(refusal: Refusal): void;
  end(): void;
} {
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    heard(last) {
      count += 1;
      clearTimeout(timer);
      timer = setTimeout(() => {
        const told = { count, last };
        count = 0;
        tell(told);
      }, togetherMs);
    },
    end: () => clearTimeout(timer),
  };
}

import type { AppError } from '../../contract/errors.ts';

/** Refusals that come closer together than this are one piece of news: after a day without the network there may be many. */
const togetherMs = 400;

/** Tells a refusal once it is clear whether it comes alone. */
export function createRefusalNews(tell: (burst: { count: number; error: AppError }) => void): { heard(error: AppError): void; end(): void } {
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    heard(error) {
      count += 1;
      clearTimeout(timer);
      timer = setTimeout(() => {
        const told = { count, error };
        count = 0;
        tell(told);
      }, togetherMs);
    },
    end: () => clearTimeout(timer),
  };
}

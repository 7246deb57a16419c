import type { Client } from 'pg';
import type { News } from './database.ts';

/** Push may fail unseen; what is new is then found by looking. */
const lookMs = 5_000;
const pauses = { firstMs: 100, longestMs: 2_000 } as const;

export interface NewsLine {
  end(): Promise<void>;
}

/**
 * Hears the news of every process on one database, on a connection of its own. Whenever that connection is new, and
 * every 5 seconds whatever it says, `missed` is told: a notification that was lost costs seconds, never a change.
 */
export function listenForNews(connect: () => Promise<Client>, channel: string, hear: (news: News) => void): NewsLine {
  let ended = false;
  let client: Client | undefined;
  let wake: (() => void) | undefined;
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const listen = async (): Promise<void> => {
    client = await connect();
    if (ended) return client.end();
    const lost = new Promise<void>((resolve) => client?.once('end', resolve));
    client.on('error', () => undefined);
    client.on('notification', ({ payload }) => {
      const news = readNews(payload ?? '');
      if (news) hear(news);
    });
    await client.query(`LISTEN ${channel}`);
    hear({ kind: 'missed' });
    let isLost = false;
    void lost.then(() => {
      isLost = true;
      wake?.();
    });
    while (!ended && !isLost) {
      await pause(lookMs);
      if (ended || isLost) break;
      // Also finds out about a line that is dead without having been closed.
      await client.query('SELECT 1');
      hear({ kind: 'missed' });
    }
  };

  const following = (async () => {
    for (let wait: number = pauses.firstMs; !ended; wait = Math.min(2 * wait, pauses.longestMs)) {
      const began = Date.now();
      await listen().catch(() => undefined);
      await client?.end().catch(() => undefined);
      if (Date.now() - began > lookMs) wait = pauses.firstMs;
      if (!ended) await pause(wait * (0.5 + Math.random() / 2));
    }
  })();

  return {
    end: async () => {
      ended = true;
      wake?.();
      await following;
    },
  };
}

export const newsText = (news: News): string => JSON.stringify(news);

/** Somebody else may use the same channel: what is not ours is no news. */
function readNews(text: string): News | undefined {
  try {
    const news = JSON.parse(text) as News;
    return news.kind === 'changes' || news.kind === 'session-ended' ? news : undefined;
  } catch {
    return undefined;
  }
}

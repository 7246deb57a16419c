import type { AppError, Input, Notice, Output, RequestName, Result } from '../../../electron/contract/index.ts';
import { ask, onMoment } from '../../bridge.ts';
import { createStore } from '../../store.ts';

/** Short sentences for the clerk, newest last. Good news leaves by itself, bad news stays until it is closed. */
export type ShownNotice = Notice & { id: number; /** What was refused. */ refused?: RequestName };
export const notices = createStore<ShownNotice[]>([]);

const atMost = 4;
const stayMs = { good: 6_000, info: 8_000, warning: 15_000 } as const;
let lastId = 0;

export function showNotice(notice: Notice & Pick<ShownNotice, 'refused'>): void {
  const id = ++lastId;
  const others = notices.get().filter((known) => !isOutdated(known, notice));
  notices.set([...others, { ...notice, id }].slice(-atMost));
  if (notice.tone !== 'bad') setTimeout(() => closeNotice(id), stayMs[notice.tone]);
}

/** The same trouble told twice is one trouble, and of a device only the last news counts. */
function isOutdated(known: Notice, { code, error, values }: Notice): boolean {
  const { device } = values;
  if (device !== known.values['device']) return false;
  return device !== undefined || (code === known.code && error?.code === known.error?.code);
}

export function closeNotice(id: number): void {
  notices.set(notices.get().filter((notice) => notice.id !== id));
}

/** What could not be done without a connection can be done now. */
export function closeOfflineNotices(): void {
  notices.set(notices.get().filter(({ error }) => error?.code !== 'offline'));
}

export const showError = (error: AppError, refused?: RequestName): void =>
  showNotice({ tone: 'bad', code: error.code, error, values: {}, ...(refused ? { refused } : {}) });

/** Does something and tells the clerk when it is refused; once it is done, that it was refused is no news any more. */
export async function act<N extends RequestName>(name: N, input: Input<N>): Promise<Result<Output<N>>> {
  const answer = await ask(name, input);
  if (answer.ok) notices.set(notices.get().filter(({ refused }) => refused !== name));
  else showError(answer.error, name);
  return answer;
}

export function startNotices(): void {
  onMoment('notice', showNotice);
}

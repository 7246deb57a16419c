import { DeviceFault } from './fault.ts';

/** A pause in milliseconds; `wake` ends it early. */
export function pause(ms: number): { over: Promise<void>; wake(): void } {
  let wake = () => {};
  const over = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  return { over, wake: () => wake() };
}

export const sleep = (ms: number): Promise<void> => pause(ms).over;

/**
 * The outcome of `work`, or the fault when it takes longer than `ms`. `work` itself goes on; a late failure of it is
 * ignored.
 */
export function withinTime<T>(work: Promise<T>, ms: number, tooLate: () => DeviceFault): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(tooLate()), ms);
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (reason: unknown) => {
        clearTimeout(timer);
        reject(reason);
      },
    );
  });
}

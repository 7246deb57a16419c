import { fail, type Result } from '../electron/contract/errors.ts';
import type { BridgeOf, EventIn, InputOf, OutputOf, WindowContract } from '../electron/contract/windowContract.ts';

/** The only file that touches `window.bridge`. Whatever comes from there is checked against the contract first. */
declare global {
  interface Window {
    bridge?: BridgeOf<WindowContract>;
  }
}

/**
 * What a page of this kind of window asks and hears.
 * @param report is told of faults, and while asking for what; their messages carry no personal data
 */
export function bridgeTo<C extends WindowContract>(
  contract: C,
  report: (fault: unknown, asking: string | null) => void,
): BridgeOf<C> {
  return {
    /** Never rejects: a broken bridge or a malformed answer is the error `unexpected`. */
    async ask<N extends keyof C['requests'] & string>(name: N, input: InputOf<C, N>): Promise<Result<OutputOf<C, N>>> {
      if (!window.bridge) return fail('unexpected');
      try {
        const answer = await window.bridge.ask(name, input);
        if (!answer.ok) return answer;
        const checked = contract.requests[name]?.output.safeParse(answer.value);
        if (checked?.success) return { ok: true, value: checked.data as OutputOf<C, N> };
        throw new Error(`answer to ${name} does not fit the contract`);
      } catch (cause) {
        report(cause, name);
      }
      return fail('unexpected');
    },
    on<N extends keyof C['events'] & string>(name: N, listener: (value: EventIn<C, N>) => void): () => void {
      if (!window.bridge) return () => undefined;
      return window.bridge.on(name, (value) => {
        const checked = contract.events[name]?.safeParse(value);
        if (checked?.success) listener(checked.data as EventIn<C, N>);
        else report(new Error(`event ${name} does not fit the contract`), null);
      });
    },
  };
}

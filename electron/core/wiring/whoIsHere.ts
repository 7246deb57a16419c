import type { Deposits } from '../subjects/box/deposits.ts';
import type { DeviceDesk } from '../subjects/devices/deviceDesk.ts';
import type { Traces } from '../subjects/devices/traces.ts';
import type { ScanRouter } from '../subjects/scans/scanRouter.ts';
import type { Signatures } from '../subjects/signing/signatures.ts';
import type { CaseActions } from '../counter/caseAtHand/caseActions.ts';
import type { CaseAtHand } from '../counter/caseAtHand/caseAtHand.ts';

interface WhoIsHereParts {
  atHand: CaseAtHand;
  actions: CaseActions;
  signatures: Signatures;
  deposits: Deposits;
  router: ScanRouter;
  desk: DeviceDesk;
  traces: Traces;
  /** Somebody is signed in at a counter. */
  ready: () => boolean;
}

/** Keeps pad, door and lists in step with who is at the counter: nothing of the one before stays. */
export class WhoIsHere {
  readonly #parts: () => WhoIsHereParts;
  #personId: string | null = null;

  constructor(parts: () => WhoIsHereParts) {
    this.#parts = parts;
  }

  /**
   * Who is here can change without anybody here doing it (taken over, refused afterwards): nothing of the one before
   * stays on the pad or in a list.
   */
  follow(): void {
    const { atHand, actions, signatures, deposits, router, ready } = this.#parts();
    const here = atHand.appointment?.id ?? null;
    const before = this.#personId;
    this.#personId = here;
    if (ready()) deposits.leaveBehind();
    if (before === null || before === here) return;
    if (signatures.running && signatures.about !== here) signatures.cancel();
    router.forgetPeople();
    actions.forgetShown();
  }

  /**
   * The session is over, or its counter is somebody else's: nothing of the person served here stays on the pad or in a
   * list.
   */
  nobodySignedIn(): void {
    const { actions, signatures, router, desk, traces } = this.#parts();
    if (signatures.running) signatures.cancel();
    void desk.end();
    traces.end();
    if (router.snapshot.recent.length > 0) router.forgetPeople();
    actions.forgetShown();
    actions.forgetFinished();
  }
}

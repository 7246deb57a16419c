import type { CaseActions } from '../counter/caseAtHand/caseActions.ts';
import type { CaseAtHand } from '../counter/caseAtHand/caseAtHand.ts';
import type { WorkAtCounter } from '../counter/work/counterWork.ts';
import type { ScanRouter } from '../subjects/scans/scanRouter.ts';

interface WhoIsHereParts {
  atHand: CaseAtHand;
  works: WorkAtCounter;
  actions: CaseActions;
  router: () => ScanRouter;
  /** Somebody is signed in at a counter. */
  ready: () => boolean;
}

/** Keeps pad, door and lists in step with who is at the counter: nothing of the one before stays. */
export class WhoIsHere {
  readonly #parts: WhoIsHereParts;
  #personId: string | null = null;

  constructor(parts: WhoIsHereParts) {
    this.#parts = parts;
  }

  /**
   * Who is here can change without anybody here doing it (taken over, refused afterwards): nothing of the one before
   * stays on the pad or in a list.
   */
  follow(): void {
    const { atHand, works, actions, router, ready } = this.#parts;
    const here = atHand.appointment?.id ?? null;
    const before = this.#personId;
    this.#personId = here;
    if (ready()) works.follow(here);
    if (before === null || before === here) return;
    router().forgetPeople();
    actions.forgetShown();
  }

  /**
   * The session is over, or its counter is somebody else's: nothing of the person served here stays on the pad or in a
   * list.
   */
  nobodySignedIn(): void {
    const { works, actions, router } = this.#parts;
    void works.coverUp();
    if (router().snapshot.recent.length > 0) router().forgetPeople();
    actions.forgetShown();
    actions.forgetFinished();
  }
}

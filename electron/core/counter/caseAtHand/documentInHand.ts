import type { DocumentItem } from '../../../../backend/contract/index.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { Process } from '../processes/process.ts';
import type { CaseAtHand } from './caseAtHand.ts';
import { stepFor } from './steps.ts';

interface DocumentInHandOptions {
  atHand: CaseAtHand;
  process: (service: string) => Process | undefined;
  onChange: () => void;
}

/**
 * The document that is to be handed over now: its scan chose it and proves it; typed, it is only chosen. In memory
 * alone, so that a proof is never an old one.
 */
export class DocumentInHand {
  readonly #options: DocumentInHandOptions;
  #taken: { appointmentId: string; stepId: string; itemId: string; proved: boolean } | null = null;

  constructor(options: DocumentInHandOptions) {
    this.#options = options;
  }

  /**
   * A document of the person at the counter was scanned or its serial was typed. `chosen`: its turn is now.
   * @param scanned it lay under a reader
   */
  take(item: DocumentItem, scanned: boolean): Result<'chosen' | 'recognised'> {
    const { atHand, process, onChange } = this.#options;
    const mine = atHand.appointment;
    const definition = mine && process(mine.service);
    const output = definition?.steps.find(
      (step) => step.kind === 'output' && step.ways.includes('hand-over') && step.itemKinds.includes(item.kind),
    );
    if (!mine || !definition || !output || mine.state !== 'serving') return ok('recognised');
    if (!stepFor(definition, mine, output.id).ok) return ok('recognised');
    if (item.state !== 'ready') return fail('item-not-ready', { itemState: item.state });
    const proved = scanned || this.isProved(output.id, item.id);
    this.#taken = { appointmentId: mine.id, stepId: output.id, itemId: item.id, proved };
    onChange();
    return ok('chosen');
  }

  /** Was it scanned for this step of the person who is here now? */
  isProved(stepId: string, itemId: string): boolean {
    return this.#taken?.stepId === stepId && this.#taken.proved && this.itemId === itemId;
  }

  /** The document in hand was scanned. */
  get proved(): boolean {
    return this.itemId !== null && this.#taken?.proved === true;
  }

  get itemId(): string | null {
    const mine = this.#options.atHand.appointment;
    if (!this.#taken || this.#taken.appointmentId !== mine?.id) return null;
    return stepFor(this.#options.process(mine.service), mine, this.#taken.stepId).ok ? this.#taken.itemId : null;
  }

  /** Put aside, handed over, or of somebody who has left. */
  drop(): void {
    if (!this.#taken) return;
    this.#taken = null;
    this.#options.onChange();
  }
}

import type { DocumentItem } from '../../../backend/contract/index.ts';
import { fail, ok, type Result } from '../../contract/errors.ts';
import type { ProcessDefinition } from '../processes/processDefinition.ts';
import type { CaseAtHand } from './caseAtHand.ts';
import { stepFor } from './steps.ts';

interface DocumentInHandOptions {
  atHand: CaseAtHand;
  process: (service: string) => ProcessDefinition | undefined;
  onChange: () => void;
}

/** The document that was scanned to be handed over: the scan chose it and proves it. In memory alone, so that a proof is never an old one. */
export class DocumentInHand {
  readonly #options: DocumentInHandOptions;
  #scanned: { appointmentId: string; stepId: string; itemId: string } | null = null;

  constructor(options: DocumentInHandOptions) {
    this.#options = options;
  }

  /** A document of the person at the counter was scanned. `chosen`: its turn is now. */
  scanned(item: DocumentItem): Result<'chosen' | 'recognised'> {
    const { atHand, process, onChange } = this.#options;
    const mine = atHand.appointment;
    const definition = mine && process(mine.service);
    const output = definition?.steps.find((step) => step.kind === 'output' && step.ways.includes('hand-over') && step.itemKinds.includes(item.kind));
    if (!mine || !definition || !output || mine.state !== 'serving') return ok('recognised');
    if (!stepFor(definition, mine, output.id).ok) return ok('recognised');
    if (item.state !== 'ready') return fail('item-not-ready', { itemState: item.state });
    this.#scanned = { appointmentId: mine.id, stepId: output.id, itemId: item.id };
    onChange();
    return ok('chosen');
  }

  /** Was it scanned for this step of the person who is here now? */
  isProved(stepId: string, itemId: string): boolean {
    return this.#scanned?.stepId === stepId && this.itemId === itemId;
  }

  get itemId(): string | null {
    const mine = this.#options.atHand.appointment;
    if (!this.#scanned || this.#scanned.appointmentId !== mine?.id) return null;
    return stepFor(this.#options.process(mine.service), mine, this.#scanned.stepId).ok ? this.#scanned.itemId : null;
  }

  /** Put aside, handed over, or of somebody who has left. */
  drop(): void {
    if (!this.#scanned) return;
    this.#scanned = null;
    this.#options.onChange();
  }
}

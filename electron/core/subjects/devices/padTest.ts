import de from '../../../../assets/texts/pad-test/de.json' with { type: 'json' };
import en from '../../../../assets/texts/pad-test/en.json' with { type: 'json' };
import type { DeviceHost, HostEvent, PadCapability, PenPoint } from '../../../../native/index.ts';
import type { AppError } from '../../../contract/errors.ts';
import type { DeviceTestView } from '../../../contract/deviceTests.ts';
import type { Ink } from '../../../contract/signing.ts';
import type { PadPage, PadPainter } from '../../kernel/ports.ts';
import { inkPoint } from '../../counter/pad/inkPoint.ts';
import { barePage, padPages, type PadWording } from '../../counter/pad/padPages.ts';
import { uuidv7 } from '../../kernel/basics/uuid.ts';
import { deviceToAppError } from '../../kernel/devices/deviceErrors.ts';

/** Nobody tries a pad for longer; then it is blanked by itself. */
export const padTestMs = 120_000;

type View = Extract<DeviceTestView, { kind: 'pad' }>;
interface PadTestOptions {
  host: DeviceHost;
  paintPad: PadPainter;
  onInk: (ink: Ink) => void;
  onChange: () => void;
}

function wording(language: 'de' | 'en'): PadWording {
  const words = language === 'de' ? de : en;
  return {
    language,
    direction: 'ltr',
    title: words.title,
    paragraphs: [words.paragraph],
    buttons: { ok: words.ok, clear: words.clear, cancel: words.cancel },
  };
}

/**
 * "Write here": a page in the clerk's language, live ink, how many points come and how many were lost. Nothing is
 * stored.
 */
export class PadTest {
  readonly #options: PadTestOptions;
  readonly #deviceId: string;
  readonly #testId = uuidv7();
  readonly #timer: NodeJS.Timeout;
  #state: View['state'] = 'preparing';
  #page: PadPage | null = null;
  #capability: PadCapability | null = null;
  #problem: AppError | null = null;
  #points = 0;
  #lost = 0;
  /** Time of the pen on the pad and the points in it, for the rate. */
  #strokeMs = 0;
  #intervals = 0;
  #last: PenPoint | null = null;

  constructor(deviceId: string, options: PadTestOptions) {
    this.#deviceId = deviceId;
    this.#options = options;
    this.#timer = setTimeout(() => this.end(), padTestMs);
    this.#timer.unref();
  }

  get view(): View {
    const { width, height } = this.#page?.ink ?? { width: 2, height: 1 };
    return {
      kind: 'pad',
      deviceId: this.#deviceId,
      testId: this.#testId,
      state: this.#state,
      area: { width, height },
      problem: this.#problem,
      points: this.#points,
      lost: this.#lost,
      perSecond: this.#strokeMs > 0 ? Math.round((1000 * this.#intervals) / this.#strokeMs) : 0,
    };
  }

  /** Shows the page; what goes wrong stands in the view. */
  async start(language: 'de' | 'en'): Promise<void> {
    const { host, paintPad } = this.#options;
    const deviceId = this.#deviceId;
    const capability = await host.ask('pad.capability', { deviceId });
    if (!capability.ok) return this.#fail(deviceToAppError(capability.error));
    this.#capability = capability.value;
    // A small pad's last page is the one that takes the ink.
    const page = capability.value.display
      ? padPages(wording(language), capability.value).at(-1)
      : barePage(wording(language), capability.value);
    if (!page) return this.#fail({ code: 'unexpected' });
    this.#page = page;
    let bits: Uint8Array = new Uint8Array();
    try {
      if (capability.value.display) bits = await paintPad(page);
    } catch {
      return this.#fail({ code: 'pad-page-failed' });
    }
    if (this.#state !== 'preparing') return;
    const { width, height, ink, buttons } = page;
    const shown = await host.ask('pad.show', {
      deviceId,
      screen: {
        screenId: this.#testId,
        width,
        height,
        bits,
        ink,
        buttons: buttons.map(({ name, area }) => ({ name, area })),
      },
    });
    // Whatever ended it meanwhile has blanked the pad behind this page.
    if (this.#state !== 'preparing') return;
    if (!shown.ok) return this.#fail(deviceToAppError(shown.error));
    this.#options.onInk({ signatureId: this.#testId, fresh: true, points: [] });
    this.#is('writing');
  }

  take(event: HostEvent): void {
    if (event.type === 'device' && event.status.id === this.#deviceId && event.status.state !== 'ready')
      this.#fail({ code: 'pad-lost' });
    if (this.#state !== 'writing') return;
    if (event.type === 'ink' && event.screenId === this.#testId) this.#takeInk(event.points);
    if (event.type === 'button' && event.screenId === this.#testId) {
      if (event.button === 'clear') this.#clear();
      else this.end();
    }
  }

  /** Blanks the pad. What was measured stays to be read. */
  end(): void {
    if (this.#state !== 'preparing' && this.#state !== 'writing') return;
    void this.#options.host.ask('pad.blank', { deviceId: this.#deviceId });
    clearTimeout(this.#timer);
    this.#is('ended');
  }

  #takeInk(points: PenPoint[]): void {
    const shown: Ink['points'] = [];
    for (const point of points) {
      this.#lost += point.lostBefore;
      if (!point.tip || !this.#page || !this.#capability) {
        this.#last = null;
        continue;
      }
      this.#points += 1;
      if (this.#last) {
        this.#strokeMs += Math.max(0, point.t - this.#last.t);
        this.#intervals += 1;
      }
      shown.push({ ...inkPoint(point, this.#page, this.#capability), down: this.#last === null });
      this.#last = point;
    }
    if (shown.length > 0) this.#options.onInk({ signatureId: this.#testId, fresh: false, points: shown });
    this.#options.onChange();
  }

  #clear(): void {
    this.#options.onInk({ signatureId: this.#testId, fresh: true, points: [] });
    this.#last = null;
    void this.#options.host.ask('pad.clear', { deviceId: this.#deviceId, screenId: this.#testId });
  }

  #fail(problem: AppError): void {
    if (this.#state === 'ended' || this.#state === 'failed') return;
    void this.#options.host.ask('pad.blank', { deviceId: this.#deviceId });
    clearTimeout(this.#timer);
    this.#problem = problem;
    this.#is('failed');
  }

  #is(state: View['state']): void {
    this.#state = state;
    this.#options.onChange();
  }
}

import type { Stroke } from '../../../backend/contract/index.ts';
import type { DeviceHost, PadCapability, PenPoint } from '../../../native/index.ts';
import { fail, ok, type AppError, type Result } from '../../contract/errors.ts';
import type { Ink, SignatureView } from '../../contract/signatures.ts';
import type { CaseAtHand } from '../caseAtHand/caseAtHand.ts';
import { stepFor } from '../caseAtHand/steps.ts';
import type { Devices } from '../devices/devices.ts';
import { deviceToAppError } from '../devices/deviceErrors.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Log, PadPage, PadPainter } from '../ports.ts';
import type { ProcessDefinition } from '../processes/processDefinition.ts';
import { uuidv7 } from '../uuid.ts';
import { drawSignature } from './drawStrokes.ts';
import { judgeStrokes } from './judgeStrokes.ts';
import { padPage, textSha256 } from './padPages.ts';

/** Nearly two minutes of ink at 200 Hz. Whoever draws more does not sign, and the backend would not take it. */
const mostPoints = 20_000;
const mostStrokes = 400;

interface Running {
  signatureId: string;
  appointmentId: string;
  stepId: string;
  deviceId: string;
  padName: string;
  picture: { width: number; height: number };
  state: SignatureView['state'];
  page: PadPage | null;
  capability: PadCapability | null;
  strokes: Stroke[];
  penDown: boolean;
  /** While the pad wipes its screen, late ink of the refused attempt still arrives: it is dropped. */
  wiping: boolean;
  startedAt: number | null;
  lastAt: number;
  problem: AppError | null;
}

interface SignaturesOptions {
  host: DeviceHost;
  devices: Devices;
  atHand: CaseAtHand;
  outbox: Outbox;
  paintPad: PadPainter;
  log: Log;
  counterId: () => string | null;
  process: (service: string) => ProcessDefinition | undefined;
  onChange: () => void;
  onInk: (ink: Ink) => void;
  onNotice: (code: 'signature-saved' | 'pad-cancelled') => void;
}

/** One signature at a time. Strokes are the record; they stay here until they are stored together with their command. */
export class Signatures {
  readonly #options: SignaturesOptions;
  #running: Running | null = null;

  constructor(options: SignaturesOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#running !== null;
  }

  /** Whose signature is being given. */
  get appointmentId(): string | null {
    return this.#running?.appointmentId ?? null;
  }

  get view(): SignatureView | null {
    const r = this.#running;
    if (!r) return null;
    return {
      signatureId: r.signatureId, stepId: r.stepId, state: r.state, padName: r.padName,
      language: r.page?.language ?? '', padTitle: r.page?.title ?? '', padText: r.page?.paragraphs.join('\n') ?? '', direction: r.page?.direction ?? 'ltr',
      area: { width: r.page?.ink.width ?? 1, height: r.page?.ink.height ?? 1 },
      points: pointCount(r.strokes), durationMs: r.startedAt === null ? 0 : Math.max(0, Math.round(r.lastAt)), problem: r.problem,
    };
  }

  async start(stepId: string): Promise<Result<null>> {
    const { atHand, devices, host, paintPad } = this.#options;
    if (this.#running && this.#running.state !== 'lost') return fail('signature-running');
    const serving = atHand.serving();
    if (!serving.ok) return serving;
    const appointment = serving.value;
    const process = this.#options.process(appointment.service);
    const step = stepFor(process, appointment, stepId);
    if (!step.ok) return step;
    if (step.value.kind !== 'signature') return fail('not-possible-in-this-step');
    const pad = devices.ready('pad');
    if (!pad) return fail('pad-missing');
    const running: Running = {
      signatureId: uuidv7(), appointmentId: appointment.id, stepId, deviceId: pad.id, padName: pad.name, picture: step.value.picture,
      state: 'preparing', page: null, capability: null, strokes: [], penDown: false, wiping: false, startedAt: null, lastAt: 0, problem: null,
    };
    this.#running = running;
    this.#options.onChange();

    const capability = await host.ask('pad.capability', { deviceId: pad.id });
    if (this.#running !== running) return fail('signature-not-running');
    if (!capability.ok) return this.#giveUp(running, deviceToAppError(capability.error));
    const { familyName, givenNames, language } = appointment.applicant;
    running.capability = capability.value;
    let bits: Uint8Array;
    try {
      running.page = padPage(step.value, language, { name: `${givenNames} ${familyName}`, service: process?.title[language] ?? process?.title['en'] ?? '' }, capability.value);
      bits = await paintPad(running.page);
    } catch (error) {
      this.#options.log('error', `the pad's page could not be drawn: ${error instanceof Error ? error.message : String(error)}`);
      return this.#giveUp(running, { code: 'unexpected' });
    }
    if (this.#running !== running) return fail('signature-not-running');
    const { width, height, buttons, ink } = running.page;
    const shown = await host.ask('pad.show', { deviceId: pad.id, screen: { screenId: running.signatureId, width, height, bits, buttons: buttons.map(({ name, area }) => ({ name, area })), ink } });
    if (this.#running !== running) {
      // Cancelled while it was being drawn: nothing may stay on the pad.
      void host.ask('pad.blank', { deviceId: pad.id });
      return fail('signature-not-running');
    }
    // It was gone in between: whatever it shows now is not ours any more.
    if (running.state === 'lost') return this.#giveUp(running, { code: 'pad-lost' });
    if (!shown.ok) return this.#giveUp(running, deviceToAppError(shown.error));
    running.state = 'signing';
    this.#options.onInk({ signatureId: running.signatureId, fresh: true, points: [] });
    this.#options.onChange();
    return ok(null);
  }

  takeInk(screenId: string, points: PenPoint[]): void {
    const r = this.#running;
    if (!r || r.signatureId !== screenId || r.state !== 'signing' || r.wiping || !r.page || !r.capability) return;
    const shown: Ink['points'] = [];
    for (const point of points) {
      if (!point.tip) {
        r.penDown = false;
        continue;
      }
      const { page: { ink, width, height }, capability } = r;
      const x = (point.x * width) / capability.maxX - ink.x;
      const y = (point.y * height) / capability.maxY - ink.y;
      const p = Math.min(1, Math.max(0, point.pressure / capability.maxPressure));
      r.startedAt ??= point.t;
      const t = Math.max(r.lastAt, point.t - r.startedAt);
      r.lastAt = t;
      const down = !r.penDown;
      if (down) r.strokes.push([]);
      r.penDown = true;
      r.strokes.at(-1)?.push({ x, y, p, t });
      shown.push({ x, y, p, down });
    }
    if (shown.length > 0) this.#options.onInk({ signatureId: r.signatureId, fresh: false, points: shown });
    if (r.strokes.length > mostStrokes || pointCount(r.strokes) > mostPoints) {
      r.problem = { code: 'signature-cut-off' };
      this.#wipe(r);
    }
  }

  /** The applicant pressed a button on the pad. */
  takeButton(screenId: string, button: 'ok' | 'clear' | 'cancel'): void {
    if (this.#running?.signatureId !== screenId) return;
    if (button === 'ok') this.accept();
    else if (button === 'clear') this.clear();
    else {
      this.cancel();
      this.#options.onNotice('pad-cancelled');
    }
  }

  /** Takes what was signed, if it is a signature. Stored and queued in one transaction; only then the pad is blanked. */
  accept(): Result<null> {
    const r = this.#running;
    const counterId = this.#options.counterId();
    if (!r || r.state !== 'signing' || !r.page || !counterId) return fail('signature-not-running');
    const serving = this.#options.atHand.serving();
    if (!serving.ok) return serving;
    if (serving.value.id !== r.appointmentId) {
      this.cancel();
      return fail('wrong-person');
    }
    const strokes = r.strokes.filter((stroke) => stroke.length > 0);
    const area = { width: r.page.ink.width, height: r.page.ink.height };
    const judged = judgeStrokes(strokes, area);
    if (!judged.ok) {
      r.problem = { code: judged.code };
      this.#wipe(r);
      return fail(judged.code);
    }
    const { jpeg } = drawSignature(strokes, area, r.picture);
    const added = this.#options.outbox.add(counterId, {
      kind: 'sign', appointmentId: r.appointmentId, stepId: r.stepId, signatureId: r.signatureId, textSha256: textSha256(r.page), language: r.page.language,
      device: r.padName, pad: area, strokes, jpeg: Buffer.from(jpeg).toString('base64'),
    });
    if (!added.ok) return added;
    this.#end(r);
    this.#options.onNotice('signature-saved');
    return ok(null);
  }

  clear(): Result<null> {
    const r = this.#running;
    if (!r || r.state !== 'signing') return fail('signature-not-running');
    r.problem = null;
    this.#wipe(r);
    return ok(null);
  }

  cancel(): Result<null> {
    if (!this.#running) return fail('signature-not-running');
    this.#end(this.#running);
    return ok(null);
  }

  /** The pad went away: nothing half-signed is kept. */
  padLost(deviceId: string): void {
    const r = this.#running;
    if (r && r.deviceId === deviceId && r.state !== 'lost') this.#lose(r, { code: 'pad-lost' });
  }

  #lose(r: Running, problem: AppError): void {
    r.state = 'lost';
    r.strokes = [];
    r.problem = problem;
    this.#options.onInk({ signatureId: r.signatureId, fresh: true, points: [] });
    this.#options.onChange();
  }

  #wipe(r: Running): void {
    r.strokes = [];
    r.penDown = false;
    r.startedAt = null;
    r.lastAt = 0;
    this.#options.onInk({ signatureId: r.signatureId, fresh: true, points: [] });
    this.#options.onChange();
    // The wipe that is under way does for both: a second one would find no screen to wipe.
    if (r.wiping) return;
    r.wiping = true;
    void this.#options.host.ask('pad.clear', { deviceId: r.deviceId, screenId: r.signatureId }).then((answer) => {
      r.wiping = false;
      // What the pad shows now nobody knows: it is begun anew.
      if (!answer.ok && this.#running === r && r.state === 'signing') this.#lose(r, deviceToAppError(answer.error));
    });
  }

  #end(r: Running): void {
    this.#running = null;
    void this.#options.host.ask('pad.blank', { deviceId: r.deviceId });
    this.#options.onChange();
  }

  #giveUp(r: Running, error: AppError): Result<null> {
    this.#end(r);
    return { ok: false, error };
  }
}

function pointCount(strokes: Stroke[]): number {
  return strokes.reduce((sum, stroke) => sum + stroke.length, 0);
}

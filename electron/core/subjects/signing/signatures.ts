import { isDeepStrictEqual } from 'node:util';
import type { ActingPerson, Appointment, Stroke } from '../../../../backend/contract/index.ts';
import type { DeviceHost, HostEvent, PadCapability, PenPoint } from '../../../../native/index.ts';
import { fail, ok, type AppError, type Result } from '../../../contract/errors.ts';
import {
  mostPoints,
  mostStrokes,
  type Ink,
  type SignatureView,
  type SubmittedSignature,
} from '../../../contract/signing.ts';
import type { CaseAtHand } from '../../counter/caseAtHand/caseAtHand.ts';
import { officeDay } from '../../counter/caseAtHand/officeDay.ts';
import { stepFor } from '../../counter/caseAtHand/steps.ts';
import type { CounterWork, Goal } from '../../counter/work/counterWork.ts';
import { actingPerson, hereForOf, seenAgeOf } from '../../counter/caseAtHand/whoActs.ts';
import type { Acting } from '../../../contract/acting.ts';
import type { Devices } from '../../kernel/devices/devices.ts';
import { deviceToAppError } from '../../kernel/devices/deviceErrors.ts';
import type { Outbox } from '../../kernel/outbox/outbox.ts';
import type { Log, PadPage, PadPainter } from '../../kernel/ports.ts';
import type { Process } from '../../counter/processes/process.ts';
import type { StepOf } from '../../../../backend/contract/processes.ts';
import { uuidv7 } from '../../kernel/basics/uuid.ts';
import { drawSignature } from './drawStrokes.ts';
import { inkPoint } from '../../counter/pad/inkPoint.ts';
import { judgeStrokes } from './judgeStrokes.ts';
import { barePage, padPages, padWording, textSha256, type PadWording } from '../../counter/pad/padPages.ts';

/** The ink area of a signature that is given in the window; the window draws it as large as it can. */
const windowArea = { width: 1200, height: 400 };
/** How the record names the window where the name of a pad stands. */
const windowDevice = 'window';

interface Running {
  signatureId: string;
  appointmentId: string;
  stepId: string;
  signer: ActingPerson;
  /** null: given in the window, without any device. */
  deviceId: string | null;
  padName: string;
  picture: { width: number; height: number };
  state: SignatureView['state'];
  wording: PadWording;
  /** The page that is shown now; the last one takes the ink. */
  page: PadPage | null;
  /** Pages that come after it. */
  following: PadPage[];
  /** Names what the pad shows: another one for each page. */
  screenId: string;
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
  process: (service: string) => Process | undefined;
  /** By the office's clock. */
  now: () => Date;
  onChange: () => void;
  onInk: (ink: Ink) => void;
  onNotice: (code: 'signature-saved' | 'pad-cancelled' | 'signature-void') => void;
}

/**
 * One signature at a time. Strokes are the record; they stay here until they are stored together with their command.
 */
export class Signatures implements CounterWork {
  readonly #options: SignaturesOptions;
  #running: Running | null = null;

  constructor(options: SignaturesOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#running !== null;
  }

  get holdsDevices(): boolean {
    return this.holdsPad;
  }

  hinders(goal: Goal): 'signature-running' | null {
    return this.running && (goal === 'leave-person' || goal === 'change-counter') ? 'signature-running' : null;
  }

  leave(): void {
    if (this.running) this.cancel();
  }

  stepSettled(stepId: string): void {
    if (this.#running?.stepId === stepId) this.cancel();
  }

  follow(appointmentId: string | null): void {
    if (this.#running && this.#running.appointmentId !== appointmentId) this.cancel();
  }

  coverUp(): void {
    this.leave();
  }

  take(event: HostEvent): void {
    switch (event.type) {
      case 'ink':
        this.#takeInk(event.screenId, event.points);
        break;
      case 'button':
        this.#takeButton(event.screenId, event.button);
        break;
      case 'device':
        if (event.status.kind === 'pad' && event.status.state !== 'ready') this.#padLost(event.status.id);
        break;
    }
  }

  /** A pad is being written on, or the window in its place. */
  get holdsPad(): boolean {
    return this.#running !== null && this.#running.state !== 'lost';
  }

  /** Whose signature is being given. */
  get about(): string | null {
    return this.#running?.appointmentId ?? null;
  }

  get view(): SignatureView | null {
    const r = this.#running;
    if (!r) return null;
    const { language, direction, title, paragraphs, buttons } = r.wording;
    const readOnPad = r.deviceId !== null && (r.capability?.display ?? true);
    return {
      signatureId: r.signatureId,
      stepId: r.stepId,
      state: r.state,
      padName: r.padName,
      signer: r.signer.role === 'applicant' ? null : { role: r.signer.role, name: r.signer.name },
      language,
      padTitle: title,
      padText: paragraphs.join('\n'),
      direction,
      writtenOn: r.deviceId === null ? 'window' : 'pad',
      readOn: readOnPad ? 'pad' : 'window',
      buttons,
      area: { width: r.page?.ink.width || 1, height: r.page?.ink.height || 1 },
      points: pointCount(r.strokes),
      durationMs: r.startedAt === null ? 0 : Math.max(0, Math.round(r.lastAt)),
      problem: r.problem,
    };
  }

  /**
   * Begins a signature on the pad, or in the window where that is asked for.
   * @param acting who signs; null: the likelier one
   */
  async start(stepId: string, on: 'pad' | 'window' = 'pad', acting: Acting | null = null): Promise<Result<null>> {
    const { atHand, devices } = this.#options;
    if (this.#running && this.#running.state !== 'lost') return fail('signature-running');
    const serving = atHand.serving();
    if (!serving.ok) return serving;
    const appointment = serving.value;
    const process = this.#options.process(appointment.service);
    const step = stepFor(process, appointment, stepId);
    if (!step.ok) return step;
    if (step.value.kind !== 'signature') return fail('not-possible-in-this-step');
    const signer = this.#signer(step.value, appointment, acting);
    if (!signer.ok) return signer;
    const pad = on === 'pad' ? devices.ready('pad') : null;
    if (pad === undefined) return fail('pad-missing');
    const { familyName, givenNames, language } = appointment.applicant;
    const values = {
      name: `${givenNames} ${familyName}`.trim(),
      service: process?.title[language] ?? process?.title['en'] ?? '',
    };
    const running: Running = {
      signatureId: uuidv7(),
      appointmentId: appointment.id,
      stepId,
      signer: signer.value,
      deviceId: pad?.id ?? null,
      padName: pad?.name ?? windowDevice,
      picture: step.value.picture,
      state: 'preparing',
      wording: padWording(step.value, language, values, signer.value.role === 'applicant' ? null : signer.value),
      page: null,
      following: [],
      screenId: '',
      capability: null,
      strokes: [],
      penDown: false,
      wiping: false,
      startedAt: null,
      lastAt: 0,
      problem: null,
    };
    this.#running = running;
    if (!pad) {
      running.page = barePage(running.wording, windowArea);
      running.state = 'signing';
    }
    this.#options.onInk({ signatureId: running.signatureId, fresh: true, points: [] });
    this.#options.onChange();
    return pad ? this.#startOnPad(running, pad.id) : ok(null);
  }

  #signer(step: StepOf<'signature'>, appointment: Appointment, acting: Acting | null): Result<ActingPerson> {
    const process = this.#options.process(appointment.service);
    return actingPerson(
      step,
      appointment.applicant,
      hereForOf(process, appointment),
      officeDay(this.#options.now()),
      acting,
      seenAgeOf(process, appointment),
    );
  }

  /** The step is open, and whoever began to sign may still. */
  #stillSigns({ stepId, signer }: Running, appointment: Appointment): boolean {
    const step = stepFor(this.#options.process(appointment.service), appointment, stepId);
    if (!step.ok || step.value.kind !== 'signature') return false;
    const now = this.#signer(step.value, appointment, signer.role === 'applicant' ? 'applicant' : 'representative');
    return now.ok && isDeepStrictEqual(now.value, signer);
  }

  async #startOnPad(running: Running, deviceId: string): Promise<Result<null>> {
    const capability = await this.#options.host.ask('pad.capability', { deviceId });
    if (this.#running !== running) return fail('signature-not-running');
    if (!capability.ok) return this.#giveUp(running, deviceToAppError(capability.error));
    running.capability = capability.value;
    const pages = capability.value.display
      ? padPages(running.wording, capability.value)
      : [barePage(running.wording, capability.value)];
    running.following = pages;
    return this.#showNext(running, deviceId);
  }

  /** Shows the next page; ends the signature when that fails. */
  async #showNext(running: Running, deviceId: string): Promise<Result<null>> {
    const { host, paintPad } = this.#options;
    const [page, ...following] = running.following;
    if (!page) return this.#giveUp(running, { code: 'unexpected' });
    const screenId = following.length === 0 ? running.signatureId : `${running.signatureId}/${following.length}`;
    Object.assign(running, { state: 'preparing', page, following, screenId });
    this.#options.onChange();
    let bits: Uint8Array = new Uint8Array();
    try {
      if (running.capability?.display) bits = await paintPad(page);
    } catch (error) {
      this.#options.log(
        'error',
        `the pad's page could not be drawn: ${error instanceof Error ? error.message : String(error)}`,
      );
      return this.#running === running
        ? this.#giveUp(running, { code: 'pad-page-failed' })
        : fail('signature-not-running');
    }
    if (this.#running !== running) return fail('signature-not-running');
    const { width, height, buttons, ink } = page;
    const shown = await host.ask('pad.show', {
      deviceId,
      screen: { screenId, width, height, bits, buttons: buttons.map(({ name, area }) => ({ name, area })), ink },
    });
    // Whoever ended it has blanked the pad behind this page: a second time could hit the page of the next signature.
    if (this.#running !== running) return fail('signature-not-running');
    // It was gone in between: whatever it shows now is not ours any more.
    if (this.#lostMeanwhile(running)) return this.#giveUp(running, { code: 'pad-lost' });
    if (!shown.ok) return this.#giveUp(running, deviceToAppError(shown.error));
    running.state = following.length === 0 ? 'signing' : 'reading';
    this.#options.onInk({ signatureId: running.signatureId, fresh: true, points: [] });
    this.#options.onChange();
    return ok(null);
  }

  #lostMeanwhile(running: Running): boolean {
    return running.state === 'lost';
  }

  #takeInk(screenId: string, points: PenPoint[]): void {
    const r = this.#running;
    if (!r || r.signatureId !== screenId || r.state !== 'signing' || r.wiping || !r.page || !r.capability) return;
    const shown: Ink['points'] = [];
    for (const point of points) {
      if (!point.tip) {
        r.penDown = false;
        continue;
      }
      const { x, y, p } = inkPoint(point, r.page, r.capability);
      r.startedAt ??= point.t;
      const t = Math.max(r.lastAt, point.t - r.startedAt);
      r.lastAt = t;
      const down = !r.penDown;
      if (down) r.strokes.push([]);
      r.penDown = true;
      r.strokes.at(-1)?.push({ x, y, p, t });
      shown.push({ x, y, p, down });
    }
    if (shown.length > 0) {
      this.#options.onInk({ signatureId: r.signatureId, fresh: false, points: shown });
      // It was told of what is wiped by now.
      r.problem = null;
      this.#options.onChange();
    }
    if (r.strokes.length > mostStrokes || pointCount(r.strokes) > mostPoints) {
      r.problem = { code: 'signature-cut-off' };
      this.#wipe(r);
    }
  }

  /** The applicant pressed a button on the pad. */
  #takeButton(screenId: string, button: 'ok' | 'clear' | 'cancel'): void {
    const r = this.#running;
    if (r?.screenId !== screenId) return;
    if (button === 'ok' && r.state === 'reading' && r.deviceId !== null) void this.#showNext(r, r.deviceId);
    else if (button === 'ok') this.#acceptUnseen();
    else if (button === 'clear') this.clear();
    else {
      this.cancel();
      this.#options.onNotice('pad-cancelled');
    }
  }

  /**
   * Takes what was signed, if it is a signature. Stored and queued in one transaction; only then the pad is blanked.
   */
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
    // It can have changed from elsewhere: what was signed is nobody's signature of this step any more.
    if (!this.#stillSigns(r, serving.value)) return this.#giveUp(r, { code: 'signature-void' });
    // In the window the strokes come with their acceptance, see `submit`.
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
      kind: 'sign',
      appointmentId: r.appointmentId,
      stepId: r.stepId,
      signatureId: r.signatureId,
      textSha256: textSha256(r.wording),
      language: r.wording.language,
      device: r.padName,
      pad: area,
      strokes,
      jpeg: Buffer.from(jpeg).toString('base64'),
      signer: r.signer,
    });
    if (!added.ok) {
      // Who pressed OK on the pad hears no answer: the clerk reads why, and accepts what stands there once it can be
      // kept.
      r.problem = added.error;
      this.#options.onChange();
      return added;
    }
    this.#end(r);
    this.#options.onNotice('signature-saved');
    return ok(null);
  }

  /** Whoever pressed OK on the pad or on the screen to sign on reads no answer: the clerk is told. */
  #acceptUnseen(): Result<null> {
    const accepted = this.accept();
    if (!accepted.ok && accepted.error.code === 'signature-void') this.#options.onNotice('signature-void');
    return accepted;
  }

  /** A signature that was written in the window: judged, stored and queued as one from the pad. */
  submit({ signatureId, area, strokes }: SubmittedSignature): Result<null> {
    const r = this.#running;
    if (!r || r.signatureId !== signatureId || r.deviceId !== null || r.state !== 'signing' || !r.page)
      return fail('signature-not-running');
    r.page = barePage(r.wording, area);
    let last = 0;
    r.strokes = strokes.map((stroke) => stroke.map(({ x, y, p, t }) => ({ x, y, p, t: (last = Math.max(last, t)) })));
    r.startedAt = 0;
    r.lastAt = last;
    return this.#acceptUnseen();
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
  #padLost(deviceId: string): void {
    const r = this.#running;
    if (r?.deviceId === deviceId && r.state !== 'lost') this.#lose(r, { code: 'pad-lost' });
  }

  /** A pad that only faltered comes back with the page and the ink on it, which nobody takes any more. */
  #lose(r: Running, problem: AppError): void {
    if (r.deviceId !== null) void this.#options.host.ask('pad.blank', { deviceId: r.deviceId });
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
    if (r.deviceId === null) return;
    // The wipe that is under way does for both: a second one would find no screen to wipe.
    if (r.wiping) return;
    r.wiping = true;
    void this.#options.host.ask('pad.clear', { deviceId: r.deviceId, screenId: r.screenId }).then((answer) => {
      r.wiping = false;
      // What the pad shows now nobody knows: it is begun anew.
      if (!answer.ok && this.#running === r && r.state === 'signing') this.#lose(r, deviceToAppError(answer.error));
    });
  }

  #end(r: Running): void {
    this.#running = null;
    if (r.deviceId !== null) void this.#options.host.ask('pad.blank', { deviceId: r.deviceId });
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

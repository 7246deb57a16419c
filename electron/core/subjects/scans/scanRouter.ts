import type { Appointment, DocumentItem } from '../../../../backend/contract/index.ts';
import type { RawScan } from '../../../../native/index.ts';
import { fail, ok, type AppError, type ErrorCode, type Result } from '../../../contract/errors.ts';
import type { ScannerLayout, ScansSnapshot, ScanView } from '../../../contract/scans.ts';
import type { CaseAtHand } from '../../counter/caseAtHand/caseAtHand.ts';
import type { CaseActions } from '../../counter/caseAtHand/caseActions.ts';
import type { MatchCode } from '../../codes/codeRules.ts';
import { serialCheckDigit } from '../../codes/checkDigit.ts';
import { printedGs1 } from '../../codes/gs1.ts';
import type { Mrz } from '../../codes/mrz.ts';
import { isForeignInterleaved, type InterleavedRule } from '../../codes/interleaved.ts';
import { symbologyOf, takeAim } from '../../codes/symbologies.ts';
import { understand, type Understood } from '../../codes/understand.ts';
import type { WorkAtCounter } from '../../counter/work/counterWork.ts';
import { evidenceOf, isExpired, viewOf } from '../../counter/identity/comparison.ts';
import { isOnlyHeard } from '../../counter/identity/compareFacts.ts';
import { judge, whoseDocument } from '../../counter/identity/judge.ts';
import { isOver, knownPeople } from '../../counter/identity/knownPeople.ts';
import { createReadings, type Reading } from '../../counter/identity/reading.ts';
import { zoneKindOf, type ReadMrz } from '../../codes/zoneKinds.ts';
import type { Office } from '../../kernel/records/office.ts';
import { refusalOfTyped, type Reading as TypedReading } from './refusalOfTyped.ts';
import { uuidv7 } from '../../kernel/basics/uuid.ts';
import { createSameCode } from './sameCode.ts';

const recentCount = 20;
/** A code that arrives in many pieces is one that the clerk has to scan again. */
const sameTearMs = 2000;
/** States in which a document of the person at the counter is where it is thought to be. */
const expectedStates: ReadonlySet<DocumentItem['state']> = new Set(['delivered', 'ready', 'deposited']);

/** What the keys of a scanner in keyboard mode mean where it is set to another country. */
export interface TypedWith {
  layout: ScannerLayout;
  bytes: Uint8Array;
}

interface RouterOptions {
  office: Office;
  atHand: CaseAtHand;
  actions: CaseActions;
  works: WorkAtCounter;
  /** By the office's clock: what has expired, and which century a date is of. */
  now: () => Date;
  readMrz: ReadMrz;
  /** Of a device that reads print; see `createReadings`. */
  isOcrReader: (deviceId: string) => boolean;
  /** The office's own codes. */
  match: MatchCode;
  /** A compartment label without check digits does not confirm by itself. */
  asksForLabels: boolean;
  interleaved: InterleavedRule;
  /** See `createSameCode`. */
  sameCodePause: number;
  onScan: (scan: ScanView) => void;
  onChange: () => void;
}

type Outcome = Pick<ScanView, 'outcome' | 'effect'> & { problem?: AppError | null };
const accepted = (effect: string): Outcome => ({ outcome: 'accepted', effect });
const refused = (code: ErrorCode, effect = 'not-understood', values?: AppError['values']): Outcome => ({
  outcome: 'refused',
  effect,
  problem: values ? { code, values } : { code },
});
const ignored = (effect: string): Outcome => ({ outcome: 'ignored', effect });

/** Understands each code once, whatever it was read with, and hands it to where it is expected. */
export class ScanRouter {
  readonly #options: RouterOptions;
  readonly #readings: ReturnType<typeof createReadings>;
  readonly #match: MatchCode;
  #recent: ScanView[] = [];
  #torn = 0;
  /** Visits that the last document may be about. */
  #offered: string[] = [];
  readonly #sameCode: ReturnType<typeof createSameCode>;

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#sameCode = createSameCode(options.sameCodePause);
    this.#readings = createReadings(options.isOcrReader);
    this.#match = (text) => options.match(text) ?? this.#expectedSerial(text);
  }

  get snapshot(): ScansSnapshot {
    return { recent: this.#recent, torn: this.#torn, offered: this.#offered };
  }

  /** Null when the code just kept coming; the scan that was taken for it says so. */
  receive({ deviceId, bytes, aim, at }: RawScan, otherLayouts: readonly TypedWith[] = []): ScanView | null {
    const { repeat, sighting } = this.#sameCode.look(deviceId, bytes, aim, at);
    if (repeat) {
      this.#readAgain(sighting.scanId);
      return null;
    }
    const view = this.#route(deviceId, bytes, aim, at, otherLayouts);
    sighting.scanId = view.scanId;
    return view;
  }

  typed(text: string): ScanView {
    return this.#route('keyboard', new TextEncoder().encode(text.trim()), null, Date.now());
  }

  /** Only a part of a code came, or perhaps only a part: it is counted and told, and nothing of it is looked at. */
  torn(deviceId: string, at: number = Date.now()): ScanView {
    this.#torn += 1;
    const last = this.#recent.find((scan) => scan.deviceId === deviceId);
    if (last?.what === 'torn' && Math.abs(at - Date.parse(last.at)) < sameTearMs) {
      this.#options.onChange();
      return last;
    }
    return this.#note({
      scanId: uuidv7(),
      at: new Date(at).toISOString(),
      deviceId,
      what: 'torn',
      shown: '',
      ...refused('code-torn'),
      problem: { code: 'code-torn' },
    });
  }

  /** The clerk says which of the offered visits it is, or that it is none. */
  chooseVisit(appointmentId: string | null): Result<null> {
    if (appointmentId !== null && !this.#offered.includes(appointmentId)) return fail('not-found');
    const checkedIn = appointmentId === null ? ok(null) : this.#options.actions.checkIn(appointmentId);
    if (checkedIn.ok) this.#offered = [];
    this.#options.onChange();
    return checkedIn;
  }

  forgetPeople(): void {
    this.#recent = [];
    this.#offered = [];
    this.#options.atHand.endComparison();
    this.#options.onChange();
  }

  /** Quietly, and once: what the first reading said stays on the screen. */
  #readAgain(scanId: string): void {
    if (!this.#recent.some((scan) => scan.scanId === scanId && !scan.again)) return;
    this.#recent = this.#recent.map((scan) => (scan.scanId === scanId ? { ...scan, again: true } : scan));
    this.#options.onChange();
  }

  #route(
    deviceId: string,
    bytes: Uint8Array,
    aim: string | null,
    at: number,
    otherLayouts: readonly TypedWith[] = [],
  ): ScanView {
    const reading = this.#readings.look(deviceId, bytes, aim);
    const understood = understand(bytes, aim, this.#options.now(), this.#match);
    const standing = this.#options.atHand.stop;
    this.#offered = [];
    const garbled = otherLayouts.length > 0 ? this.#garbled(bytes, aim, understood, otherLayouts) : null;
    const foreign = this.#isForeign(bytes, aim);
    const { outcome, effect, problem } = standing
      ? refused('wrong-person', 'stopped')
      : foreign
        ? refused('interleaved-refused')
        : garbled
          ? refused(garbled.code, 'not-understood', garbled.values)
          : this.#act(understood, reading);
    const view: ScanView = {
      scanId: uuidv7(),
      at: new Date(at).toISOString(),
      deviceId,
      what: foreign ? 'unknown' : kindOf(understood),
      shown: garbled || foreign ? '' : shownOf(understood),
      outcome,
      effect,
      problem: problem ?? null,
      ...tellsOf(understood),
      symbology: symbologyOf(takeAim(bytes, aim).aim)?.name,
    };
    return this.#note(view);
  }

  #note(view: ScanView): ScanView {
    this.#recent = [view, ...this.#recent].slice(0, recentCount);
    this.#options.onScan(view);
    this.#options.onChange();
    return view;
  }

  /** A kind of bar code of which a part looks like a whole. */
  #isForeign(scanned: Uint8Array, given: string | null): boolean {
    const { bytes, aim } = takeAim(scanned, given);
    return isForeignInterleaved(bytes, aim, this.#options.interleaved);
  }

  /** Typed by a scanner: are these the characters that it read? */
  #garbled(
    bytes: Uint8Array,
    aim: string | null,
    code: Understood,
    otherLayouts: readonly TypedWith[],
  ): AppError | null {
    const read = (
      some: Uint8Array,
      understood = understand(some, aim, this.#options.now(), this.#match),
    ): TypedReading => ({
      text: new TextDecoder().decode(some),
      code: understood,
      gs1: symbologyOf(takeAim(some, aim).aim)?.gs1 ?? false,
    });
    const others = otherLayouts.filter((other) => Buffer.compare(other.bytes, bytes) !== 0);
    return refusalOfTyped(
      read(bytes, code),
      others.map((other) => ({ layout: other.layout, ...read(other.bytes) })),
    );
  }

  #act(code: Understood, reading: Reading): Outcome {
    switch (code.what) {
      case 'appointment-code':
        return this.#appointmentCode(code.code);
      case 'mrz':
        return this.#mrz(code.mrz, reading);
      case 'mrz-damaged':
        return refused(code.problem.kind === 'date' ? 'mrz-impossible-date' : 'mrz-damaged');
      case 'document-serial':
        return this.#serial(code.serial, code.checkDigit, reading);
      case 'compartment-label':
        return code.check === 'wrong'
          ? refused('label-check-failed')
          : this.#compartment(code.label, code.check === 'right' || !this.#options.asksForLabels);
      case 'photo-code':
        return ignored('not-expected');
      case 'digital-seal':
        // Its signature was not verified: what it says proves as little as any other text.
        return code.mrz && this.#options.readMrz[zoneKindOf(code.mrz.documentCode)]
          ? this.#mrz(code.mrz, { ...reading, from: 'seal', proves: false })
          : ignored('seal-read');
      case 'seal-damaged':
        return refused('seal-damaged');
      case 'link':
        return ignored('link-not-opened');
      case 'file-label':
        return code.check === 'wrong' ? refused('label-check-failed') : ignored('not-expected');
      case 'gs1':
        return ignored('not-expected');
      case 'empty':
        return refused('code-empty');
      case 'unknown':
        return refused('code-unknown');
    }
  }

  #appointmentCode(code: string): Outcome {
    const { office, atHand, actions } = this.#options;
    const appointment = office.appointmentByCode(code);
    if (!appointment) return refused('appointment-unknown');
    const mine = atHand.appointment;
    if (mine && mine.id !== appointment.id && mine.applicant.id === appointment.applicant.id)
      return { outcome: 'warning', effect: 'other-visit' };
    if (mine && mine.id !== appointment.id) return this.#stop('appointment-code', appointment.ticket);
    if (!mine) return this.#arrived(appointment);
    if (mine.state === 'serving') return accepted('already-checked-in');
    const appeared = actions.appear();
    return appeared.ok ? accepted('opened-appointment') : refused(appeared.error.code, 'not-expected');
  }

  /** Somebody showed something that names their appointment, while nobody is at the counter. */
  #arrived(appointment: Appointment): Outcome {
    switch (appointment.state) {
      case 'scheduled':
      case 'missed': {
        const result = this.#options.actions.checkIn(appointment.id);
        return result.ok ? accepted('checked-in') : refused(result.error.code, 'not-expected');
      }
      case 'completed':
      case 'cancelled':
        return refused('appointment-already-finished', 'not-expected');
      default:
        return accepted('already-checked-in');
    }
  }

  #mrz(mrz: Mrz, reading: Reading): Outcome {
    const { office, atHand, actions, readMrz } = this.#options;
    const kind = zoneKindOf(mrz.documentCode);
    if (!readMrz[kind]) return ignored('zone-not-read');
    const mine = atHand.appointment;
    const ofRepresentative = actions.representatives.take(mrz);
    if (ofRepresentative) return accepted(ofRepresentative);
    // A document that we made is recognised by its serial, whoever carries it; a travel document is shown as a passport
    // once it is handed over.
    const made = office
      .all('item')
      .find(
        (item) =>
          item.serial === mrz.documentNumber &&
          (item.kind === 'travel-document' ? kind === 'passports' : kind === 'residenceTitles'),
      );
    const people = knownPeople(office);
    const isShown =
      made?.kind === 'travel-document' &&
      made.state === 'handed-over' &&
      (!mine || people.some(({ personId }) => personId === made.applicantId));
    if (made && !isShown) return this.#serial(mrz.documentNumber, 'right', reading);
    if (!mine) return this.#visitor(mrz, reading);

    const me = people.find(({ appointment }) => appointment.id === mine.id);
    if (!me) return ignored('not-expected');
    const judgement = judge(mrz, me, people, reading.proves);
    atHand.endComparison();
    if (judgement.verdict === 'somebody-else') return this.#stop('passport', judgement.ticket, judgement.because);
    const evidence = evidenceOf(judgement, reading, kind);
    const expired = isExpired(mrz, this.#options.now());
    if (judgement.verdict === 'compare') {
      // It is settled who it is, and nothing speaks against it.
      if (judgement.reason === 'source' && mine.state === 'serving' && !actions.steps.asksWhoItIs)
        return ignored('noted');
      atHand.compare(viewOf(judgement, mrz, me, reading, expired, this.#options.now()), {
        method: 'compare',
        settledBy: 'eye',
        ...evidence,
        ...(expired && { expired }),
      });
      return { outcome: 'warning', effect: 'to-compare' };
    }
    if (mine.state === 'called') {
      const appeared = actions.appear();
      if (!appeared.ok) return refused(appeared.error.code, 'not-expected');
    }
    actions.steps.identityByMrz(evidence, expired);
    return accepted('identity-matches');
  }

  /** A document while nobody is at the counter: one visit is checked in, of several the clerk chooses. */
  #visitor(mrz: Mrz, reading: Reading): Outcome {
    const people = knownPeople(this.#options.office);
    const theirs = whoseDocument(mrz, people);
    const [first, ...others] = theirs.filter(({ appointment }) => !isOver(appointment));
    if (!first)
      return refused(theirs.length > 0 ? 'appointment-already-finished' : 'appointment-unknown', 'not-expected');
    if (others.length === 0 && judge(mrz, first, people, reading.proves).verdict === 'same')
      return this.#arrived(first.appointment);
    const all = [first, ...others];
    const isProved = all.every((one) => judge(mrz, one, people, reading.proves).verdict === 'same');
    // Whom it does not prove is not told to wait: somebody of that name may be here already, and this one is not.
    if (isProved && all.every(({ appointment: { state } }) => state !== 'scheduled' && state !== 'missed'))
      return accepted('already-checked-in');
    this.#offered = [first, ...others].map(({ appointment }) => appointment.id);
    return { outcome: 'warning', effect: 'visits-offered' };
  }

  /** What a person typed chooses a document, and does not prove that it lies here. */
  #serial(serial: string, checkDigit: 'right' | 'wrong' | 'absent', { source }: Reading): Outcome {
    const { office, atHand, actions, works } = this.#options;
    // Some character is not what stands there: it is nobody's serial, and nothing is chosen, confirmed or stopped by
    // it.
    if (checkDigit === 'wrong')
      return { outcome: 'warning', effect: 'not-understood', problem: { code: 'serial-check-failed' } };
    const item = office.all('item').find((candidate) => candidate.serial === serial);
    if (!item) {
      const known = checkDigit === 'absent' ? this.#passportNumber(serial) : null;
      if (known) return known;
      return refused('document-unknown', 'not-expected');
    }
    const mine = atHand.appointment;
    if (!mine) return ignored('not-expected');
    if (item.applicantId !== mine.applicant.id) return this.#stop('document', this.#ticketOf(item.applicantId));
    // Theirs, but not as it should be: sent back, destroyed, not here yet, or given to them already.
    if (!expectedStates.has(item.state)) return { outcome: 'warning', effect: `item-${item.state}` };
    const taken = works.takesDocument(item, source !== 'typed');
    if (taken) return taken.ok ? accepted(`item-${taken.value}`) : refused(taken.error.code, 'not-expected');
    const inHand = actions.inHand.take(item, source !== 'typed');
    if (!inHand.ok) return refused(inHand.error.code, 'not-expected', inHand.error.values);
    return accepted(inHand.value === 'chosen' ? 'item-in-hand' : 'item-recognised');
  }

  /** `sure`: the label is whole and right. What only may be is asked about, once. */
  #compartment(label: string, sure: boolean): Outcome {
    const result = this.#options.works.takesLabel(label, sure);
    if (!result?.ok) return ignored('not-expected');
    if (result.value === 'asked') return { outcome: 'warning', effect: 'label-asked', problem: null };
    return result.value === 'confirmed' ? accepted('compartment-confirmed') : this.#stop('compartment', null);
  }

  /** The number of a passport alone, typed or from a label: it proves nothing, but somebody else's stops here too. */
  #passportNumber(number: string): Outcome | null {
    const { office, atHand } = this.#options;
    const mine = atHand.appointment;
    const owners = knownPeople(office).filter(({ numbers }) => numbers.includes(number));
    if (!mine || owners.length === 0) return null;
    if (owners.some(({ personId }) => personId === mine.applicant.id)) return ignored('noted');
    const me = knownPeople(office).find(({ appointment }) => appointment.id === mine.id);
    return me && !isOnlyHeard(me) ? this.#stop('passport', owners[0]!.ticket, 'number') : null;
  }

  /**
   * A number that no shape tells is a serial where a document of ours has it, with or without its check digit, or where
   * somebody's passport has it.
   */
  #expectedSerial(text: string): ReturnType<MatchCode> {
    const typed = text.trim().toUpperCase().replaceAll(' ', '');
    if (!/^[A-Z0-9]{6,10}$/.test(typed)) return null;
    const isMade = this.#options.office
      .all('item')
      .some(({ serial }) => typed === serial || typed === `${serial}${serialCheckDigit(serial)}`);
    const isKnown =
      typed.length < 10 &&
      this.#options.office.all('appointment').some(({ applicant }) => applicant.travelDocument === typed);
    return isMade || isKnown ? { type: 'document-serial', value: typed } : null;
  }

  #ticketOf(applicantId: string): string | null {
    return knownPeople(this.#options.office).find(({ personId }) => personId === applicantId)?.ticket ?? null;
  }

  #stop(
    what: Parameters<CaseAtHand['raiseStop']>[0],
    otherTicket: string | null,
    because: Parameters<CaseAtHand['raiseStop']>[2] = null,
  ): Outcome {
    this.#options.atHand.raiseStop(what, otherTicket, because);
    return { outcome: 'wrong-person', effect: 'stopped', problem: { code: 'wrong-person' } };
  }
}

function kindOf(code: Understood): ScanView['what'] {
  if (code.what === 'mrz-damaged') return 'mrz';
  if (code.what === 'seal-damaged') return 'digital-seal';
  return code.what === 'empty' ? 'unknown' : code.what;
}

const longestShown = 60;
/** Patterns of an office let through what they like: no character that acts on the screen is shown. */
const printable = (text: string): string =>
  [...text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '')].slice(0, longestShown).join('');

/** What may stand on the screen: never names, never the content of a photo code or a seal, of a link only its host. */
function shownOf(code: Understood): string {
  switch (code.what) {
    case 'appointment-code':
      return printable(code.code);
    case 'document-serial':
      return printable(code.serial);
    case 'compartment-label':
    case 'file-label':
      return code.check === 'wrong' ? '' : printable(code.label);
    case 'gs1':
      return printable(printedGs1(code.elements));
    case 'link':
      return code.host;
    case 'unknown':
      return code.start;
    default:
      return '';
  }
}

function tellsOf(code: Understood): Pick<ScanView, 'length' | 'seal'> {
  if (code.what === 'digital-seal') return { seal: code.document };
  return code.what === 'unknown' && code.length > 0 ? { length: code.length } : {};
}

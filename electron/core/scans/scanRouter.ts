import type { Appointment } from '../../../backend/contract/index.ts';
import type { RawScan } from '../../../native/index.ts';
import type { AppError, ErrorCode } from '../../contract/errors.ts';
import type { ScannerLayout, ScansSnapshot, ScanView } from '../../contract/scans.ts';
import type { CaseAtHand } from '../caseAtHand/caseAtHand.ts';
import type { CaseActions } from '../caseAtHand/caseActions.ts';
import type { MatchCode } from '../codes/codeRules.ts';
import { printedGs1 } from '../codes/gs1.ts';
import type { Mrz } from '../codes/mrz.ts';
import { isForeignInterleaved, type InterleavedRule } from '../codes/interleaved.ts';
import { samePerson } from '../codes/samePerson.ts';
import { symbologyOf, takeAim } from '../codes/symbologies.ts';
import { understand, type Understood } from '../codes/understand.ts';
import type { Deposits } from '../deposits/deposits.ts';
import type { Office } from '../office/office.ts';
import { refusalOfTyped, type Reading } from './refusalOfTyped.ts';
import { uuidv7 } from '../uuid.ts';
import { createSameCode } from './sameCode.ts';

const recentCount = 20;
/** A code that arrives in many pieces is one that the clerk has to scan again. */
const sameTearMs = 2000;

/** What the keys of a scanner in keyboard mode mean where it is set to another country. */
export interface TypedWith { layout: ScannerLayout; bytes: Uint8Array }

interface RouterOptions {
  office: Office;
  atHand: CaseAtHand;
  actions: CaseActions;
  deposits: Deposits;
  readMrz: boolean;
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
const refused = (code: ErrorCode, effect = 'not-understood', values?: AppError['values']): Outcome => ({ outcome: 'refused', effect, problem: values ? { code, values } : { code } });
const ignored = (effect: string): Outcome => ({ outcome: 'ignored', effect });

/** Understands each code once, whatever it was read with, and hands it to where it is expected. */
export class ScanRouter {
  readonly #options: RouterOptions;
  #recent: ScanView[] = [];
  #torn = 0;
  readonly #sameCode: ReturnType<typeof createSameCode>;

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#sameCode = createSameCode(options.sameCodePause);
  }

  get snapshot(): ScansSnapshot {
    return { recent: this.#recent, torn: this.#torn };
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
    return this.#note({ scanId: uuidv7(), at: new Date(at).toISOString(), deviceId, what: 'torn', shown: '', ...refused('code-torn'), problem: { code: 'code-torn' } });
  }

  forgetPeople(): void {
    this.#recent = [];
    this.#options.onChange();
  }

  /** Quietly, and once: what the first reading said stays on the screen. */
  #readAgain(scanId: string): void {
    if (!this.#recent.some((scan) => scan.scanId === scanId && !scan.again)) return;
    this.#recent = this.#recent.map((scan) => (scan.scanId === scanId ? { ...scan, again: true } : scan));
    this.#options.onChange();
  }

  #route(deviceId: string, bytes: Uint8Array, aim: string | null, at: number, otherLayouts: readonly TypedWith[] = []): ScanView {
    const understood = understand(bytes, aim, new Date(at), this.#options.match);
    const standing = this.#options.atHand.stop;
    const garbled = otherLayouts.length > 0 ? this.#garbled(bytes, aim, at, understood, otherLayouts) : null;
    const foreign = this.#isForeign(bytes, aim);
    const { outcome, effect, problem } = standing ? refused('wrong-person', 'stopped') : foreign ? refused('interleaved-refused') : garbled ? refused(garbled.code, 'not-understood', garbled.values) : this.#act(understood);
    const view: ScanView = {
      scanId: uuidv7(), at: new Date(at).toISOString(), deviceId, what: foreign ? 'unknown' : kindOf(understood), shown: garbled || foreign ? '' : shownOf(understood), outcome, effect, problem: problem ?? null,
      ...tellsOf(understood), symbology: symbologyOf(takeAim(bytes, aim).aim)?.name,
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
  #garbled(bytes: Uint8Array, aim: string | null, at: number, code: Understood, otherLayouts: readonly TypedWith[]): AppError | null {
    const read = (some: Uint8Array, understood = understand(some, aim, new Date(at), this.#options.match)): Reading =>
      ({ text: new TextDecoder().decode(some), code: understood, gs1: symbologyOf(takeAim(some, aim).aim)?.gs1 ?? false });
    const others = otherLayouts.filter((other) => Buffer.compare(other.bytes, bytes) !== 0);
    return refusalOfTyped(read(bytes, code), others.map((other) => ({ layout: other.layout, ...read(other.bytes) })));
  }

  #act(code: Understood): Outcome {
    switch (code.what) {
      case 'appointment-code': return this.#appointmentCode(code.code);
      case 'mrz': return this.#mrz(code.mrz);
      case 'mrz-damaged': return refused(code.problem.kind === 'date' ? 'mrz-impossible-date' : 'mrz-damaged');
      case 'document-serial': return this.#serial(code.serial, code.checkDigit);
      case 'compartment-label': return code.check === 'wrong' ? refused('label-check-failed') : this.#compartment(code.label, code.check === 'right' || !this.#options.asksForLabels);
      case 'photo-code': return ignored('not-expected');
      case 'digital-seal': return code.mrz && this.#options.readMrz ? this.#mrz(code.mrz) : ignored('seal-read');
      case 'seal-damaged': return refused('seal-damaged');
      case 'link': return ignored('link-not-opened');
      case 'file-label': return code.check === 'wrong' ? refused('label-check-failed') : ignored('not-expected');
      case 'gs1': return ignored('not-expected');
      case 'empty': return refused('code-empty');
      case 'unknown': return refused('code-unknown');
    }
  }

  #appointmentCode(code: string): Outcome {
    const { office, atHand, actions } = this.#options;
    const appointment = office.appointmentByCode(code);
    if (!appointment) return refused('appointment-unknown');
    return this.#arrived(appointment, atHand.appointment, () => actions.appear(), (id) => actions.checkIn(id), 'appointment-code');
  }

  /** Somebody showed something that names their appointment. */
  #arrived(appointment: Appointment, mine: Appointment | null, appear: CaseActions['appear'], checkIn: CaseActions['checkIn'], what: 'appointment-code' | 'passport'): Outcome {
    if (mine?.id === appointment.id) {
      if (mine.state === 'serving') return accepted('already-checked-in');
      const appeared = appear();
      return appeared.ok ? accepted('opened-appointment') : refused(appeared.error.code, 'not-expected');
    }
    if (mine) return this.#stop(what, appointment.ticket);
    switch (appointment.state) {
      case 'scheduled': case 'missed': {
        const result = checkIn(appointment.id);
        return result.ok ? accepted('checked-in') : refused(result.error.code, 'not-expected');
      }
      case 'completed': case 'cancelled': return refused('appointment-already-finished', 'not-expected');
      default: return accepted('already-checked-in');
    }
  }

  #mrz(mrz: Mrz): Outcome {
    const { office, atHand, actions, readMrz } = this.#options;
    // A card of ours is recognised by its serial, whoever carries it.
    if (/^A[RSF]$/.test(mrz.documentCode) && office.all('item').some(({ serial }) => serial === mrz.documentNumber)) return this.#serial(mrz.documentNumber, 'right');
    if (!readMrz) return ignored('not-expected');
    const mine = atHand.appointment;
    const ofRepresentative = actions.representatives.take(mrz);
    if (ofRepresentative) return accepted(ofRepresentative);
    const owners = office.all('appointment').filter(({ applicant }) => samePerson(mrz, applicant) === 'same');
    if (!mine) {
      const open = owners.filter(({ state }) => state !== 'completed' && state !== 'cancelled');
      if (open.length !== 1 || !open[0]) return refused(owners.length > 0 ? 'appointment-already-finished' : 'appointment-unknown', 'not-expected');
      return this.#arrived(open[0], null, () => actions.appear(), (id) => actions.checkIn(id), 'passport');
    }
    // Of somebody who came without an appointment nothing may be known: the clerk compares.
    switch (mine.applicant.familyName === '' ? 'doubtful' : samePerson(mrz, mine.applicant)) {
      case 'different': return this.#stop('passport', owners[0]?.ticket ?? null);
      case 'doubtful': return { outcome: 'warning', effect: 'identity-differs', problem: null };
      case 'same': {
        if (mine.state === 'called') {
          const appeared = actions.appear();
          if (!appeared.ok) return refused(appeared.error.code, 'not-expected');
        }
        const today = new Date().toISOString().slice(0, 10);
        actions.identityByMrz(mrz.expiry !== null && mrz.expiry < today);
        return accepted('identity-matches');
      }
    }
  }

  #serial(serial: string, checkDigit: 'right' | 'wrong' | 'absent'): Outcome {
    const { office, atHand, actions, deposits } = this.#options;
    const item = office.all('item').find((candidate) => candidate.serial === serial);
    if (!item) {
      // Perhaps the passport's number, typed or from its label, of the person at the counter.
      if (checkDigit === 'wrong') return { outcome: 'warning', effect: 'not-understood', problem: { code: 'serial-check-failed' } };
      return refused('document-unknown', 'not-expected');
    }
    const mine = atHand.appointment;
    if (!mine) return ignored('not-expected');
    if (item.applicantId !== mine.applicant.id) return this.#stop('document', this.#ticketOf(item.applicantId));
    if (deposits.state && deposits.state.phase !== 'done') {
      const result = deposits.itemScanned(item);
      if (!result.ok) return refused(result.error.code, 'not-expected');
      return accepted(result.value === 'opened' ? 'item-recognised' : 'item-confirmed');
    }
    const inHand = actions.inHand.scanned(item);
    if (!inHand.ok) return refused(inHand.error.code, 'not-expected', inHand.error.values);
    return accepted(inHand.value === 'chosen' ? 'item-in-hand' : 'item-recognised');
  }

  /** `sure`: the label is whole and right. What only may be is asked about, once. */
  #compartment(label: string, sure: boolean): Outcome {
    const { deposits } = this.#options;
    const result = deposits.compartmentScanned(label, sure);
    if (!result.ok) return ignored('not-expected');
    if (result.value === 'asked') return { outcome: 'warning', effect: 'label-asked', problem: null };
    return result.value === 'confirmed' ? accepted('compartment-confirmed') : this.#stop('compartment', null);
  }

  #ticketOf(applicantId: string): string | null {
    return this.#options.office.all('appointment').find(({ applicant }) => applicant.id === applicantId)?.ticket ?? null;
  }

  #stop(what: Parameters<CaseAtHand['raiseStop']>[0], otherTicket: string | null): Outcome {
    this.#options.atHand.raiseStop(what, otherTicket);
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
const printable = (text: string): string => [...text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '')].slice(0, longestShown).join('');

/** What may stand on the screen: never names, never the content of a photo code or a seal, of a link only its host. */
function shownOf(code: Understood): string {
  switch (code.what) {
    case 'appointment-code': return printable(code.code);
    case 'document-serial': return printable(code.serial);
    case 'compartment-label': case 'file-label': return code.check === 'wrong' ? '' : printable(code.label);
    case 'gs1': return printable(printedGs1(code.elements));
    case 'link': return code.host;
    case 'unknown': return code.start;
    default: return '';
  }
}

function tellsOf(code: Understood): Pick<ScanView, 'length' | 'seal'> {
  if (code.what === 'digital-seal') return { seal: code.document };
  return code.what === 'unknown' && code.length > 0 ? { length: code.length } : {};
}

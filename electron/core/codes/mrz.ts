import { checkDigit } from './checkDigit.ts';
import { layoutFor, type MrzFormat, type MrzLayout, type Span } from './mrzLayouts.ts';
import { birthDateOf, expiryOf } from './mrzDates.ts';

export { checkDigit, serialCheckDigit } from './checkDigit.ts';
export { writeMrz, type MrzContent } from './writeMrz.ts';
export type { MrzFormat } from './mrzLayouts.ts';

/**
 * What a machine readable zone says (ICAO Doc 9303). Names are search keys, not names: transliteration cannot be turned
 * back.
 */
export interface Mrz {
  format: MrzFormat;
  /** Positions 1-2 without fillers: `P`, `PT`, `AR`, `ID`, `ME`, `V` ... */
  documentCode: string;
  /** Without fillers; Germany is `D`. */
  issuer: string;
  /** The whole number, also where it runs over into the optional data; without fillers at its end. */
  documentNumber: string;
  nationality: string;
  /** `YYYY-MM-DD`; unknown parts are `0000` or `00`. */
  birthDate: string;
  /** `YYYY-MM-DD`; null when the zone leaves it open. */
  expiry: string | null;
  /** `X` where the zone has a filler. */
  sex: 'F' | 'M' | 'X';
  primary: string;
  secondary: string;
  /** The name field is full to its last position, so the name may go on. */
  nameTruncated: boolean;
}

export type MrzField = 'document-number' | 'birth-date' | 'expiry' | 'optional' | 'composite';

/**
 * Why a zone was not accepted. `line` and `column` count from 1; `column` only where one character is surely the wrong
 * one.
 */
export interface MrzProblem {
  kind: 'length' | 'check-digit' | 'date' | 'characters' | 'keyboard-layout';
  field?: MrzField;
  line?: number;
  column?: number;
}

export type ParsedMrz = { ok: true; mrz: Mrz } | { ok: false; problem: MrzProblem };

/**
 * Reads a zone of any of the five formats, in one piece or with CR, LF or CRLF between its lines. `now` decides the
 * centuries.
 *
 * When digits-only fields hold letters that OCR engines confuse with digits, the zone is tried once more with the
 * digits; that counts only when then every check digit matches.
 */
export function parseMrz(text: string, now: Date = new Date()): ParsedMrz {
  const pieces = text
    .split(/[\r\n]+/)
    .map((line) => line.replace(/[\s\x02\x03]/g, '').toUpperCase())
    .filter((line) => line !== '');
  let problem: MrzProblem | null = null;
  for (const lines of fillerReadings(pieces)) {
    const zone = cutIntoLines(lines);
    if (!zone.ok) {
      problem ??= zone.problem;
      continue;
    }
    const first = examine(zone.lines, zone.layout, now);
    if (first.ok) return first;
    const repaired = digitsForLookalikes(zone.lines, zone.layout);
    const second = repaired ? examine(repaired, zone.layout, now) : first;
    if (second.ok) return second;
    return {
      ok: false,
      problem:
        first.problem.kind === 'check-digit'
          ? pointAtCharacter(first.problem, zone.lines, zone.layout, now)
          : first.problem,
    };
  }
  return { ok: false, problem: problem ?? { kind: 'length' } };
}

/** OCR engines write `«` for one filler or for two: both readings are tried, and the length decides. */
function fillerReadings(lines: string[]): string[][] {
  const single = lines.map((line) => line.replaceAll('‹', '<'));
  if (!single.some((line) => line.includes('«'))) return [single];
  return ['<<', '<'].map((filler) => single.map((line) => line.replaceAll('«', filler)));
}

function cutIntoLines(
  pieces: string[],
): { ok: true; lines: string[]; layout: MrzLayout } | { ok: false; problem: MrzProblem } {
  const whole = pieces.join('');
  const layout = layoutFor(whole.length, whole[0] ?? '');
  if (!layout) return { ok: false, problem: { kind: 'length', ...oddLine(pieces) } };
  if (pieces.length > 1) {
    const odd = pieces.findIndex((line) => line.length !== layout.width);
    if (odd >= 0) return { ok: false, problem: { kind: 'length', line: odd + 1 } };
  }
  const lines = Array.from({ length: layout.lines }, (_, i) => whole.slice(i * layout.width, (i + 1) * layout.width));
  return { ok: true, lines, layout };
}

/** The one line that is too long or too short, where the others tell how long it should be. */
function oddLine(pieces: string[]): { line?: number } {
  const widths = pieces.length === 3 ? [30] : pieces.length === 2 ? [36, 44] : [];
  for (const width of widths) {
    const odd = pieces.flatMap((line, i) => (line.length === width ? [] : [i + 1]));
    if (odd.length === 1) return { line: odd[0] };
  }
  return {};
}

const read = (lines: string[], span: Span): string => lines[span.line - 1]!.slice(span.from - 1, span.to);

/**
 * Characters first, then check digits, then dates: a wrong character explains a wrong check digit, and not the other
 * way round.
 */
function examine(lines: string[], layout: MrzLayout, now: Date): ParsedMrz {
  const problem = wrongCharacter(lines, layout) ?? wrongCheckDigit(lines, layout);
  if (problem) return { ok: false, problem };

  const birthText = read(lines, layout.birth);
  const expiry = expiryOf(read(lines, layout.expiry), birthText, now);
  if (expiry === undefined) return { ok: false, problem: { kind: 'date', field: 'expiry', line: layout.expiry.line } };
  const birthDate = birthDateOf(birthText, expiry, now);
  if (birthDate === undefined)
    return { ok: false, problem: { kind: 'date', field: 'birth-date', line: layout.birth.line } };

  const name = read(lines, layout.name);
  const [primary = '', secondary = ''] = name.replace(/<+$/, '').split(/<<(.*)/s);
  const sex = read(lines, layout.sex);
  return {
    ok: true,
    mrz: {
      format: layout.format,
      documentCode: read(lines, layout.code).replaceAll('<', ''),
      issuer: read(lines, layout.issuer).replaceAll('<', ''),
      documentNumber: wholeNumber(lines, layout).number.replace(/<+$/, '').replaceAll('<', ' '),
      nationality: read(lines, layout.nationality).replaceAll('<', ''),
      birthDate,
      expiry,
      sex: sex === 'F' || sex === 'M' ? sex : 'X',
      primary: words(primary),
      secondary: words(secondary),
      nameTruncated: !name.endsWith('<'),
    },
  };
}

const words = (text: string): string => text.replace(/<+/g, ' ').trim();

/**
 * Doc 9303-5 § 4.2.2: a filler in the check position says that the number goes on in the optional data and ends with
 * its check digit.
 */
function wholeNumber(lines: string[], layout: MrzLayout): { number: string; check: string } {
  const number = read(lines, layout.number);
  const check = read(lines, layout.numberCheck);
  if (check !== '<' || !layout.overflow) return { number, check };
  const rest = read(lines, layout.overflow).split('<')[0]!;
  return rest.length < 2 ? { number, check } : { number: number + rest.slice(0, -1), check: rest.slice(-1) };
}

function wrongCharacter(lines: string[], layout: MrzLayout): MrzProblem | null {
  for (const [i, line] of lines.entries()) {
    const foreign = line.search(/[^A-Z0-9<]/);
    if (foreign >= 0) return { kind: 'characters', line: i + 1, column: foreign + 1 };
  }
  const digitsOrFiller = /[^0-9<]/;
  const rules: [Span, RegExp, MrzField | undefined][] = [
    [{ ...layout.code, to: layout.code.from }, /[^A-Z]/, undefined],
    [layout.code, /[^A-Z<]/, undefined],
    [layout.issuer, /[^A-Z<]/, undefined],
    [layout.name, /[^A-Z<]/, undefined],
    [layout.nationality, /[^A-Z<]/, undefined],
    [layout.sex, /[^FMX<]/, undefined],
    [layout.numberCheck, digitsOrFiller, 'document-number'],
    [layout.birth, digitsOrFiller, 'birth-date'],
    [layout.birthCheck, digitsOrFiller, 'birth-date'],
    [layout.expiry, digitsOrFiller, 'expiry'],
    [layout.expiryCheck, digitsOrFiller, 'expiry'],
  ];
  if (layout.optional) rules.push([layout.optional.check, digitsOrFiller, 'optional']);
  if (layout.composite) rules.push([layout.composite.check, /[^0-9]/, 'composite']);
  for (const [span, wrong, field] of rules) {
    const offset = read(lines, span).search(wrong);
    if (offset >= 0)
      return { kind: 'characters', ...(field && { field }), line: span.line, column: span.from + offset };
  }
  if (/^<+$/.test(read(lines, layout.number)))
    return { kind: 'characters', field: 'document-number', line: layout.number.line };
  return null;
}

function wrongCheckDigit(lines: string[], layout: MrzLayout): MrzProblem | null {
  const whole = wholeNumber(lines, layout);
  const checks: [MrzField, string, string, Span][] = [
    ['document-number', whole.number, whole.check, layout.number],
    ['birth-date', read(lines, layout.birth), read(lines, layout.birthCheck), layout.birth],
    ['expiry', read(lines, layout.expiry), read(lines, layout.expiryCheck), layout.expiry],
  ];
  if (layout.optional)
    checks.push([
      'optional',
      read(lines, layout.optional.data),
      read(lines, layout.optional.check),
      layout.optional.data,
    ]);
  if (layout.composite) {
    const over = layout.composite.over.map((span) => read(lines, span)).join('');
    checks.push(['composite', over, read(lines, layout.composite.check), layout.composite.check]);
  }
  for (const [field, data, check, span] of checks) {
    // An unused field may carry `<` instead of `0` (TD3 position 43; German passports show both).
    const matches = check === '<' ? /^<+$/.test(data) : checkDigit(data) === Number(check);
    if (!matches) return { kind: 'check-digit', field, line: span.line };
  }
  return null;
}

const lookalikes: Record<string, string> = { O: '0', Q: '0', I: '1', B: '8', S: '5', Z: '2', G: '6' };

/**
 * The zone with digits where a digits-only field holds letters that look like them; null when there is nothing to
 * change.
 */
function digitsForLookalikes(lines: string[], layout: MrzLayout): string[] | null {
  const numeric = [
    layout.numberCheck,
    layout.birth,
    layout.birthCheck,
    layout.expiry,
    layout.expiryCheck,
    layout.optional?.check,
    layout.composite?.check,
  ];
  const result = lines.map((line) => [...line]);
  let changed = false;
  for (const span of numeric) {
    if (!span) continue;
    const line = result[span.line - 1]!;
    for (let column = span.from; column <= span.to; column++) {
      const digit = lookalikes[line[column - 1]!];
      if (digit) {
        line[column - 1] = digit;
        changed = true;
      }
    }
  }
  return changed ? result.map((line) => line.join('')) : null;
}

/** Adds the column if every one-character change that makes the whole zone right is at the same place. */
function pointAtCharacter(problem: MrzProblem, lines: string[], layout: MrzLayout, now: Date): MrzProblem {
  const places: { line: number; column: number }[] = [];
  for (const { line, from, to } of spansBehind(problem.field, layout)) {
    const text = lines[line - 1]!;
    for (let column = from; column <= to && places.length < 2; column++) {
      const mends = [...allCharacters].some(
        (character) =>
          character !== text[column - 1] &&
          examine(lines.with(line - 1, text.slice(0, column - 1) + character + text.slice(column)), layout, now).ok,
      );
      if (mends) places.push({ line, column });
    }
  }
  return places.length === 1 ? { ...problem, ...places[0] } : problem;
}

const allCharacters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<';

/** Where a single wrong character can be when this is the first check that fails. */
function spansBehind(field: MrzField | undefined, layout: MrzLayout): Span[] {
  const { number, numberCheck, birth, birthCheck, expiry, expiryCheck, optional, composite } = layout;
  if (field === 'document-number') return [number, numberCheck, ...(layout.overflow ? [layout.overflow] : [])];
  if (field === 'birth-date') return [birth, birthCheck];
  if (field === 'expiry') return [expiry, expiryCheck];
  if (field === 'optional') return optional ? [optional.data, optional.check] : [];
  return composite ? [...composite.over, composite.check] : [];
}

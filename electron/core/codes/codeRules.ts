import vm from 'node:vm';

/** What an office's own codes can be. */
export const codeTypes = ['appointment-code', 'document-serial', 'compartment-label', 'file-label'] as const;
export type CodeType = (typeof codeTypes)[number];

/** One line of the table in the settings (`codes`): the first whose pattern fits decides. */
export interface CodeRule {
  /** Regular expression over the whole code, upper and lower case alike. */
  pattern: string;
  type: CodeType;
  /** What is looked up: text with `$1` ... for the pattern's groups. Default: the first group, or the whole code. */
  value?: string;
  /** Of a label: where its two check digits stand (`labels.ts`), as text with `$1` ... Absent: it has none. */
  check?: string;
  /** `crockford`: capital letters, I and L read as 1, O as 0, in the groups. */
  alphabet?: 'crockford';
}

/** A scanner set to the US layout types `ß` for the hyphen on a German computer; people leave it out. */
const hyphen = '[-‐–ß ]';

/** Ours: appointment codes of the reference backend, labels on compartments and on files. */
export const ownCodeRules: readonly CodeRule[] = [
  { pattern: `SWT${hyphen}?([0-9A-TV-Z]{8})`, type: 'appointment-code', value: 'SWT-$1', alphabet: 'crockford' },
  {
    pattern: `FACH(\\d\\d)${hyphen}([\\p{L}\\p{N}.-]{1,8})${hyphen}E`,
    type: 'compartment-label',
    value: '$2',
    check: '$1',
  },
  {
    pattern: `AKTE(\\d\\d)${hyphen}([\\p{L}\\p{N}./ -]{1,32})${hyphen}E`,
    type: 'file-label',
    value: '$2',
    check: '$1',
  },
  // Cut at the end: no check digits are right.
  { pattern: `FACH\\d\\d(?:${hyphen}[\\p{L}\\p{N}.-]{0,10})?`, type: 'compartment-label', check: '' },
  { pattern: `AKTE\\d\\d(?:${hyphen}[\\p{L}\\p{N}./ -]{0,34})?`, type: 'file-label', check: '' },
  // As labels were before they had check digits.
  { pattern: `FACH${hyphen}([\\p{L}\\p{N}.-]{1,8})`, type: 'compartment-label' },
  { pattern: `AKTE${hyphen}([\\p{L}\\p{N}./ -]{1,32})`, type: 'file-label' },
];

export type MatchCode = (text: string) => { type: CodeType; value: string; check?: string } | null;

/** No code on paper is longer; a longer text is not tried. */
const longestCode = 500;
/**
 * A pattern can take for ever on a text made for it. Codes come from strangers, so each has so much of the processor
 * and no more.
 */
const matchMs = 50;

/** The patterns as one function. `onSlow` is told the number (from 1) of a rule that was given up on. */
export function matchCodes(rules: readonly CodeRule[], onSlow: (rule: number) => void = () => {}): MatchCode {
  const compiled = rules.map((rule) => ({
    rule,
    expression: expressionOf(rule.pattern),
    ours: ownCodeRules.some(({ pattern }) => pattern === rule.pattern),
  }));
  return (scanned) => {
    const text = scanned.trim().normalize('NFC');
    // Two signs that pass for S and K where upper and lower case are alike.
    if (text.length > longestCode || /[\u017f\u212a]/.test(text)) return null;
    for (const [i, { rule, expression, ours }] of compiled.entries()) {
      const found = ours ? expression.exec(text) : withinTime(expression, text);
      if (found === 'slow') onSlow(i + 1);
      else if (found)
        return {
          type: rule.type,
          value: valueOf(rule, found),
          ...(rule.check === undefined ? {} : { check: valueOf({ ...rule, value: rule.check }, found) }),
        };
    }
    return null;
  };
}

export const matchOwnCodes = matchCodes(ownCodeRules);

/** @throws SyntaxError when the pattern is none */
export function expressionOf(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 'iu');
}

const attempt: { expression?: RegExp; text?: string } = {};
let script: vm.Script | undefined;

/**
 * Only the virtual machine's own time limit ends an expression that is under way. That limit goes by the clock: where
 * the machine was busy with something else meanwhile, nothing is said about the expression, and it is tried again.
 */
function withinTime(expression: RegExp, text: string): RegExpExecArray | null | 'slow' {
  if (!script) {
    script = new vm.Script('expression.exec(text)');
    vm.createContext(attempt);
  }
  Object.assign(attempt, { expression, text });
  const began = processorMs();
  try {
    for (;;) {
      try {
        return script.runInContext(attempt, { timeout: matchMs }) as RegExpExecArray | null;
      } catch (error) {
        const ranOut = (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
        if (!ranOut || processorMs() - began >= matchMs / 2) return 'slow';
      }
    }
  } finally {
    delete attempt.text;
  }
}

/** What this thread had of the processor. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function valueOf({ value, alphabet }: CodeRule, found: RegExpExecArray): string {
  const group = (number: number): string => {
    const text = found[number] ?? '';
    return alphabet === 'crockford' ? text.toUpperCase().replace(/[IL]/g, '1').replaceAll('O', '0') : text;
  };
  return value === undefined
    ? group(found.length > 1 ? 1 : 0)
    : value.replace(/\$(\d)/g, (_whole, number) => group(Number(number)));
}

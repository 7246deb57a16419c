/**
 * One line per thing that went over a device's line: milliseconds since the recording began, `>` from us or `<` from
 * the device, what it was, and its bytes in hex. Lines that begin with `#` are remarks; the first line names the
 * format. Documented in docs/devices.md.
 */
export const firstLine = '# schalterwerk trace 1';

/**
 * What we did: opened the device (HID: vendor id, two bytes), wrote to a serial line, wrote a report, asked for a
 * feature report (its id).
 */
const ours = ['open', 'bytes', 'output', 'feature', 'read'] as const;
/**
 * What it did: said its report descriptor, sent, answered `read`, refused or kept silent on a transfer (the report's
 * id), went away.
 */
const theirs = ['descriptor', 'bytes', 'input', 'feature', 'refused', 'silent', 'lost'] as const;

export type TraceEntry =
  | { ms: number; from: 'us'; what: (typeof ours)[number]; bytes: Uint8Array }
  | { ms: number; from: 'device'; what: (typeof theirs)[number]; bytes: Uint8Array };

export function writeEntry({ ms, from, what, bytes }: TraceEntry): string {
  const head = `${ms} ${from === 'us' ? '>' : '<'} ${what}`;
  return bytes.length === 0
    ? head
    : `${head} ${Buffer.from(bytes)
        .toString('hex')
        .replaceAll(/..(?=.)/g, '$& ')}`;
}

export type ReadTrace =
  | { ok: true; entries: TraceEntry[] }
  | { ok: false; /** Counted from 1. */ line: number; why: string };

/** A trace file. Refused as a whole when a line of it is none: half a recording proves nothing. */
export function readTrace(text: string): ReadTrace {
  const lines = text.split(/\r?\n/);
  if (lines[0]?.trim() !== firstLine) return { ok: false, line: 1, why: `the first line is not "${firstLine}"` };
  const entries: TraceEntry[] = [];
  let last = 0;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const refuse = (why: string): ReadTrace => ({ ok: false, line: index + 1, why });
    const [, ms, mark, what, hex = ''] = /^(\d{1,9}) ([<>]) ([a-z]+)((?: [0-9a-f]{2})*)$/.exec(line) ?? [];
    if (ms === undefined || what === undefined) return refuse('not "milliseconds, < or >, what, bytes in hex"');
    if (Number(ms) < last) return refuse('earlier than the line before');
    last = Number(ms);
    const bytes = new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
    const mine = ours.find((word) => word === what);
    const its = theirs.find((word) => word === what);
    if (mark === '>' && mine) entries.push({ ms: last, from: 'us', what: mine, bytes });
    else if (mark === '<' && its) entries.push({ ms: last, from: 'device', what: its, bytes });
    else return refuse(`"${mark} ${what}" means nothing`);
    if (bytes.length === 0 && what !== 'open' && what !== 'lost') return refuse('no bytes');
  }
  return { ok: true, entries };
}

/** What may stand behind a GS1 application identifier. */
export interface Application {
  least: number;
  most: number;
  digits: boolean;
  /** So many characters, from the first, end with a check digit. */
  check?: number;
  /** YYMMDD. */
  date?: boolean;
}

const numbers = (least: number, most = least): Application => ({ least, most, digits: true });
const text = (most: number, least = 1): Application => ({ least, most, digits: false });
const checked = (length: number): Application => ({ ...numbers(length), check: length });
const date: Application = { ...numbers(6), date: true };

/**
 * GS1 General Specifications § 3.2. `n` stands for one digit more, which belongs to the identifier (the decimal place,
 * a level).
 */
const rows: [pattern: string, application: Application][] = [
  ['00', checked(18)],
  ['01', checked(14)],
  ['02', checked(14)],
  ['03', checked(14)],
  ['10', text(20)],
  ['11', date],
  ['12', date],
  ['13', date],
  ['15', date],
  ['16', date],
  ['17', date],
  ['20', numbers(2)],
  ['21', text(20)],
  ['22', text(20)],
  ['235', text(28)],
  ['240', text(30)],
  ['241', text(30)],
  ['242', numbers(1, 6)],
  ['243', text(20)],
  ['250', text(30)],
  ['251', text(30)],
  ['253', { least: 13, most: 30, digits: false, check: 13 }],
  ['254', text(20)],
  ['255', { ...numbers(13, 25), check: 13 }],
  ['30', numbers(1, 8)],
  ['310n', numbers(6)],
  ['311n', numbers(6)],
  ['312n', numbers(6)],
  ['313n', numbers(6)],
  ['314n', numbers(6)],
  ['315n', numbers(6)],
  ['316n', numbers(6)],
  ['32nn', numbers(6)],
  ['33nn', numbers(6)],
  ['34nn', numbers(6)],
  ['35nn', numbers(6)],
  ['36nn', numbers(6)],
  ['37', numbers(1, 8)],
  ['390n', numbers(1, 15)],
  ['391n', numbers(4, 18)],
  ['392n', numbers(1, 15)],
  ['393n', numbers(4, 18)],
  ['394n', numbers(4)],
  ['395n', numbers(6)],
  ['400', text(30)],
  ['401', text(30)],
  ['402', checked(17)],
  ['403', text(30)],
  ['410', checked(13)],
  ['411', checked(13)],
  ['412', checked(13)],
  ['413', checked(13)],
  ['414', checked(13)],
  ['415', checked(13)],
  ['416', checked(13)],
  ['417', checked(13)],
  ['420', text(20)],
  ['421', text(12, 4)],
  ['422', numbers(3)],
  ['423', numbers(3, 15)],
  ['424', numbers(3)],
  ['425', numbers(3, 15)],
  ['426', numbers(3)],
  ['427', text(3)],
  ['7001', numbers(13)],
  ['7002', text(30)],
  ['7003', numbers(10)],
  ['7004', numbers(1, 4)],
  ['7005', text(12)],
  ['7006', date],
  ['7007', numbers(6, 12)],
  ['7008', text(3)],
  ['7009', text(10)],
  ['7020', text(20)],
  ['7021', text(20)],
  ['7022', text(20)],
  ['7023', text(30)],
  ['703n', text(30, 4)],
  ['710', text(20)],
  ['711', text(20)],
  ['712', text(20)],
  ['713', text(20)],
  ['714', text(20)],
  ['715', text(20)],
  ['716', text(20)],
  ['8001', numbers(14)],
  ['8002', text(20)],
  ['8003', { least: 14, most: 30, digits: false, check: 14 }],
  ['8004', text(30)],
  ['8005', numbers(6)],
  ['8006', { ...numbers(18), check: 14 }],
  ['8007', text(34)],
  ['8008', numbers(8, 12)],
  ['8009', text(50)],
  ['8010', text(30)],
  ['8011', numbers(1, 12)],
  ['8012', text(20)],
  ['8013', text(25)],
  ['8017', checked(18)],
  ['8018', checked(18)],
  ['8019', numbers(1, 10)],
  ['8020', text(25)],
  ['8026', { ...numbers(18), check: 14 }],
  ['8110', text(70)],
  ['8112', text(70)],
  ['8200', text(70)],
  ['90', text(30)],
  ...['91', '92', '93', '94', '95', '96', '97', '98', '99'].map((ai): [string, Application] => [ai, text(90)]),
];

/** By its first digits without the `n`; identifiers never begin with each other. */
const byStart = new Map(
  rows.map(([pattern, application]) => [pattern.replaceAll('n', ''), { length: pattern.length, application }]),
);

export function applicationIdentifier(data: string, at: number): { ai: string; application: Application } | null {
  for (let length = 2; length <= 4; length++) {
    const row = byStart.get(data.slice(at, at + length));
    if (!row) continue;
    const ai = data.slice(at, at + row.length);
    return /^\d+$/.test(ai) && ai.length === row.length ? { ai, application: row.application } : null;
  }
  return null;
}

/**
 * Their length is known to every reader for all time, so no separator follows (General Specifications § 7.8.5, figure
 * of predefined lengths).
 */
const predefined = /^(0[0-4]|1[1-9]|20|3[1-6]|41)/;

export function needsNoSeparator(ai: string): boolean {
  return predefined.test(ai);
}

export const applicationRows: readonly (readonly [string, Application])[] = rows;

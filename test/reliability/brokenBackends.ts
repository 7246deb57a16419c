import { setImmediate } from 'node:timers/promises';
import type { Database, Row, Sql, SqlValue } from '../../backend/store/database.ts';

/**
 * Backends that are broken on purpose, each at one place, behind their door to the database: what the races are worth
 * is how soon they find them.
 */

type Ask = (text: string, values: SqlValue[]) => Promise<Row[]>;
type Run = (text: string, values: SqlValue[]) => Promise<number>;
interface Break {
  all?: (ask: Ask, text: string, values: SqlValue[]) => Promise<Row[]>;
  run?: (run: Run, text: string, values: SqlValue[]) => Promise<number>;
}

/** A way of breaking; made anew for every transaction. */
const at =
  (make: () => Break) =>
  (database: Database): Database => ({
    ...database,
    transaction: (work) => database.transaction((sql) => work(broken(sql, make()))),
  });

function broken(sql: Sql, { all, run }: Break): Sql {
  return {
    ...sql,
    all: (text, ...values) => (all ? all((t, v) => sql.all(t, ...v), text, values) : sql.all(text, ...values)),
    run: (text, ...values) => (run ? run((t, v) => sql.run(t, ...v), text, values) : sql.run(text, ...values)),
  };
}

const readsAnswer = (text: string): boolean => text.includes('FROM commands WHERE id');
const readsRecords = (text: string): boolean => /SELECT .*value FROM/.test(text);
const once: NonNullable<Break['run']> = (run, text, values) =>
  run(text.startsWith('INSERT INTO commands') ? `${text} ON CONFLICT (id) DO NOTHING` : text, values);
const unanswered =
  (part: string): NonNullable<Break['all']> =>
  async (ask, text, values) =>
    text.includes(part) ? [] : ask(text, values);
/** Every record is read with something else in it. */
const readWith = (change: (record: Record<string, unknown>) => Record<string, unknown>): Break => ({
  all: async (ask, text, values) => {
    const rows = await ask(text, values);
    return readsRecords(text)
      ? rows.map((row) => ({
          ...row,
          value: JSON.stringify(change(JSON.parse(String(row['value'])) as Record<string, unknown>)),
        }))
      : rows;
  },
});

/** By what is not done any more. */
export const brokenBackends: Record<string, (database: Database) => Database> = {
  'nobody looks whether a counter has somebody': at(() => ({
    all: unanswered('FROM counter_work'),
    run: async (run, text, values) => (text.includes('INTO counter_work') ? 0 : run(text, values)),
  })),
  'nobody looks whether half a visit stands at a counter': at(() => ({ all: unanswered('FROM visit_members JOIN') })),
  'a repeated id is applied again': at(() => ({ all: unanswered('FROM commands'), run: once })),
  'a withdrawn id is applied': at(() => ({
    all: async (ask, text, values) =>
      (await ask(text, values)).filter((row) => !readsAnswer(text) || row['refusal'] !== 'voided'),
    run: once,
  })),
  'a call that was given up stays': at(() => {
    let own: SqlValue | undefined;
    return {
      all: async (ask, text, values) => {
        if (!readsAnswer(text)) return ask(text, values);
        own ??= values[0] ?? null;
        return values[0] === own
          ? ask(text, values)
          : [{ fingerprint: null, clerk_id: '', kind: null, received_at: '', appointment_id: null, refusal: 'voided' }];
      },
    };
  }),
  // A database that is in this process is so quick that nothing would come between its statements.
  'several write at the same time': (database) => ({
    ...database,
    transaction: (work) =>
      work({
        all: async (text, ...values) => {
          await setImmediate();
          return database.transaction((sql) => sql.all(text, ...values));
        },
        run: async (text, ...values) => {
          await setImmediate();
          return database.transaction((sql) => sql.run(text, ...values));
        },
        tell: () => {},
      }),
  }),
  'what was read is a moment old': (database) => {
    const before = new Map<string, Row[]>();
    return at(() => ({
      all: async (ask, text, values) => {
        const rows = await ask(text, values);
        if (!text.includes('FROM records WHERE kind = ? AND id = ?')) return rows;
        const stale = before.get(String(values[1]));
        before.set(String(values[1]), rows);
        return stale ?? rows;
      },
    }))(database);
  },
  'one write of ten is lost': (database) => {
    let writes = 0;
    return at(() => ({
      run: async (run, text, values) =>
        text.startsWith('INSERT INTO records') && (writes += 1) % 10 === 0 ? 0 : run(text, values),
    }))(database);
  },
  'a counter that is there counts as away': at(() => ({ all: unanswered('FROM counter_leases') })),
  'a counter that is away counts as there': at(() => ({
    all: async (ask, text, values) =>
      text.includes('FROM counter_leases WHERE')
        ? [{ until: '2100-01-01T00:00:00.000Z' }]
        : text.includes('LEFT JOIN counter_leases')
          ? []
          : ask(text, values),
  })),
  'reservations hold nobody': at(() => readWith((record) => ({ ...record, reservation: null }))),
  'a visit is torn apart': at(() => ({ all: unanswered('FROM visit_members WHERE') })),
  'priorities count for nothing': at(() => readWith((record) => ({ ...record, priority: null }))),
  'taking back leaves the owner': at(() =>
    readWith((record) => {
      const undo = record['undo'] as { before: Record<string, unknown> } | null;
      if (!undo) return record;
      const { counterId: _forgotten, ...before } = undo.before;
      return { ...record, undo: { ...undo, before } };
    }),
  ),
};

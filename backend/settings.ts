import { isIP } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readSettingsFile } from './settingsFile.ts';
import { readOfficeFile, type OfficeFile, type OfficeFileFailure } from './office/officeFile.ts';
import { pinOnly, readSignInSettings, SignInSettings, type SignInSettingsFailure } from './signin/settings.ts';

/** 0 lets the system choose. */
const Port = z.int().min(0).max(65_535);

const DatabaseUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://');

/** `10.0.0.1` or `10.0.0.0/8`. */
function isNetwork(text: string): boolean {
  const [, address = '', bits = '0'] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128);
}

/** The settings file, JSON. What is not in it has the value of `defaults`; `docs/backend.md` says what each is for. */
const SettingsFile = z
  .strictObject({
    host: z.string().min(1),
    port: Port,
    dataFolder: z.string().min(1),
    database: DatabaseUrl,
    signIn: SignInSettings,
    /** Addresses or networks of the reverse proxies whose `X-Forwarded-For` is believed. */
    proxies: z.array(z.string().refine(isNetwork, 'must be an IP address or a network such as 10.0.0.0/8')),
    /** Prometheus asks here; without it nothing is measured. */
    metrics: z.strictObject({ host: z.string().min(1).default('127.0.0.1'), port: Port }),
    /** Requests in 10 seconds. */
    limits: z.strictObject({ perAddress: z.int().min(1).default(600), perSession: z.int().min(1).default(3000) }),
    /** Days after which what is over is removed. */
    retention: z.strictObject({
      finishedDays: z.int().min(1).max(3650).default(90),
      strokesDays: z.int().min(0).max(3650).default(14),
    }),
    logLevel: z.enum(['error', 'warn', 'info', 'debug']),
  })
  .partial();
type SettingsFile = z.infer<typeof SettingsFile>;

export interface Settings extends Required<Omit<SettingsFile, 'database' | 'metrics'>> {
  seed: boolean;
  /** What the database is brought in line with before anybody is answered. */
  office: OfficeFile | null;
  /** `postgresql://…`; null: SQLite in the data folder. */
  databaseUrl: string | null;
  /** Demanded with every request; null: whoever reaches the backend may ask. */
  secret: string | null;
  metrics: { host: string; port: number } | null;
}
export type SettingsFailure =
  | { code: 'wrong-argument'; argument: string }
  | { code: 'settings-unusable'; path: string; /** Names fields, never what is in them. */ detail: string }
  | SignInSettingsFailure
  | OfficeFileFailure;
export type SettingsResult = { ok: true; settings: Settings } | { ok: false; failure: SettingsFailure };

export const defaults: Omit<Settings, 'dataFolder'> = {
  host: '127.0.0.1',
  port: 4280,
  seed: false,
  office: null,
  databaseUrl: null,
  secret: null,
  signIn: pinOnly,
  proxies: [],
  metrics: null,
  limits: { perAddress: 600, perSession: 3000 },
  retention: { finishedDays: 90, strokesDays: 14 },
  logLevel: 'info',
};

/** Arguments win over the environment, that over the settings file, all over the defaults. */
export function readSettings(
  argv: string[],
  environment: Record<string, string | undefined>,
  folder: string,
): SettingsResult {
  const given = parse(argv);
  if (typeof given === 'string') return { ok: false, failure: { code: 'wrong-argument', argument: given } };
  const path = given.settings ?? (environment['SCHALTERWERK_SETTINGS'] || undefined);
  const file =
    path === undefined ? { ok: true as const, value: {} as SettingsFile } : readSettingsFile(path, SettingsFile);
  if (!file.ok) return { ok: false, failure: { code: 'settings-unusable', path: path ?? '', detail: file.detail } };
  const { database, ...fromFile } = file.value;
  const port = portOf(given.port ?? environment['SCHALTERWERK_PORT']);
  const metricsPort = portOf(environment['SCHALTERWERK_METRICS_PORT']);
  if (port === null || metricsPort === null)
    return {
      ok: false,
      failure: {
        code: 'wrong-argument',
        argument:
          port === null
            ? `--port ${given.port ?? environment['SCHALTERWERK_PORT']}`
            : `SCHALTERWERK_METRICS_PORT=${environment['SCHALTERWERK_METRICS_PORT']}`,
      },
    };
  const databaseUrl = environment['SCHALTERWERK_DATABASE'] || database || null;
  if (databaseUrl !== null && !DatabaseUrl.safeParse(databaseUrl).success)
    return {
      ok: false,
      failure: { code: 'wrong-argument', argument: 'SCHALTERWERK_DATABASE, which must begin with postgresql://' },
    };
  const signInFile = given['sign-in'] ?? (environment['SCHALTERWERK_SIGN_IN'] || undefined);
  const signIn =
    signInFile === undefined
      ? { ok: true as const, settings: fromFile.signIn ?? defaults.signIn }
      : readSignInSettings(signInFile);
  if (!signIn.ok) return signIn;
  const office = given.office === undefined ? { ok: true as const, office: null } : readOfficeFile(given.office);
  if (!office.ok) return office;
  const metricsHost = environment['SCHALTERWERK_METRICS_HOST'] || fromFile.metrics?.host || '127.0.0.1';
  const metrics = metricsPort === undefined ? (fromFile.metrics ?? null) : { host: metricsHost, port: metricsPort };
  return {
    ok: true,
    settings: {
      ...defaults,
      ...fromFile,
      host: given.host ?? (environment['SCHALTERWERK_HOST'] || (fromFile.host ?? defaults.host)),
      port: port ?? fromFile.port ?? defaults.port,
      dataFolder:
        given.data ?? (environment['SCHALTERWERK_DATA'] || (fromFile.dataFolder ?? join(folder, '.data', 'backend'))),
      databaseUrl,
      seed: given.seed ?? false,
      office: office.office,
      signIn: signIn.settings,
      metrics,
    },
  };
}

/** Undefined when it is not given, null when it is none. */
function portOf(text: string | undefined): number | undefined | null {
  if (text === undefined || text === '') return undefined;
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null;
}

interface Arguments {
  port?: string;
  data?: string;
  host?: string;
  seed?: boolean;
  'sign-in'?: string;
  settings?: string;
  office?: string;
}

function parse(argv: string[]): Arguments | string {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: argv,
      options: {
        port: text,
        data: text,
        host: text,
        seed: { type: 'boolean' },
        'sign-in': text,
        settings: text,
        office: text,
      },
      strict: true,
    }).values;
  } catch {
    return argv.join(' ');
  }
}

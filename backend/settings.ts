import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pinOnly, readSignInSettings, type SignInSettings, type SignInSettingsFailure } from './signin/settings.ts';

export interface Settings { host: string; /** 0 lets the system choose. */ port: number; dataFolder: string; seed: boolean; /** `postgresql://…`; null: SQLite in the data folder. */ databaseUrl: string | null; signIn: SignInSettings }
export type SettingsResult = { ok: true; settings: Settings } | { ok: false; failure: { code: 'wrong-argument'; argument: string } | SignInSettingsFailure };

/** Arguments win over the environment; both win over the defaults. */
export function readSettings(argv: string[], environment: Record<string, string | undefined>, folder: string): SettingsResult {
  const parsed = parse(argv);
  if (typeof parsed === 'string') return { ok: false, failure: { code: 'wrong-argument', argument: parsed } };
  const portText = parsed.port ?? environment['SCHALTERWERK_PORT'] ?? '4280';
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : Number.NaN;
  if (!(port <= 65_535)) return { ok: false, failure: { code: 'wrong-argument', argument: `--port ${portText}` } };
  const dataFolder = parsed.data ?? environment['SCHALTERWERK_DATA'] ?? join(folder, '.data', 'backend');
  const signInFile = parsed['sign-in'] ?? (environment['SCHALTERWERK_SIGN_IN'] || undefined);
  const signIn = signInFile === undefined ? { ok: true as const, settings: pinOnly } : readSignInSettings(signInFile);
  if (!signIn.ok) return signIn;
  return { ok: true, settings: { host: parsed.host ?? '127.0.0.1', port, dataFolder, seed: parsed.seed ?? false, databaseUrl: environment['SCHALTERWERK_DATABASE'] || null, signIn: signIn.settings } };
}

function parse(argv: string[]): { port?: string; data?: string; host?: string; seed?: boolean; 'sign-in'?: string } | string {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: argv, options: { port: text, data: text, host: text, seed: { type: 'boolean' }, 'sign-in': text }, strict: true }).values;
  } catch {
    return argv.join(' ');
  }
}

import { z } from 'zod';
import { Clerk } from '../contract/index.ts';
import { readSettingsFile } from '../settingsFile.ts';

/** Codes and tokens travel to it: encrypted, or not beyond this machine. */
function isPrivate(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** The office's sign-in service, an OpenID Connect provider. What to set up there: `docs/sign-in.md`. */
export const ProviderSettings = z.strictObject({
  /** Exactly as the provider names itself; its `/.well-known/openid-configuration` tells the rest. */
  issuer: z.url({ protocol: /^https?$/ }).refine(isPrivate, 'must begin with https:// (http:// only for this machine)'),
  clientId: z.string().min(1).max(200),
  /** Absent for a public client: the proof key (PKCE) then stands alone. */
  clientSecret: z.string().min(1).max(1000).optional(),
  /** Beside `openid profile`, where the provider gives groups or roles only when asked. */
  moreScopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/))
    .max(10)
    .default([]),
  /**
   * Which values of which claim of the ID token make somebody what here. Who has several is a lead before IT before a
   * clerk.
   */
  roles: z.strictObject({ claim: z.string().min(1).max(200), map: z.record(z.string().min(1), Clerk.shape.role) }),
  nameClaim: z.string().min(1).max(200).default('name'),
  /** The provider asks for the password every time: whoever sits down at a counter is not taken for the one before. */
  askEveryTime: z.boolean().default(true),
  /**
   * How long ago the provider may have asked for the password, in seconds; only for providers that tell `auth_time`.
   */
  maxAgeSeconds: z.int().min(0).optional(),
});
export type ProviderSettings = z.infer<typeof ProviderSettings>;

export const SignInSettings = z
  .strictObject({ pin: z.boolean().default(true), oidc: ProviderSettings.optional() })
  .refine(({ pin, oidc }) => pin || oidc, 'nobody could sign in: give "oidc", or leave "pin" on');
export type SignInSettings = z.infer<typeof SignInSettings>;

export const pinOnly: SignInSettings = { pin: true };

export type SignInSettingsFailure = {
  code: 'sign-in-settings-unusable';
  path: string;
  /** Names fields, never what is in them. */
  detail: string;
};
export type SignInSettingsResult =
  | { ok: true; settings: SignInSettings }
  | { ok: false; failure: SignInSettingsFailure };

/**
 * Reads the JSON file of `--sign-in`. A file that cannot be used stops the start: PINs instead would be another door
 * than the one meant.
 */
export function readSignInSettings(path: string): SignInSettingsResult {
  const read = readSettingsFile(path, SignInSettings);
  return read.ok
    ? { ok: true, settings: read.value }
    : { ok: false, failure: { code: 'sign-in-settings-unusable', path, detail: read.detail } };
}

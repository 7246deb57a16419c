import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Clerk, OidcSignIn, ClerkSession } from '../contract/index.ts';
import { refused, type Result } from '../result.ts';
import { saveOidcClerk } from '../store/officeStore.ts';
import type { Claims, Provider } from './provider.ts';
import type { ProviderSettings } from './settings.ts';
import { endSessionsOf, openSession, type SignInParts } from './signIn.ts';

/** A session for the person whom the provider vouches for: a clerk here, by the name and role they have there today. */
export async function signInOidc(
  parts: SignInParts,
  provider: Provider,
  settings: ProviderSettings,
  answer: z.infer<typeof OidcSignIn>,
): Promise<Result<ClerkSession>> {
  const redeemed = await provider.redeem(answer);
  if (!redeemed.ok) return redeemed;
  const claims = redeemed.value;
  const id = clerkIdOf(settings.issuer, claims.sub);
  const role = roleOf(claims, settings.roles);
  if (!role) {
    // Who was a clerk until now is none any more: sessions of this person elsewhere end too.
    await endSessionsOf(parts, id);
    return refused('no-role');
  }
  await parts.database.transaction((sql) => saveOidcClerk(sql, { id, name: nameOf(claims, settings.nameClaim), role }));
  return openSession(parts, id);
}

/** Stable for a person at a provider, and no account name: it stands beside every command this person ever sent. */
export function clerkIdOf(issuer: string, sub: string): string {
  return `oidc-${createHash('sha256')
    .update(JSON.stringify([issuer, sub]))
    .digest('base64url')
    .slice(0, 32)}`;
}

const roleOrder: readonly Clerk['role'][] = ['lead', 'it', 'clerk'];

export function roleOf(claims: Claims, { claim, map }: ProviderSettings['roles']): Clerk['role'] | undefined {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const roles = new Set(
    Object.entries(map)
      .filter(([name]) => values.includes(name))
      .map(([, role]) => role),
  );
  return roleOrder.find((role) => roles.has(role));
}

function nameOf(claims: Claims, nameClaim: string): string {
  const name = [claims[nameClaim], claims['preferred_username'], claims.sub].find(
    (candidate) => typeof candidate === 'string' && candidate.trim() !== '',
  );
  return String(name).trim().slice(0, 200);
}

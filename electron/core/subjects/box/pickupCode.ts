import { randomBytes, randomInt, scryptSync } from 'node:crypto';

const cost = { N: 16_384, r: 8, p: 1 } as const;

/** Eight random digits: what the applicant types at the box. Shown once, stored nowhere but as a slow hash. */
export function newPickupCode(): string {
  return String(randomInt(0, 100_000_000)).padStart(8, '0');
}

/** `scrypt$N$r$p$salt$hash`, base64url parts. */
export function hashPickupCode(code: string): string {
  const salt = randomBytes(16);
  const hash = scryptSync(code, salt, 32, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

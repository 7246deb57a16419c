import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const cost = { N: 16_384, r: 8, p: 1 };
const keyLength = 32;

/** `scrypt$N$r$p$salt$hash`, the last two in base64url. */
export async function hashPin(pin: string, salt: Buffer = randomBytes(16)): Promise<string> {
  const key = await derive(pin, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Compares in constant time; a stored hash that cannot be read matches nothing. */
export async function pinMatches(pin: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt, hash] = stored.split('$');
  if (scheme !== 'scrypt' || !salt || !hash) return false;
  const expected = Buffer.from(hash, 'base64url');
  const key = await derive(pin, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  return key.length === expected.length && timingSafeEqual(key, expected);
}

function derive(pin: string, salt: Buffer, options: { N: number; r: number; p: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, keyLength, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** One digit again and again, digits in a row up or down, or a short part repeated: what is tried first. */
export function isCommonPin(pin: string): boolean {
  const steps = [...pin.slice(1)].map((digit, n) => (10 + Number(digit) - Number(pin[n])) % 10);
  if (steps.every((step) => step === steps[0] && (step === 0 || step === 1 || step === 9))) return true;
  const repeats = (part: string): boolean =>
    part.repeat(Math.ceil(pin.length / part.length)).slice(0, pin.length) === pin;
  if (pin.length >= 4 && (repeats(pin.slice(0, 2)) || (pin.length >= 6 && repeats(pin.slice(0, 3))))) return true;
  // 112233.
  return pin.length >= 6 && /^(?:(\d)\1)+$/.test(pin) && isCommonPin([...pin].filter((_d, n) => n % 2 === 0).join(''));
}

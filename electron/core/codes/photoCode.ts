/**
 * Recognises the code of a photo in the cloud (BSI TR-03170-2 § 2.3) without keeping anything of it: the code contains
 * the key to the picture. Everything decoded here stays in one buffer that is overwritten before this function returns.
 *
 * Layout: 0xE2, version, length of the address, address (ASCII), 16 bytes photo identifier, then four fields with one
 * length byte each (algorithm, initialisation vector, padding name, key). The whole is written in Base64.
 *
 * Null: not a photo code. `torn`: one that is incomplete; treat it as just as secret.
 */
export function readPhotoCode(bytes: Uint8Array, text: string): { version: number; host: string } | 'torn' | null {
  const decoded = fromBase64(text) ?? (bytes[0] === magic ? Buffer.from(bytes) : null);
  if (!decoded) return null;
  try {
    return read(decoded);
  } finally {
    decoded.fill(0);
  }
}

const magic = 0xe2;
const knownVersion = 1;
const longestAddress = 100;
const identifierLength = 16;

/** Line breaks, missing `=` and the URL alphabet are all seen in the field. The first two letters stand for 0xE2. */
function fromBase64(text: string): Buffer | null {
  const joined = text.replace(/\s/g, '');
  if (!/^4g[A-Za-z0-9+/_-]{20,}={0,2}$/.test(joined)) return null;
  return Buffer.from(joined, 'base64');
}

function read(code: Buffer): { version: number; host: string } | 'torn' | null {
  const version = code[1];
  const addressLength = code[2];
  if (code[0] !== magic || version === undefined || addressLength === undefined || version < 1 || version > 15)
    return null;
  if (addressLength > longestAddress) return version === knownVersion ? 'torn' : null;
  const address = code.subarray(3, 3 + addressLength).toString('latin1');
  const complete = address.length === addressLength && /^[\x21-\x7e]{4,}$/.test(address);
  if (version !== knownVersion)
    return complete && /^https?:/i.test(address) ? { version, host: hostOf(address) } : null;
  if (!complete || !fieldsAreWhole(code, 3 + addressLength + identifierLength)) return 'torn';
  return { version, host: hostOf(address) };
}

/** Four fields, each with its length in front, that end exactly with the code. */
function fieldsAreWhole(code: Buffer, start: number): boolean {
  let offset = start;
  for (let field = 0; field < 4; field++) {
    const length = code[offset];
    if (length === undefined) return false;
    offset += 1 + length;
  }
  return offset === code.length;
}

/** Only the host: the path may name the picture. */
function hostOf(address: string): string {
  const found = /^(?:https?:\/\/)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d+)?(?:[/?#]|$)/i.exec(address);
  return found ? found[1]!.toLowerCase() : '';
}

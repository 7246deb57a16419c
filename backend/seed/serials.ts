/** Digits and letters a serial number may have (BSI TR-03116-2; without vowels and look-alikes). */
const alphabet = '0123456789CFGHJKLMNPRTVWXYZ';
/** The invented office's own four characters. */
const authority = 'Y7KM';

/**
 * The nth serial number of the invented office: four characters of the authority, five that look like chance (BSI
 * TR-03127, 2.7).
 */
export function demoSerial(n: number): string {
  const space = alphabet.length ** 5;
  let rest = (n * 5_731_907 + 8_263_411) % space;
  let unique = '';
  for (let place = 0; place < 5; place += 1) {
    unique += alphabet[rest % alphabet.length];
    rest = Math.floor(rest / alphabet.length);
  }
  return authority + unique;
}

/** The code with this number, as the played scanners send it: of growing length, ended by CR. */
export const codeNumber = (number: number): string => `${codeText(number)}\r`;

export const codeText = (number: number): string => `LAB-${String(number).padStart(6, '0')}-${'X'.repeat(number % 40)}`;

/** The same for scanners that frame their codes themselves; every fifth one is too long for one report or packet. */
export const longCodeText = (number: number): string =>
  `${codeText(number)}${number % 5 === 0 ? 'Y'.repeat(60 + (number % 7) * 40) : ''}`;

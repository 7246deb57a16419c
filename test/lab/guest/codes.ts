/** The code with this number, as the played scanners send it: of growing length, ended by CR. */
export const codeNumber = (number: number): string => `${codeText(number)}\r`;

export const codeText = (number: number): string => `LAB-${String(number).padStart(6, '0')}-${'X'.repeat(number % 40)}`;

/** Takes one line for the log. No personal data in it. */
export type Log = (level: 'info' | 'warn' | 'error', message: string) => void;

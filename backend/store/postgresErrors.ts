/** What an error of PostgreSQL means for a transaction (codes: postgresql.org/docs/current/errcodes-appendix.html). */

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : '';
};
/**
 * Node's own codes (`ECONNRESET`) are longer than five characters or have a `syscall`; the library's own faults have
 * neither.
 */
const isOfPostgres = (error: unknown): boolean =>
  codeOf(error) !== '' && (error as { syscall?: unknown }).syscall === undefined;

/** Serialization failure or deadlock: nothing was done, and the same work may go through the next time. */
export const isContention = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error));

/**
 * Was the connection lost, rather than a statement refused? Nothing is known then about a COMMIT that was on its way.
 */
export function isLost(error: unknown): boolean {
  if (isOfPostgres(error)) return /^(08|57P0)/.test(codeOf(error));
  const { code, message = '' } = error as { code?: string; message?: string };
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOENT|EAI_|ENOTFOUND)/.test(code ?? '') ||
    /connection|terminated|timeout|not queryable/i.test(message)
  );
}

/**
 * Not the work's fault: too many connections, a disk that is full, a standby that cannot write, a time limit, a lock
 * not had in time.
 */
export function isPassing(error: unknown): boolean {
  return isLost(error) || isContention(error) || /^(53|25006|25P03|57014|55P03)/.test(codeOf(error));
}

/** Cannot be mended by waiting: no such database, a password that is wrong or missing, a right that is missing. */
export function isRefused(error: unknown): boolean {
  return /^(28|3D000|42501|3F000)/.test(codeOf(error)) || (error as Error).message.startsWith('SASL');
}

/**
 * Why no encrypted connection came about, as a code; undefined where that was not the trouble. A file of `sslrootcert`
 * that cannot be read belongs here.
 */
export function distrust(error: unknown): string | undefined {
  const { code = '', syscall, message = '' } = error as { code?: string; syscall?: string; message?: string };
  if (/does not support SSL/i.test(message)) return 'the server has no TLS';
  return syscall === 'open' ||
    /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HOSTNAME_|EPROTO)/.test(code)
    ? code
    : undefined;
}

import tls from 'node:tls';

/**
 * Lets this process trust what the system trusts, beside what Node brings along: an authority of the city's own stands
 * in the system's list only, and the fuses of an installed program take `NODE_EXTRA_CA_CERTS` away. Takes some tens of
 * milliseconds.
 */
export function trustSystemCertificates(): void {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...tls.getCACertificates('system')]);
}

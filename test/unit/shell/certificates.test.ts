import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { expect, it } from 'vitest';

const folder = path.join(import.meta.dirname, '../../..');
// Elsewhere than on Linux the list of the system cannot be chosen for one process.
it.runIf(process.platform === 'linux')(
  'an authority that only the system knows is trusted beside those that were trusted before',
  () => {
    const place = mkdtempSync(path.join(tmpdir(), 'certificates-'));
    const [before = '', ofTheCity = ''] = rootCertificates;
    const file = path.join(place, 'city.pem');
    writeFileSync(file, ofTheCity);
    const emptyFolder = path.join(place, 'empty');
    mkdirSync(emptyFolder);
    const program = `
    import tls from 'node:tls';
    import { trustSystemCertificates } from ${JSON.stringify(path.join(folder, 'electron/shell/certificates.ts'))};
    tls.setDefaultCACertificates([${JSON.stringify(before)}]);
    trustSystemCertificates();
    console.log(JSON.stringify(tls.getCACertificates('default')));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
      env: { ...process.env, SSL_CERT_FILE: file, SSL_CERT_DIR: emptyFolder },
    });
    rmSync(place, { recursive: true, force: true });
    expect(stderr).toBe('');
    const plain = (certificate: string): string => certificate.replaceAll(/\s/g, '');
    expect((JSON.parse(stdout) as string[]).map(plain).sort()).toEqual([before, ofTheCity].map(plain).sort());
  },
);

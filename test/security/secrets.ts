import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { Appointment, DocumentItem } from '../../backend/contract/index.ts';
import { demoClerks } from '../../backend/seed/office.ts';

/**
 * Everything of the office day that must not stand where it does not belong: names, birth dates, numbers, codes, PINs.
 */
export function personalData(backendFolder: string): string[] {
  const database = new DatabaseSync(join(backendFolder, 'schalterwerk-backend.db'), { readOnly: true });
  const rows = database.prepare('SELECT kind, value FROM records').all() as { kind: string; value: string }[];
  database.close();
  const found = new Set<string>();
  for (const { kind, value } of rows) {
    if (kind === 'item') found.add((JSON.parse(value) as DocumentItem).serial);
    if (kind !== 'appointment') continue;
    const { code, applicant } = JSON.parse(value) as Appointment;
    found.add(code).add(code.replace('SWT-', ''));
    for (const name of `${applicant.familyName} ${applicant.givenNames}`.split(/[\s-]+/))
      if (name.length > 3) found.add(name);
    found.add(applicant.birthDate).add(applicant.birthDate.slice(2).replaceAll('-', ''));
    if (applicant.travelDocument) found.add(applicant.travelDocument);
  }
  return [...found];
}

/** PINs as they stand in a request; bare four digits would also be found in times. */
export const pins: string[] = demoClerks.map(({ pin }) => `"${pin}"`);

/** Which of `secrets` stand in `text`, whatever the case. */
export function found(text: string, secrets: readonly string[]): string[] {
  const searched = text.toLowerCase();
  return secrets.filter((secret) => searched.includes(secret.toLowerCase()));
}

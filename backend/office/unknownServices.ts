import { readdirSync } from 'node:fs';
import type { OfficeFile } from './officeFile.ts';

/** The office's counters are to do services that no process describes: nobody could ever be served for them. */
export type UnknownServices = { code: 'office-services-unknown'; services: string[]; known: string[] };

/**
 * Services of the file without a process, or null. Each process is a file of `processesDir` by its service's name; where
 * there is no such folder (a backend that was built without it) nothing can be said.
 */
export function unknownServices({ counters }: OfficeFile, processesDir: string): UnknownServices | null {
  let known: string[];
  try {
    known = readdirSync(processesDir)
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.slice(0, -'.json'.length))
      .toSorted();
  } catch {
    return null;
  }
  const named = new Set(counters.flatMap(({ services }) => services));
  const services = [...named].filter((service) => !known.includes(service)).toSorted();
  return services.length === 0 ? null : { code: 'office-services-unknown', services, known };
}

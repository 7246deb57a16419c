import type { OfficeRefusal } from './office/setUpOffice.ts';
import type { UnknownServices } from './office/unknownServices.ts';
import type { SettingsFailure } from './settings.ts';
import type { PostgresFailure } from './store/openPostgres.ts';
import type { OpenFailure } from './store/sqliteFile.ts';

export type StartFailure =
  | OpenFailure
  | SettingsFailure
  | PostgresFailure
  | OfficeRefusal
  | UnknownServices
  | { code: 'port-in-use'; port: number }
  | { code: 'address-unusable' | 'metrics-address-unusable'; host: string; port: number };

/** One sentence for the person who starts the backend: what happened, what is safe, what to do. */
export function failureSentence(failure: StartFailure): string {
  switch (failure.code) {
    case 'wrong-argument':
      return `The backend did not start and touched no data because it does not understand "${failure.argument}"; use --port NUMBER, --data FOLDER, --host ADDRESS, --settings FILE, --sign-in FILE, --office FILE and --seed.`;
    case 'settings-unusable':
      return `The backend did not start and touched no data because it cannot use the settings ${failure.path} (${failure.detail}); correct that file, docs/backend.md describes it.`;
    case 'sign-in-settings-unusable':
      return `The backend did not start and touched no data because it cannot use the sign-in settings ${failure.path} (${failure.detail}); correct that file, docs/sign-in.md describes it.`;
    case 'office-unusable':
      return `The backend did not start and touched no data because it cannot use the description of the office ${failure.path} (${failure.detail}); correct that file, docs/backend.md describes it.`;
    case 'office-is-training':
      return 'The backend did not start because its database holds the invented office of the training; nothing was changed, so give the real office an empty database.';
    case 'office-services-unknown':
      return `The backend did not start because its office file names services that no process describes: ${failure.services.join(', ')}; nothing was changed, so write one of these: ${failure.known.join(', ')}.`;
    case 'office-door-in-use':
      return `The backend did not start because its office file gives doors behind which a document may lie to new compartments; nothing was changed, so keep these ids for them: ${failure.compartments.join(', ')}.`;
    case 'office-pin-short':
      return `The backend did not start because its office file gives a new PIN, or the PIN of a lead or of IT, fewer than six digits; nothing was changed, so give these a longer one: ${failure.clerks.join(', ')}.`;
    case 'port-in-use':
      return `The backend did not start because another program already uses port ${failure.port}; all data are safe, so stop that program or choose another port with --port.`;
    case 'address-unusable':
      return `The backend did not start because it cannot listen at ${failure.host}, port ${failure.port}; all data are safe, so choose an address of this machine with --host and a port you may use with --port.`;
    case 'metrics-address-unusable':
      return `The backend did not start because it cannot offer its figures at ${failure.host}, port ${failure.port}; all data are safe, so choose an address of this machine and a free port under "metrics" in the settings.`;
    case 'data-folder-unusable':
      return `The backend did not start because it cannot write to ${failure.path}; nothing was changed, so allow writing there, make room on the disk, or choose another folder with --data.`;
    case 'database-in-use':
      return `The backend did not start because another backend already uses the data in ${failure.path}; the data are safe there, so stop that backend or choose another folder with --data.`;
    case 'database-unreadable':
      return `The backend did not start because it cannot open the database ${failure.path}; nothing was changed, so check that it is a file this account may read and write.`;
    case 'database-corrupt':
      return `The backend did not start because the database ${failure.path} is damaged; the file was left exactly as it is, so keep a copy and put a backup in its place.`;
    case 'database-foreign':
      return `The backend did not start because ${failure.path} belongs to another program; the file was left exactly as it is, so choose another folder with --data.`;
    case 'database-unreachable':
      return `The backend did not start because PostgreSQL did not answer at ${failure.where}; nothing was changed, so check that it runs and can be reached from here.`;
    case 'database-refused':
      return `The backend did not start because PostgreSQL refused the account or the database ${failure.where}; nothing was changed, so check user, password, name and rights (docs/backend.md).`;
    case 'database-not-trusted':
      return `The backend did not start because no encrypted connection to PostgreSQL at ${failure.where} came about (${failure.detail}); nothing was changed, so check sslmode and sslrootcert in the database's address, and the server's certificate.`;
    case 'database-schema':
      return `The backend did not start because the tables in ${failure.where} could not be brought up to date; nothing was changed, so check that the account owns them and that they are this program's.`;
    case 'database-newer':
      return `The backend did not start because the database ${failure.where} was written by a newer version; its data are safe, so start that version or update this one.`;
  }
}

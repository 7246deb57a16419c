import type { Migration } from './index.ts';

export const commandsByAppointment: Migration = [
  // Who had somebody at a counter last, and what was done for them, is found without reading every command.
  `CREATE INDEX commands_by_appointment ON commands (appointment_id, received_at) WHERE appointment_id IS NOT NULL`,
];

import type { DeviceHost, SimulatedDeed as HostDeed } from '../../../../native/index.ts';
import type { SimulatedDeed, SimulationSnapshot } from '../../../contract/devices.ts';
import { fail, ok, type Result } from '../../../contract/errors.ts';
import type { CaseAtHand } from '../../counter/caseAtHand/caseAtHand.ts';
import { labelCode } from '../../codes/labels.ts';
import { writeMrz } from '../../codes/writeMrz.ts';
import type { Devices } from '../../kernel/devices/devices.ts';
import { deviceToAppError } from '../../kernel/devices/deviceErrors.ts';
import type { Office } from '../../kernel/records/office.ts';

interface SimulationOptions {
  host: DeviceHost;
  devices: Devices;
  office: Office;
  atHand: CaseAtHand;
  /** The compartment of the deposit that is under way. */
  compartmentInPlay: () => string | null;
  training: () => boolean;
}
type Code = NonNullable<SimulationSnapshot>['codes'][number];

/** Zones are read as print, long codes stand in a Data Matrix. */
const aimOf = (text: string): string =>
  text.length > 20 && text.includes('<<') ? ']o1' : text.length > 20 ? ']d1' : ']Q1';

/** Plays the simulated devices and their surroundings, with codes made from the people of the day. */
export class Simulation {
  readonly #options: SimulationOptions;

  constructor(options: SimulationOptions) {
    this.#options = options;
  }

  async play(deed: SimulatedDeed): Promise<Result<null>> {
    if (!this.#options.devices.anySimulated) return fail('not-simulated');
    const hostDeed: HostDeed =
      deed.deed === 'scan'
        ? {
            deed: 'scan',
            code: new TextEncoder().encode(deed.text),
            aim: aimOf(deed.text),
            ...(deed.deviceId === undefined ? {} : { deviceId: deed.deviceId }),
          }
        : deed;
    const answer = await this.#options.host.ask('simulate', hostDeed);
    return answer.ok ? ok(null) : { ok: false, error: deviceToAppError(answer.error) };
  }

  snapshot(): SimulationSnapshot {
    const { devices, office } = this.#options;
    const room = devices.room;
    if (!room || !devices.anySimulated) return null;
    const compartments = office.all('compartment');
    return {
      devices: room.devices
        .filter(({ id }) => devices.status(id)?.simulated)
        .map(({ id, kind, fault }) => ({ id, kind, fault })),
      doors: room.doors.map((door) => {
        const compartment = compartments.find(({ board, lock }) => board === door.board && lock === door.lock);
        return { compartmentId: compartment?.id ?? null, label: compartment?.label ?? String(door.lock + 1), ...door };
      }),
      pad: room.pad,
      // Codes of real people are not laid out for clicking.
      codes: this.#options.training() ? this.#codes() : [],
    };
  }

  #codes(): Code[] {
    const { office, atHand } = this.#options;
    const mineId = atHand.appointment?.id;
    const compartmentId = this.#options.compartmentInPlay();
    const codes: Code[] = [];
    const appointments = office
      .all('appointment')
      .filter(({ state }) => state !== 'completed' && state !== 'cancelled');
    for (const { id, code, ticket, applicant } of appointments.toSorted(
      (a, b) => Number(b.id === mineId) - Number(a.id === mineId) || a.ticket.localeCompare(b.ticket),
    )) {
      const mine = id === mineId;
      codes.push({ what: 'appointment-code', label: ticket, mine, text: code });
      if (applicant.travelDocument)
        codes.push({
          what: 'mrz',
          label: ticket,
          mine,
          text: writeMrz({
            issuer: 'UTO',
            documentNumber: applicant.travelDocument,
            nationality: applicant.nationalityCode ?? 'UTO',
            birthDate: applicant.birthDate,
            expiry: `${new Date().getFullYear() + 4}-06-30`,
            sex: applicant.sex ?? 'X',
            familyName: applicant.familyName,
            givenNames: applicant.givenNames,
          }),
        });
      for (const item of office.all('item'))
        if (item.applicantId === applicant.id && item.state === 'ready')
          codes.push({ what: 'document-serial', label: ticket, mine, text: item.serial });
    }
    for (const { id, label } of office.all('compartment'))
      codes.push({
        what: 'compartment-label',
        label,
        mine: id === compartmentId,
        text: labelCode('compartment-label', label),
      });
    codes.push({ what: 'unknown', label: '?', mine: false, text: 'PAKET 4711 0815' });
    return codes.toSorted((a, b) => Number(b.mine) - Number(a.mine));
  }
}

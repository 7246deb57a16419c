import type { DepositView } from '../../../contract/box.ts';
import type { Devices } from '../../kernel/devices/devices.ts';
import type { Office } from '../../kernel/records/office.ts';
import { choicesFor, contentOf, type DepositState } from './depositFlow.ts';

/** A deposit as the window shows it. @param place where the output box stands, for the slip */
export function depositView(s: DepositState, office: Office, devices: Devices, place: string): DepositView {
  const compartment = s.compartmentId ? office.get('compartment', s.compartmentId) : undefined;
  return {
    depositId: s.depositId,
    stepId: s.stepId,
    state: s.phase,
    compartment: compartment
      ? { id: compartment.id, label: compartment.label, gripHeight: compartment.gripHeight }
      : null,
    commandedAt: s.commandedAt,
    door: compartment ? devices.door(compartment) : 'unknown',
    content: contentOf(s),
    openSince: s.openSince,
    pickupCode: s.pickupCode,
    until: office.get('deposit', s.depositId)?.until ?? null,
    place,
    problem: s.problem ? { code: s.problem.code, values: compartment ? { compartment: compartment.label } : {} } : null,
    choices: choicesFor(s),
  };
}

import {
  addDays,
  officeDate,
  Appointment,
  newPerson,
  type AppointmentState,
  type Compartment,
  type Deposit,
  type DocumentItem,
  type Person,
} from '../contract/index.ts';
import { demoCompartments } from './office.ts';
import { demoPerson } from './people.ts';
import { demoSerial } from './serials.ts';

/** A believable day: the same people every day, the times around the moment the day is made. */

interface Plan {
  person: string;
  ticket: string;
  code: string;
  service: 'eat-collect' | 'extend-title';
  state: AppointmentState;
  /** Minutes from now; negative is past. */
  scheduled: number;
  arrived?: number;
  note?: string;
  /** People with the same one come together. */
  visit?: string;
  walkIn?: true;
}

/** Those who wait stand in the order in which counter 1 calls them. */
const plans: Plan[] = [
  {
    person: 'mustermann',
    ticket: 'A017',
    code: 'SWT-7K2M9QXD',
    service: 'eat-collect',
    state: 'waiting',
    scheduled: -30,
    arrived: -38,
  },
  {
    person: 'yildiz',
    ticket: 'A018',
    code: 'SWT-4HT8W2PC',
    service: 'extend-title',
    state: 'waiting',
    scheduled: -25,
    arrived: -27,
  },
  {
    person: 'shevchenko',
    ticket: 'A019',
    code: 'SWT-9FXR63KM',
    service: 'extend-title',
    state: 'waiting',
    scheduled: -20,
    arrived: -22,
    note: 'Kommt mit zwei Kindern.',
  },
  {
    person: 'al-khatib',
    ticket: 'B007',
    code: 'SWT-2VNG7TKZ',
    service: 'eat-collect',
    state: 'waiting',
    scheduled: -20,
    arrived: -16,
    note: 'Nutzt einen Rollstuhl. Kommt mit Dolmetscherin.',
  },
  {
    person: 'nguyen',
    ticket: 'A021',
    code: 'SWT-8KPC5HWJ',
    service: 'eat-collect',
    state: 'waiting',
    scheduled: -10,
    arrived: -14,
  },
  {
    person: 'atlantis',
    ticket: 'B008',
    code: 'SWT-3MZK9RVX',
    service: 'extend-title',
    state: 'waiting',
    scheduled: -5,
    arrived: -9,
  },
  {
    person: 'okafor',
    ticket: 'A011',
    code: 'SWT-6TWY4NFH',
    service: 'extend-title',
    state: 'parked',
    scheduled: -75,
    arrived: -80,
  },
  {
    person: 'silva',
    ticket: 'A009',
    code: 'SWT-5GRX8JPT',
    service: 'eat-collect',
    state: 'completed',
    scheduled: -160,
    arrived: -166,
  },
  {
    person: 'ivanova',
    ticket: 'A010',
    code: 'SWT-7ZHV2CMK',
    service: 'eat-collect',
    state: 'completed',
    scheduled: -140,
    arrived: -151,
  },
  {
    person: 'demir',
    ticket: 'B005',
    code: 'SWT-9WJK3TXG',
    service: 'extend-title',
    state: 'completed',
    scheduled: -110,
    arrived: -112,
  },
  {
    person: 'mansour',
    ticket: 'A012',
    code: 'SWT-2KFP6VRN',
    service: 'extend-title',
    state: 'missed',
    scheduled: -95,
    arrived: -101,
  },
  { person: 'petrov', ticket: 'A022', code: 'SWT-8XCT5ZHW', service: 'eat-collect', state: 'scheduled', scheduled: 10 },
  {
    person: 'kovalenko',
    ticket: 'A023',
    code: 'SWT-4NMG7KVJ',
    service: 'eat-collect',
    state: 'scheduled',
    scheduled: 25,
  },
  {
    person: 'haddad',
    ticket: 'A024',
    code: 'SWT-6RPK9WFX',
    service: 'extend-title',
    state: 'scheduled',
    scheduled: 40,
    note: 'Reisepass verloren, Verlustanzeige liegt vor.',
  },
  { person: 'li', ticket: 'B009', code: 'SWT-3HTZ8CGY', service: 'extend-title', state: 'scheduled', scheduled: 70 },
  {
    person: 'bondarenko',
    ticket: 'A025',
    code: 'SWT-5KWN7GPT',
    service: 'eat-collect',
    state: 'waiting',
    scheduled: -4,
    arrived: -8,
    visit: 'bondarenko',
    note: 'Mutter mit zwei Kindern, alle drei holen ab.',
  },
  {
    person: 'bondarenko-sofiia',
    ticket: 'A026',
    code: 'SWT-7RXH4MVC',
    service: 'eat-collect',
    state: 'waiting',
    scheduled: -4,
    arrived: -8,
    visit: 'bondarenko',
  },
  {
    person: 'bondarenko-maksym',
    ticket: 'A027',
    code: 'SWT-3PKT9JZK',
    service: 'eat-collect',
    state: 'waiting',
    scheduled: -4,
    arrived: -8,
    visit: 'bondarenko',
  },
  {
    person: 'lindqvist',
    ticket: 'W001',
    code: 'SWT-8GMV2RNW',
    service: 'extend-title',
    state: 'waiting',
    scheduled: -6,
    arrived: -6,
    walkIn: true,
  },
];

export interface OfficeDay {
  people: Person[];
  appointments: Appointment[];
  items: DocumentItem[];
  compartments: Compartment[];
  deposits: Deposit[];
}

/**
 * The whole day as records. Equal for equal `now`; times stay within the calendar day of `now` and the past stays past.
 */
export function makeOfficeDay(now: Date): OfficeDay {
  const time = clockOfDay(now);
  const appointments = plans.map((plan) => makeAppointment(plan, time));
  const collected = plans.filter((plan) => plan.service === 'eat-collect');
  const deposits = collected
    .filter((plan) => plan.state === 'completed')
    .map((plan, n): Deposit => {
      const depositedAt = time(plan.scheduled + 12);
      return {
        id: `deposit-${plan.ticket}`,
        appointmentId: `appointment-${plan.ticket}`,
        itemId: `item-${plan.ticket}`,
        compartmentId: n === 0 ? 'foyer-2' : 'foyer-8',
        depositedAt,
        until: officeDate(addDays(new Date(depositedAt), 10)),
      };
    });
  return {
    people: plans.map((plan) => newPerson(demoPerson(plan.person).applicant)),
    appointments,
    items: collected.map((plan, n) => makeItem(plan, n, now)),
    compartments: demoCompartments.map((compartment) => {
      const deposit = deposits.find(({ compartmentId }) => compartmentId === compartment.id);
      return deposit ? { ...compartment, state: 'occupied', depositId: deposit.id } : compartment;
    }),
    deposits,
  };
}

function makeAppointment(plan: Plan, time: (minutes: number) => string): Appointment {
  const wasCalled = ['completed', 'missed', 'parked'].includes(plan.state);
  const wasServed = plan.state === 'completed' || plan.state === 'parked';
  return Appointment.parse({
    id: `appointment-${plan.ticket}`,
    code: plan.code,
    ticket: plan.ticket,
    service: plan.service,
    scheduledAt: time(plan.scheduled),
    applicant: demoPerson(plan.person).applicant,
    note: plan.note ?? '',
    state: plan.state,
    counterId: plan.state === 'completed' ? 'counter-2' : null,
    arrivedAt: plan.arrived === undefined ? null : time(plan.arrived),
    calledAt: wasCalled ? time(plan.scheduled + 2) : null,
    appearedAt: wasServed ? time(plan.scheduled + 3) : null,
    parkedAt: plan.state === 'parked' ? time(plan.scheduled + 11) : null,
    parkedReason: plan.state === 'parked' ? 'Holt die Mietbescheinigung' : null,
    finishedAt: plan.state === 'completed' ? time(plan.scheduled + 14) : null,
    outcome: plan.state === 'completed' ? 'completed' : null,
    steps: {},
    visitId: plan.visit ?? null,
    walkIn: plan.walkIn ?? false,
    version: 0,
    undo: null,
  });
}

function makeItem(plan: Plan, n: number, now: Date): DocumentItem {
  return {
    id: `item-${plan.ticket}`,
    applicantId: demoPerson(plan.person).applicant.id,
    kind: 'eat',
    serial: demoSerial(n + 1),
    title: n % 2 === 0 ? '§ 18b AufenthG' : '§ 25 Abs. 2 AufenthG',
    validUntil: officeDate(addDays(now, 3 * 365)),
    state: plan.state === 'completed' ? 'deposited' : 'ready',
  };
}

/**
 * Minutes from now as an instant. Near midnight the day is pressed together: the past must not slip into yesterday, nor
 * the rest into tomorrow.
 */
function clockOfDay(now: Date): (minutes: number) => string {
  const start = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const end = addDays(new Date(start), 1).getTime() - 60_000;
  const longestPast = Math.max(...plans.map((plan) => -Math.min(plan.scheduled, plan.arrived ?? 0))) * 60_000;
  const longestFuture = Math.max(...plans.map((plan) => plan.scheduled)) * 60_000;
  const past = Math.min(1, (now.getTime() - start) / longestPast);
  const future = Math.max(0, Math.min(1, (end - now.getTime()) / longestFuture));
  return (minutes) =>
    new Date(Math.round(now.getTime() + minutes * 60_000 * (minutes < 0 ? past : future))).toISOString();
}

/** One invented appointment and what belongs to it, for tests and the tour. */
export function demoCase(ticket: string): {
  ticket: string;
  appointmentId: string;
  code: string;
  service: string;
  person: ReturnType<typeof demoPerson>;
  itemId: string | null;
  serial: string | null;
} {
  const plan = plans.find((candidate) => candidate.ticket === ticket);
  if (!plan) throw new Error(`no invented appointment has the ticket ${ticket}`);
  const n = plans.filter(({ service }) => service === 'eat-collect').indexOf(plan);
  return {
    ticket,
    appointmentId: `appointment-${ticket}`,
    code: plan.code,
    service: plan.service,
    person: demoPerson(plan.person),
    itemId: n < 0 ? null : `item-${ticket}`,
    serial: n < 0 ? null : demoSerial(n + 1),
  };
}

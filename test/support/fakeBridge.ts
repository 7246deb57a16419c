import type {
  CaseSnapshot,
  DayEntry,
  DepositView,
  EventName,
  OutboxEntry,
  ScanView,
  Snapshots,
  StepKindName,
  StepPart,
  StepView,
} from '../../electron/contract/index.ts';
import { DeviceSettings } from '../../electron/contract/index.ts';

/** Snapshots of invented days for looking at the clerk window without a main process. */

const at = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * 60_000).toISOString();
const both = (de: string, en: string) => ({ de, en });
const collect = both('Aufenthaltstitel (eAT) abholen', 'Collect residence card (eAT)');
const services = ['eat-collect', 'extend-title'];
const extend = both('Aufenthaltstitel verlängern', 'Extend residence title');

export const outboxEntry = (
  commandId: string,
  kind: string,
  state: OutboxEntry['state'],
  more: Partial<OutboxEntry> = {},
): OutboxEntry => ({
  commandId,
  kind,
  state,
  detail: null,
  tangible: kind === 'sign' || kind === 'deposit',
  canForget: kind === 'call-next',
  ticket: 'A016',
  serviceTitle: collect,
  stepTitle: null,
  at: at(12),
  attempts: 0,
  problem: null,
  heldBack: null,
  office: null,
  next: null,
  ...more,
});

export const entry = (ticket: string, name: string, more: Partial<DayEntry> = {}): DayEntry => ({
  appointmentId: `a-${ticket}`,
  ticket,
  name,
  service: 'eat-collect',
  serviceTitle: collect,
  language: 'tr',
  state: 'waiting',
  scheduledAt: at(30),
  arrivedAt: at(4),
  takenOff: null,
  endedEarly: null,
  parkedReason: null,
  parkedAt: null,
  counterName: null,
  room: null,
  mine: false,
  walkIn: false,
  priorityReason: null,
  redirect: null,
  reservedFor: null,
  awaySince: null,
  calls: 0,
  companions: [],
  hindrance: null,
  pending: false,
  ...more,
});

const waiting = [
  entry('A018', 'Yıldız, Ahmet'),
  entry('A019', 'Шевченко, Олена', { language: 'uk', arrivedAt: at(17), serviceTitle: extend }),
  entry('B007', 'al-Khatib, Rania', { language: 'ar', arrivedAt: at(2) }),
  entry('A021', 'Nguyễn Thị Minh, Anh', { language: 'vi', arrivedAt: at(42), serviceTitle: extend }),
  entry('A022', 'Okafor, Chidi', { language: 'en', arrivedAt: at(1), pending: true }),
];
const parked = [
  entry('A011', 'Wolkenstein-Trostburg, Kunigunde', {
    state: 'parked',
    parkedReason: 'Holt ein Foto',
    parkedAt: at(18),
  }),
];

const step = <K extends StepKindName>(
  id: string,
  kind: K,
  title: StepView['title'],
  own: StepPart<K>,
  more: Partial<Pick<StepView, 'text' | 'hint' | 'legalBasis' | 'required'>> = {},
): StepView => {
  const every = {
    id,
    title,
    text: both('Bitte sorgfältig prüfen.', 'Please check carefully.'),
    hint: null,
    legalBasis: null,
    required: true,
    binds: kind === 'signature' || kind === 'output',
    state: 'open',
    current: false,
    doneAt: null,
    overrideReason: null,
    facts: {},
    ...more,
  };
  // Which part belongs to which kind is held by the parameters.
  return { ...every, kind, ...own } as unknown as StepView;
};
const acting = { actors: ['applicant' as const], standIns: true, lacking: null };

const steps = (): StepView[] => [
  step(
    'identity',
    'identity',
    both('Person prüfen', 'Check person'),
    {},
    {
      text: both(
        'Ausweis mit der Person vergleichen und die Lesezone scannen.',
        'Compare the document with the person and scan the zone.',
      ),
      hint: both(
        'Der Pass muss noch gültig sein. Ein abgelaufener Pass genügt mit Vermerk.',
        'The passport must be valid.',
      ),
      legalBasis: '§ 3 AufenthG',
    },
  ),
  step(
    'papers',
    'documents',
    both('Unterlagen', 'Papers'),
    {
      documents: [
        {
          id: 'old-card',
          title: both('Altes Dokument eingezogen und entwertet', 'Old document withdrawn'),
          required: true,
          present: true,
        },
        { id: 'pin-letter', title: both('PIN-Brief erhalten', 'PIN letter received'), required: true, present: false },
        {
          id: 'power',
          title: both('Vollmacht (bei Vertretung)', 'Power of attorney'),
          required: false,
          present: false,
        },
      ],
    },
    { text: both('Was vorgelegt wurde, abhaken.', 'Tick what was presented.') },
  ),
  step(
    'receipt',
    'signature',
    both('Empfang bestätigen', 'Confirm receipt'),
    { acting },
    {
      text: both(
        'Die Person bestätigt den Empfang der Karte, des Sperrkennworts und des PIN-Briefs.',
        'The person confirms receipt.',
      ),
      hint: both('Karte und Sperrkennwort werden zusammen und persönlich übergeben.', 'Card and password together.'),
      legalBasis: '§ 60a AufenthV',
    },
  ),
  step(
    'output',
    'output',
    both('Dokument ausgeben oder in die Box', 'Hand over or box'),
    { ways: ['hand-over', 'box'], acting },
    {
      text: both('Persönlich ausgeben oder für später in die Ausgabebox legen.', 'In person or box.'),
    },
  ),
  step(
    'told',
    'confirm',
    both('Hinweise gegeben', 'Information given'),
    {
      documents: [
        {
          id: 'online',
          title: both('Online-Funktion erklärt', 'Online function explained'),
          required: true,
          present: false,
        },
      ],
    },
    { required: false },
  ),
];

/** The process with everything before `current` done. */
export function stepsAt(current: string): StepView[] {
  const facts: Record<string, StepView['facts']> = {
    identity: { method: 'mrz', expired: true },
    papers: { present: 2, of: 2 },
    receipt: { points: 214 },
    output: { way: 'box', compartment: '7' },
    told: {},
  };
  let over = true;
  return steps().map((one, index) => {
    if (one.id === current) over = false;
    if (!over) return { ...one, current: one.id === current };
    return { ...one, state: 'done', doneAt: at(9 - index), facts: facts[one.id] ?? {} };
  });
}

export const person = (more: Partial<NonNullable<CaseSnapshot>> = {}): NonNullable<CaseSnapshot> => {
  const list = more.steps ?? stepsAt('identity');
  return {
    appointmentId: 'a-A017',
    endedEarly: null,
    ticket: 'A017',
    state: 'serving',
    familyName: 'Mustermann',
    givenNames: 'Erika',
    birthDate: '1987-08-12',
    nationality: 'Utopia',
    language: 'en',
    lowCompartment: false,
    otherVersion: null,
    note: 'Kommt mit Dolmetscherin.',
    serviceTitle: collect,
    usualMinutes: 12,
    calledAt: at(8),
    servingSince: at(6.4),
    items: [
      {
        itemId: 'i1',
        kind: 'eat',
        serial: 'L01X00T47',
        title: '§ 18b AufenthG',
        validUntil: '2029-11-30',
        state: 'ready',
      },
    ],
    nameless: false,
    shownName: null,
    hereFor: null,
    hereForRelative: null,
    representativeChoices: [
      { role: 'guardian', paper: 'court-appointment' },
      { role: 'authorised', paper: 'power-of-attorney' },
    ],
    inHand: null,
    inHandProved: false,
    signature: null,
    deposit: null,
    stop: null,
    comparison: null,
    service: 'eat-collect',
    calls: 1,
    recallAt: null,
    priorityReason: null,
    redirect: null,
    visit: [],
    missingSteps: list.filter((one) => one.required && one.state === 'open').map((one) => one.id),
    pending: false,
    problem: null,
    ...more,
    steps: list,
  };
};

export const deposit = (state: DepositView['state'], more: Partial<DepositView> = {}): DepositView => ({
  depositId: 'd1',
  stepId: 'output',
  state,
  compartment: { id: 'c7', label: '7', gripHeight: 110 },
  commandedAt: at(0.5),
  door: 'closed',
  content: 'empty',
  openSince: null,
  pickupCode: null,
  until: null,
  place: 'Foyer im Erdgeschoss',
  problem: null,
  choices: [],
  ...more,
});

const scan = (id: string, minutes: number, more: Partial<ScanView>): ScanView => ({
  scanId: id,
  at: at(minutes),
  deviceId: 's',
  what: 'mrz',
  shown: '',
  outcome: 'accepted',
  effect: 'noted',
  problem: null,
  ...more,
});
export const scans = [
  scan('1', 1, { what: 'document-serial', shown: 'L01X00T47', effect: 'item-recognised' }),
  scan('2', 5, { effect: 'identity-matches' }),
  scan('3', 6, { what: 'appointment-code', shown: 'SWT-7K2M9QXD', effect: 'checked-in' }),
  scan('4', 8, {
    what: 'unknown',
    shown: '4006381333931',
    outcome: 'refused',
    effect: 'not-understood',
    problem: { code: 'code-unknown' },
  }),
];

const device = { connection: null, usb: null, deeds: [], boards: [], doors: [] };
const doors = Array.from({ length: 16 }, (_, lock) => ({
  board: 0,
  lock,
  label: String(lock + 1),
  door: 'closed' as const,
  content: lock % 3 === 0 ? ('occupied' as const) : ('empty' as const),
}));

export function office(more: Partial<Snapshots> = {}): Snapshots {
  return {
    session: {
      phase: 'ready',
      problem: null,
      officeName: 'Ausländerbehörde Musterstadt',
      ways: { pin: true, browser: false },
      browserSignIn: { phase: 'idle', problem: null },
      mayEndSessions: false,
      seesPeople: true,
      clerk: { id: 'k1', name: 'Sabine Beispiel' },
      counter: { id: 's4', name: 'Schalter 4', room: '2.14', services },
      clerks: [
        { id: 'k1', name: 'Sabine Beispiel' },
        { id: 'k2', name: 'Ömer Vorlage' },
        { id: 'k3', name: 'Maximiliane-Friederike von und zu Musterberg-Beispielhausen' },
      ],
      counters: [
        { id: 's4', name: 'Schalter 4', room: '2.14', services },
        { id: 's5', name: 'Schalter 5', room: '2.15', services },
        { id: 's6', name: 'Schalter 6', room: '2.16', services },
      ],
      training: true,
      keyProtected: true,
      language: 'de',
    },
    connection: { state: 'connected', asOf: at(0.02), clockOffsetMs: 0, problem: null, newer: 0 },
    day: {
      waiting,
      parked,
      all: [
        entry('A017', 'Mustermann, Erika', { state: 'serving', mine: true, counterName: 'Schalter 4' }),
        ...waiting,
        ...parked,
        entry('A030', 'Später, Noch', { state: 'scheduled', arrivedAt: null }),
        entry('A002', 'Fertig, Schon', { state: 'completed' }),
      ],
      undo: null,
      leftOver: [],
      calling: false,
      ahead: { count: 0, until: null },
      visitNext: null,
      services: [
        { id: 'eat-collect', title: collect },
        { id: 'extend-title', title: extend },
      ],
    },
    case: null,
    scans: { recent: scans, torn: 0, offered: [] },
    devices: {
      devices: [
        {
          id: 'sc',
          kind: 'scanner',
          name: 'Datalogic Gryphon',
          simulated: true,
          state: 'ready',
          problem: null,
          good: 41,
          failed: 1,
          ...device,
          deeds: ['identify', 'beep-good'],
        },
        {
          id: 'pd',
          kind: 'pad',
          name: 'Wacom STU-540',
          simulated: true,
          state: 'ready',
          problem: null,
          good: 12,
          failed: 0,
          ...device,
        },
        {
          id: 'lk',
          kind: 'locker',
          name: 'Kerong KR-CU16',
          simulated: true,
          state: 'failing',
          problem: { code: 'door-jammed', values: { compartment: '7' } },
          good: 9,
          failed: 1,
          ...device,
          boards: [{ board: 0, answering: true, problem: null }],
          doors,
        },
      ],
      hostRunning: true,
      camera: true,
      others: [],
      test: null,
      setUp: null,
      settings: { values: DeviceSettings.parse({}), fixed: [], mayChange: true },
      compartments: Array.from({ length: 16 }, (_, index) => ({
        id: `c${index + 1}`,
        label: String(index + 1),
        gripHeight: 110,
        code: `FACH00-${index + 1}`,
        state: index === 4 ? ('blocked' as const) : index % 3 === 0 ? ('occupied' as const) : ('free' as const),
        door: index === 7 ? ('open' as const) : index === 10 ? ('unknown' as const) : ('closed' as const),
        alarm: index === 13,
        board: 0,
        lock: index,
        noted: index % 3 === 0,
        blockedReason: index === 4 ? 'Scharnier gebrochen' : null,
      })),
      mayUnblock: true,
    },
    outbox: { waiting: 0, refused: 0, entries: [], done: [] },
    simulation: {
      devices: [
        { id: 'sc', kind: 'scanner', fault: 'none' },
        { id: 'pd', kind: 'pad', fault: 'none' },
        { id: 'lk', kind: 'locker', fault: 'none' },
      ],
      doors: Array.from({ length: 16 }, (_, index) => ({
        compartmentId: `c${index + 1}`,
        label: String(index + 1),
        board: 0,
        lock: index,
        open: index === 6,
        item: index === 3,
        jammed: false,
        openings: index === 6 ? 1 : 0,
      })),
      pad: { inking: true, blank: false },
      codes: [
        { what: 'mrz', label: 'Mustermann, Erika', mine: true, text: 'P<UTO' },
        { what: 'document-serial', label: 'L01X00T47', mine: true, text: 'L01X00T478' },
        { what: 'appointment-code', label: 'A018 Yıldız, Ahmet', mine: false, text: 'SWT-1' },
        { what: 'appointment-code', label: 'A019 Шевченко, Олена', mine: false, text: 'SWT-2' },
        { what: 'document-serial', label: 'A018 L01X00T99', mine: false, text: 'L01X00T99' },
        { what: 'unknown', label: '4006381333931', mine: false, text: '4006381333931' },
      ],
    },
    traces: { recording: [], last: null },
    ...more,
  };
}

/**
 * Runs inside the page before its scripts: a bridge that answers with these snapshots and says yes to everything else.
 * `window.fakeBridge.tell(name, value)` sends an event, `window.fakeBridge.asked` lists what was asked.
 * Must not refer to anything outside itself: it travels as text.
 */
export function installFakeBridge(known: Snapshots | null): void {
  const listeners = new Map<string, Set<(value: unknown) => void>>();
  const asked: { name: string; input: unknown }[] = [];
  const answers: Record<string, unknown> = {};
  const bridge = {
    async ask(name: string, input: unknown): Promise<unknown> {
      asked.push({ name, input });
      if (name in answers) return answers[name];
      if (name === 'app.snapshots') return known ? { ok: true, value: known } : new Promise(() => undefined);
      if (name === 'day.find') {
        const { sought } = input as { sought: string };
        const fits = (one: DayEntry) => `${one.ticket} ${one.name}`.toLowerCase().includes(sought.toLowerCase());
        return { ok: true, value: known?.day.all.filter(fits).map(({ appointmentId }) => appointmentId) ?? [] };
      }
      return { ok: true, value: null };
    },
    on(name: string, listener: (value: unknown) => void): () => void {
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known.add(listener));
      return () => known.delete(listener);
    },
  };
  const tell = (name: EventName, value: unknown) => listeners.get(name)?.forEach((listener) => listener(value));
  Object.assign(window, { bridge, fakeBridge: { tell, asked, answers } });
}

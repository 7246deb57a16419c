import type { Page } from 'playwright-core';
import type { EventName, Snapshots } from '../../electron/contract/index.ts';
import { deposit, entry, office, outboxEntry, person, scans, stepsAt } from './fakeBridge.ts';

/** One picture: the snapshots, and what is done in the window before it is taken. */
export interface Scene {
  name: string;
  known: Snapshots | null;
  play?: (page: Page) => Promise<void>;
}

export const tell = (page: Page, name: EventName, value: unknown) =>
  page.evaluate(
    ([event, told]) =>
      (window as unknown as { fakeBridge: { tell(name: string, value: unknown): void } }).fakeBridge.tell(event, told),
    [name, value] as const,
  );
const answerWith = (page: Page, name: string, answer: unknown) =>
  page.evaluate(
    ([request, answered]) => {
      (window as unknown as { fakeBridge: { answers: Record<string, unknown> } }).fakeBridge.answers[request] =
        answered;
    },
    [name, answer] as const,
  );
const press = (page: Page, testId: string) => page.getByTestId(testId).click();

const ready = office().session;
const longName = {
  familyName: 'Wolkenstein-Trostburg-Hohenlohe-Schillingsfürst',
  givenNames: 'Kunigunde Maximiliane Friederike Antonia',
  nationality: 'Demokratische Volksrepublik von Utopialand',
};

/** A hand-like curve in the pad's units. */
const inkPoints = Array.from({ length: 200 }, (_, index) => ({
  x: 900 + index * 40,
  y: 3000 + Math.sin(index / 6) * 1200 * (1 - index / 260),
  p: 0.3 + 0.5 * Math.abs(Math.sin(index / 9)),
  down: index === 0 || index === 120,
}));
const signing = {
  signatureId: 'sig',
  stepId: 'receipt',
  state: 'signing' as const,
  padName: 'Wacom STU-540',
  language: 'ar',
  padTitle: 'تأكيد الاستلام',
  direction: 'rtl' as const,
  padText: 'بتوقيعك تؤكّد أنك استلمت: بطاقة الإقامة الإلكترونية (eAT)، كلمة سر الحظر، رسالة الرقم السري (PIN).',
  area: { width: 10800, height: 6480 },
  points: 200,
  durationMs: 3100,
  problem: null,
};
const many = Array.from({ length: 200 }, (_, index) =>
  entry(
    `C${String(index).padStart(3, '0')}`,
    index % 7 === 0 ? `${longName.familyName}, ${longName.givenNames}` : `Mustermann, Nummer ${index}`,
    {
      state:
        (['scheduled', 'waiting', 'called', 'serving', 'parked', 'missed', 'completed', 'cancelled'] as const)[
          index % 9
        ] ?? 'waiting',
      counterName: index % 9 === 3 ? 'Schalter 7' : null,
    },
  ),
);
const family = [
  {
    appointmentId: 'a-A017',
    ticket: 'A017',
    name: 'Mustermann, Erika',
    state: 'serving' as const,
    serviceTitle: { de: 'Aufenthaltstitel (eAT) abholen' },
    canSwitch: false,
  },
  {
    appointmentId: 'a-A026',
    ticket: 'A026',
    name: 'Wolkenstein-Rabenschlag-Hohenfelden, Maximiliane Theodora Konstanze',
    state: 'waiting' as const,
    serviceTitle: { de: 'Aufenthaltstitel (eAT) abholen' },
    canSwitch: true,
  },
  {
    appointmentId: 'a-A027',
    ticket: 'A027',
    name: '',
    state: 'waiting' as const,
    serviceTitle: { de: 'Aufenthaltstitel verlängern' },
    canSwitch: true,
  },
];
const usualFamily = ['Erika', 'Max', 'Mia', 'Jonas'].map((givenName, index) => ({
  ...family[0]!,
  serviceTitle: person().serviceTitle,
  appointmentId: index === 0 ? 'a-A017' : `a-A02${index}`,
  ticket: index === 0 ? 'A017' : `A02${index}`,
  name: `Mustermann, ${givenName}`,
  state: index === 0 ? ('serving' as const) : ('waiting' as const),
  canSwitch: index > 0,
}));
const marked = ((): Snapshots['day'] => {
  const { day } = office();
  const [first, second, third, fourth, ...rest] = day.waiting;
  const waiting = [
    { ...first!, priorityReason: 'Kleine Kinder, und die Frist für die Ausreise läuft heute um Mitternacht ab' },
    {
      ...second!,
      reservedFor: { counterName: 'Schalter 4', mine: true, kind: 'ahead' as const, until: null },
      companions: family.slice(1),
    },
    {
      ...third!,
      reservedFor: { counterName: 'Schalter 6', mine: false, kind: 'redirect' as const, until: null },
      redirect: { from: 'Schalter 5', reason: 'Spricht die Sprache' },
      hindrance: 'reserved' as const,
    },
    { ...fourth!, calls: 3, walkIn: true, name: '' },
    ...rest,
  ];
  const away = {
    ...first!,
    appointmentId: 'a-A031',
    ticket: 'A031',
    name: longName.familyName,
    state: 'serving' as const,
    counterName: 'Schalter 5',
    room: '2.15',
    awaySince: new Date(Date.now() - 400_000).toISOString(),
    hindrance: 'lead-only' as const,
  };
  return {
    ...day,
    waiting,
    all: [away, ...waiting, ...day.parked],
    ahead: { count: 1, until: new Date(Date.now() + 3_600_000).toISOString() },
  };
})();
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const papers = { de: 'Unterlagen', en: 'Papers' };
const finishedElsewhere = {
  state: 'completed' as const,
  counterName: 'Schalter 2',
  mine: false,
  since: minutesAgo(5),
  step: 'open' as const,
};
const problems: Snapshots['outbox'] = {
  waiting: 5,
  refused: 2,
  entries: [
    outboxEntry('1', 'record-step', 'refused', {
      detail: 'done',
      stepTitle: papers,
      problem: { code: 'wrong-state' },
      office: finishedElsewhere,
      next: 'wrong-state',
    }),
    outboxEntry('2', 'deposit', 'refused', {
      ticket: 'A017',
      stepTitle: { de: 'Dokument ausgeben oder in die Box' },
      problem: { code: 'no-compartment-free' },
      office: { ...finishedElsewhere, state: 'serving', counterName: 'Schalter 4', mine: true },
      next: 'no-compartment-free',
    }),
    outboxEntry('3', 'call', 'unknown', { attempts: 4 }),
    outboxEntry('4', 'finish', 'waiting', { detail: 'completed', ticket: 'A017', attempts: 7, heldBack: 'failing' }),
    outboxEntry('5', 'park', 'waiting', { ticket: 'A019', heldBack: 'other-counter' }),
    outboxEntry('6', 'sign', 'waiting', { ticket: 'A020', attempts: 2 }),
    outboxEntry('7', 'block-compartment', 'waiting', { heldBack: 'older-backend' }),
  ],
  done: [
    { commandId: '8', kind: 'check-in', ticket: 'A022', at: minutesAgo(14), doneAt: minutesAgo(14) },
    { commandId: '7', kind: 'record-step', ticket: 'A014', at: minutesAgo(33), doneAt: minutesAgo(21) },
  ],
};
const longWords = { de: `${'Aufenthaltserlaubnis für hochqualifizierte Fachkräfte '.repeat(2)}mit Familiennachzug` };
const uglyOutbox: Snapshots['outbox'] = {
  waiting: 9_780,
  refused: 67,
  entries: Array.from({ length: 200 }, (_, index) =>
    outboxEntry(
      `u${index}`,
      (['record-step', 'sign', 'hand-over', 'call-reserved'] as const)[index % 4]!,
      index < 67 ? 'refused' : 'waiting',
      {
        ticket: index % 5 === 0 ? null : `C${String(index).padStart(3, '0')}`,
        serviceTitle: longWords,
        stepTitle: longWords,
        detail: index % 4 === 0 ? 'overridden' : null,
        ...(index < 67
          ? {
              problem: { code: 'taken-over' },
              next: 'taken-over',
              office: {
                ...finishedElsewhere,
                counterName: 'Schalter 12 (Erdgeschoss, Eingang Beispielstraße, hinter dem Aufzug)',
              },
            }
          : { attempts: 37, heldBack: 'failing' }),
      },
    ),
  ),
  done: [],
};
const open = async (page: Page, testId: string | null) => {
  await press(page, 'nav-devices');
  if (testId) await press(page, testId);
};
const verdict = {
  symbology: 'qr' as const,
  aim: 'unexpected' as const,
  endMark: 'left-over' as const,
  whole: true,
  proposal: { endMark: 'cr' as const, sendsAim: true },
};
const scannerTest = {
  kind: 'scanner' as const,
  deviceId: 'sc',
  state: 'received' as const,
  until: new Date(Date.now() + 20_000).toISOString(),
  verdict,
};
const padTest = {
  kind: 'pad' as const,
  deviceId: 'pd',
  testId: 'sig',
  state: 'writing' as const,
  area: { width: 10800, height: 6480 },
  points: 412,
  perSecond: 198,
  lost: 0,
  problem: null,
};
const setUp = {
  deviceId: 'lk',
  board: 0,
  locks: 16,
  step: 'which' as const,
  opened: 0,
  openings: 2,
  refusal: null,
  conclusion: null,
  saved: 'not-yet' as const,
  problem: null,
  lost: false,
};
/** Eight scanners, long names, and everything that can lie about. */
const manyDevices: Snapshots['devices'] = {
  ...office().devices,
  devices: [
    ...Array.from({ length: 8 }, (_, index) => ({
      ...office().devices.devices[0]!,
      id: index === 0 ? 'scanner' : `scanner-${index + 1}`,
      simulated: false,
      name:
        index < 2
          ? 'Zebra Symbol Bar Code Scanner'
          : `Honeywell Xenon Extreme Performance 1952g-SR Cordless Area-Imaging ${index}`,
      connection:
        index % 2
          ? 'USB 0c2e:0b61'
          : `/dev/serial/by-id/usb-Prolific_Technology_Inc._USB-Serial_Controller_D-if0${index}-port0, 9600 Baud`,
      state: (['ready', 'ready', 'lost', 'failing', 'connecting'] as const)[index % 5]!,
      problem:
        index % 5 === 3
          ? { code: 'permission-denied' as const }
          : index % 5 === 2
            ? { code: 'device-lost' as const }
            : null,
    })),
    { ...office().devices.devices[1]!, simulated: false, connection: 'USB 056a:00a8' },
    {
      ...office().devices.devices[2]!,
      state: 'ready',
      problem: null,
      simulated: false,
      connection: '/dev/ttyUSB0, 19200 Baud',
      boards: [
        { board: 0, answering: true, problem: null },
        { board: 1, answering: false, problem: { code: 'device-silent' } },
      ],
    },
  ],
  others: [
    {
      what: 'keyboard-scanner',
      name: 'Zebra Symbol Bar Code Scanner',
      path: '/dev/hidraw3',
      ids: '05e0:1200',
      vendorId: 0x05e0,
      productId: 0x1200,
      mayOpen: false,
    },
    {
      what: 'other-mode-scanner',
      name: 'Datalogic Gryphon GD4590',
      path: '/dev/hidraw4',
      ids: '05f9:221c',
      vendorId: 0x05f9,
      productId: 0x221c,
      mayOpen: true,
    },
    {
      what: 'serial-port',
      name: 'FTDI',
      path: '/dev/ttyUSB3',
      ids: '0403:6001',
      vendorId: 0x0403,
      productId: 0x6001,
      mayOpen: true,
    },
    {
      what: 'digitizer',
      name: 'ELAN Touchscreen',
      path: '/dev/hidraw0',
      ids: '04f3:2a1c',
      vendorId: 0x04f3,
      productId: 0x2a1c,
      mayOpen: true,
    },
  ],
};
const at = (step: string, more = {}) => office({ case: person({ steps: stepsAt(step), ...more }) });

export const scenes: Scene[] = [
  {
    name: 'setup-sheet',
    known: office(),
    async play(page) {
      await press(page, 'nav-devices');
      await press(page, 'open-setup-sheet');
      await page.getByTestId('screen-setup-sheet').waitFor();
    },
  },
  {
    name: 'trace',
    known: office({
      traces: {
        recording: [{ deviceId: 'pd', since: new Date().toISOString() }],
        last: {
          deviceId: 'lk',
          ended: 'ordered',
          file: '/home/erika/.config/Schalterwerk/training/traces/2026-11-25T17-40-11-locker.trace',
        },
      },
    }),
    async play(page) {
      await press(page, 'nav-devices');
      await press(page, 'trace-start-sc');
      await page.getByTestId('trace-dialog').waitFor();
    },
  },
  { name: 'starting', known: null },
  { name: 'broken', known: office({ session: { ...ready, phase: 'broken', problem: { code: 'store-broken' } } }) },
  { name: 'sign-in', known: office({ session: { ...ready, phase: 'signed-out', clerk: null, counter: null } }) },
  {
    name: 'sign-in-wrong-pin',
    known: office({
      session: {
        ...ready,
        phase: 'signed-out',
        clerk: null,
        counter: null,
        keyProtected: false,
        problem: { code: 'offline' },
      },
    }),
    async play(page) {
      await answerWith(page, 'session.signIn', { ok: false, error: { code: 'wrong-pin' } });
      await press(page, 'clerk-k1');
      await page.getByTestId('pin').fill('1234');
      await press(page, 'sign-in');
      await page.getByTestId('pin-error').waitFor();
    },
  },
  ...(['idle', 'waiting', 'checking'] as const).map((phase): Scene => ({
    name: `sign-in-account-${phase}`,
    known: office({
      session: {
        ...ready,
        phase: 'signed-out',
        clerk: null,
        counter: null,
        clerks: [],
        ways: { pin: false, browser: true },
        browserSignIn: { phase, problem: null },
      },
    }),
  })),
  {
    name: 'sign-in-both-no-role',
    known: office({
      session: {
        ...ready,
        phase: 'signed-out',
        clerk: null,
        counter: null,
        ways: { pin: true, browser: true },
        browserSignIn: { phase: 'idle', problem: { code: 'no-role' } },
      },
    }),
  },
  { name: 'choose-counter', known: office({ session: { ...ready, phase: 'choose-counter', counter: null } }) },
  {
    name: 'counter-taken',
    known: office({ session: { ...ready, phase: 'choose-counter', counter: null } }),
    async play(page) {
      await answerWith(page, 'session.chooseCounter', {
        ok: false,
        error: { code: 'counter-taken', values: { clerk: 'Ömer Vorlage' } },
      });
      await press(page, 'counter-s5');
    },
  },
  { name: 'nobody', known: office({ day: { ...office().day, undo: { kind: 'park', ticket: 'A011' } } }) },
  {
    name: 'nobody-empty',
    known: office({
      day: { ...office().day, waiting: [], parked: [], all: [] },
      scans: { recent: [], torn: 0, offered: [] },
      simulation: null,
    }),
  },
  { name: 'called', known: at('identity', { state: 'called', servingSince: null }) },
  { name: 'identity', known: at('identity') },
  { name: 'documents', known: at('papers') },
  { name: 'signature-start', known: at('receipt') },
  {
    name: 'signing',
    known: at('receipt', { signature: signing }),
    play: (page) => tell(page, 'ink', { signatureId: 'sig', fresh: true, points: inkPoints }),
  },
  {
    name: 'signing-refused',
    known: at('receipt', { signature: { ...signing, points: 3, problem: { code: 'signature-dot' } } }),
  },
  { name: 'output', known: at('output') },
  {
    name: 'deposit-awaiting',
    known: at('output', {
      deposit: deposit('awaiting-item', { compartment: null, commandedAt: null, choices: ['cancel'] }),
    }),
  },
  {
    name: 'deposit-open',
    known: at('output', {
      deposit: deposit('open', {
        door: 'open',
        content: 'unconfirmed',
        openSince: new Date(Date.now() - 12_000).toISOString(),
        choices: ['item-is-with-me'],
      }),
    }),
  },
  {
    name: 'deposit-jammed',
    known: at('output', {
      deposit: deposit('jammed', {
        problem: { code: 'door-jammed', values: { compartment: '7' } },
        choices: ['other-compartment', 'try-again', 'block-and-other', 'cancel'],
      }),
    }),
  },
  {
    name: 'deposit-unknown',
    known: at('output', {
      deposit: deposit('unknown', {
        door: 'unknown',
        content: 'unknown',
        choices: ['item-is-inside', 'item-is-with-me', 'try-again'],
      }),
    }),
  },
  {
    name: 'deposit-done',
    known: at('told', {
      deposit: deposit('done', { content: 'confirmed', pickupCode: '40718263', until: '2026-12-02' }),
    }),
  },
  {
    name: 'deposit-printed',
    known: at('told', {
      language: 'ar',
      deposit: deposit('done', { content: 'confirmed', pickupCode: '40718263', until: '2026-12-02' }),
    }),
    async play(page) {
      await answerWith(page, 'deposits.printSlip', { ok: true, value: { printed: true } });
      await press(page, 'slip-print');
    },
  },
  {
    name: 'deposit-no-printer',
    known: at('told', {
      language: 'uk',
      deposit: deposit('done', { content: 'confirmed', pickupCode: '40718263', until: '2026-12-02' }),
    }),
    async play(page) {
      await answerWith(page, 'deposits.printSlip', { ok: false, error: { code: 'printer-missing' } });
      await press(page, 'slip-print');
    },
  },
  {
    name: 'ready-to-finish',
    known: office({
      case: person({ steps: stepsAt('told') }),
      day: { ...office().day, undo: { kind: 'record-step', ticket: 'A017' } },
    }),
  },
  { name: 'completed', known: at('none', { state: 'completed', pending: true }) },
  {
    name: 'compare',
    known: at('identity', {
      comparison: {
        at: new Date().toISOString(),
        reason: 'contradicts',
        ticket: null,
        source: 'camera',
        symbology: 'qr',
        expired: true,
        facts: [
          { kind: 'number', agreement: 'contradicts', kept: '', read: '' },
          { kind: 'familyName', agreement: 'agrees', kept: 'Mustermann', read: 'MUSTERMANN' },
          { kind: 'givenNames', agreement: 'open', kept: 'Erika', read: 'ERIKA GABRIELE' },
          { kind: 'birthDate', agreement: 'agrees', kept: '1987-08-12', read: '1987-08-12' },
          { kind: 'nationality', agreement: 'open', kept: 'Utopia', read: 'UTO' },
          { kind: 'sex', agreement: 'not-kept', kept: '', read: 'F' },
        ],
      },
    }),
  },
  { name: 'visits-offered', known: office({ scans: { recent: [], torn: 0, offered: ['a-A030'] } }) },
  {
    name: 'stop',
    known: at('output', {
      stop: { at: new Date().toISOString(), what: 'document', otherTicket: 'A018', sameVisit: null, because: null },
    }),
  },
  {
    name: 'scan-and-notices',
    known: at('identity'),
    async play(page) {
      await tell(page, 'scan', { ...scans[1], scanId: 'x' });
      await tell(page, 'notice', { tone: 'good', code: 'signature-saved', error: null, values: {} });
      await tell(page, 'notice', { tone: 'bad', code: 'x', error: { code: 'device-lost' }, values: {} });
    },
  },
  {
    name: 'ugly',
    known: at('papers', {
      ...longName,
      lowCompartment: true,
      pending: true,
      language: 'fa-AF',
      problem: { code: 'refused-by-backend', values: { ticket: 'A017' } },
      note: 'Sehr lange Notiz '.repeat(12),
    }),
  },
  {
    name: 'scanner-away',
    known: office({
      case: person(),
      devices: {
        ...office().devices,
        devices: office().devices.devices.map((device) =>
          device.kind === 'scanner' ? { ...device, state: 'lost' as const } : device,
        ),
      },
    }),
  },
  {
    name: 'left-over',
    known: office({
      day: {
        ...office().day,
        leftOver: [
          entry('A031', 'Mustermann, Erika', {
            arrivedAt: '2026-11-30T10:12:00.000Z',
            scheduledAt: '2026-11-30T10:00:00.000Z',
          }),
          entry('W004', '', {
            arrivedAt: '2026-11-30T14:40:00.000Z',
            scheduledAt: '2026-11-30T14:40:00.000Z',
            walkIn: true,
          }),
        ],
      },
    }),
  },
  {
    name: 'long-queue',
    known: office({
      day: {
        ...office().day,
        waiting: many.slice(0, 60).map((one) => ({ ...one, state: 'waiting' as const })),
        parked: many.slice(0, 9),
        all: many,
        undo: null,
        calling: true,
      },
      connection: { state: 'offline', asOf: null, clockOffsetMs: 0, problem: { code: 'offline' }, newer: 0 },
      outbox: problems,
    }),
  },
  {
    name: 'called-again',
    known: at('identity', {
      state: 'called',
      servingSince: null,
      calls: 2,
      recallAt: new Date(Date.now() + 18_000).toISOString(),
    }),
  },
  {
    name: 'family-usual',
    known: office({
      case: person({ steps: stepsAt('papers'), visit: usualFamily }),
      day: { ...office().day, undo: { kind: 'record-step', ticket: 'A017' } },
    }),
  },
  {
    name: 'family-large',
    known: at('papers', {
      visit: [
        ...usualFamily,
        ...usualFamily.slice(1).map((one, index) => ({ ...one, appointmentId: `b${index}`, ticket: `A03${index}` })),
      ],
    }),
  },
  { name: 'family', known: at('papers', { visit: family }) },
  {
    name: 'family-next',
    known: office({
      case: person({
        state: 'completed',
        steps: stepsAt('none'),
        visit: family.map((one) => (one.ticket === 'A017' ? { ...one, state: 'completed' as const } : one)),
      }),
      day: {
        ...office().day,
        visitNext: { appointmentId: 'a-A026', ticket: 'A026', name: 'Mustermann, Max', others: 1 },
      },
    }),
  },
  {
    name: 'stop-same-visit',
    known: at('papers', {
      visit: family,
      stop: {
        at: new Date().toISOString(),
        what: 'passport',
        otherTicket: 'A026',
        sameVisit: 'a-A026',
        because: 'number',
      },
    }),
  },
  { name: 'queue-marks', known: office({ day: marked }) },
  {
    name: 'queue-offline',
    known: office({
      day: {
        ...marked,
        waiting: marked.waiting.map((one) => ({
          ...one,
          hindrance: one.reservedFor?.mine ? null : ('offline' as const),
        })),
      },
      connection: { state: 'offline', asOf: null, clockOffsetMs: 0, problem: { code: 'offline' }, newer: 0 },
    }),
  },
  { name: 'entry', known: office({ day: marked }), play: (page) => press(page, 'more-A018') },
  { name: 'entry-reserved', known: office({ day: marked }), play: (page) => press(page, 'more-B007') },
  {
    name: 'priority',
    known: office({ day: marked }),
    async play(page) {
      await press(page, 'more-A021');
      await press(page, 'entry-prioritise');
    },
  },
  { name: 'walk-in', known: office(), play: (page) => press(page, 'walk-in') },
  {
    name: 'walk-in-offline',
    known: office({
      connection: { state: 'offline', asOf: null, clockOffsetMs: 0, problem: { code: 'offline' }, newer: 0 },
    }),
    play: (page) => press(page, 'walk-in'),
  },
  {
    name: 'hold',
    known: office({ day: { ...marked, ahead: { count: 2, until: new Date(Date.now() + 3_600_000).toISOString() } } }),
    play: (page) => press(page, 'hold'),
  },
  {
    name: 'redirect',
    known: at('papers'),
    async play(page) {
      await press(page, 'park');
      await press(page, 'redirect');
    },
  },
  { name: 'day-marks', known: office({ day: marked }), play: (page) => press(page, 'nav-day') },
  { name: 'park', known: at('papers'), play: (page) => press(page, 'park') },
  { name: 'override', known: at('papers'), play: (page) => press(page, 'override-papers') },
  {
    name: 'palette-person',
    known: at('papers'),
    play: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette-input').fill('ol');
      await page.getByRole('option', { name: 'A011' }).waitFor();
      await page.keyboard.press('ArrowDown');
    },
  },
  { name: 'palette', known: at('papers'), play: (page) => page.keyboard.press('Control+k') },
  { name: 'day', known: office(), play: (page) => press(page, 'nav-day') },
  { name: 'day-200', known: office({ day: { ...office().day, all: many } }), play: (page) => press(page, 'nav-day') },
  { name: 'devices', known: office(), play: (page) => press(page, 'nav-devices') },
  { name: 'devices-many', known: office({ devices: manyDevices }), play: (page) => press(page, 'nav-devices') },
  {
    name: 'devices-none',
    known: office({ devices: { ...office().devices, devices: [], compartments: [] }, simulation: null }),
    play: (page) => press(page, 'nav-devices'),
  },
  {
    name: 'devices-unblock',
    known: office({
      devices: {
        ...office().devices,
        test: {
          kind: 'door',
          deviceId: 'lk',
          board: 0,
          lock: 4,
          label: '5',
          state: 'closed',
          openedAfterMs: 812,
          problem: null,
        },
      },
    }),
    async play(page) {
      await press(page, 'nav-devices');
      await press(page, 'unblock-5');
      await page.getByTestId('unblock-found-empty').check();
    },
  },
  {
    name: 'devices-scanner-test',
    known: office({ devices: { ...office().devices, test: scannerTest } }),
    play: (page) => open(page, 'test-sc'),
  },
  {
    name: 'devices-scanner-settings',
    known: office({
      devices: { ...office().devices, settings: { ...office().devices.settings, fixed: ['scannerEndMark'] } },
    }),
    play: (page) => open(page, 'settings-sc'),
  },
  {
    name: 'devices-pad-test',
    known: office({ devices: { ...office().devices, test: padTest } }),
    async play(page) {
      await open(page, 'test-pd');
      await tell(page, 'ink', { signatureId: 'sig', fresh: true, points: inkPoints });
    },
  },
  {
    name: 'devices-door',
    known: office({
      devices: {
        ...office().devices,
        devices: office().devices.devices.map((one) => ({ ...one, state: 'ready', problem: null })),
      },
    }),
    async play(page) {
      await open(page, 'test-lk');
      await press(page, 'door-test-open');
    },
  },
  { name: 'devices-box-settings', known: office(), play: (page) => open(page, 'settings-lk') },
  {
    name: 'devices-set-up',
    known: office({ devices: { ...office().devices, setUp } }),
    play: (page) => open(page, null),
  },
  {
    name: 'devices-set-up-refused',
    known: office({
      devices: { ...office().devices, setUp: { ...setUp, step: 'refused', refusal: 'contact-of-another-door' } },
    }),
    play: (page) => open(page, null),
  },
  { name: 'outbox', known: office({ outbox: problems }), play: (page) => press(page, 'nav-outbox') },
  {
    name: 'old-data',
    known: office({
      connection: { state: 'offline', asOf: minutesAgo(26), clockOffsetMs: 0, problem: { code: 'offline' }, newer: 0 },
    }),
  },
  {
    name: 'data-of-another-day',
    known: office({
      session: { ...ready, language: 'en' },
      connection: {
        state: 'offline',
        asOf: minutesAgo(63 * 60),
        clockOffsetMs: 0,
        problem: { code: 'offline' },
        newer: 0,
      },
    }),
  },
  {
    name: 'outbox-offline',
    known: office({
      outbox: { ...problems, refused: 0, entries: problems.entries.slice(2) },
      connection: { state: 'offline', asOf: minutesAgo(26), clockOffsetMs: 0, problem: { code: 'offline' }, newer: 0 },
    }),
    play: (page) => press(page, 'nav-outbox'),
  },
  { name: 'outbox-ugly', known: office({ outbox: uglyOutbox }), play: (page) => press(page, 'nav-outbox') },
  {
    name: 'outbox-english',
    known: office({
      outbox: problems,
      session: { ...ready, language: 'en' },
      connection: { ...office().connection, newer: 3 },
    }),
    play: (page) => press(page, 'nav-outbox'),
  },
  ...(
    [
      ['serving', { state: 'serving' }, ['A021', 'A022'], 3, false],
      ['signing', { state: 'serving' }, [], 0, true],
      ['called', { state: 'called' }, [], 0, false],
      ['unsent', null, [], 12, false],
    ] as const
  ).map(([name, state, beside, unsent, isSigning]): Scene => ({
    name: `sign-out-${name}`,
    known: at('papers', { visit: usualFamily.slice(0, beside.length + 1) }),
    async play(page) {
      await answerWith(page, 'session.signOut', {
        ok: true,
        value: {
          person: state && { ticket: 'A017', ...state },
          beside,
          signing: isSigning,
          unsent,
          othersAfterMinutes: 10,
        },
      });
      await press(page, 'nav-settings');
      await press(page, 'sign-out');
    },
  })),
  {
    name: 'sign-out-not-yet',
    known: at('output', { deposit: deposit('open', { door: 'open' }) }),
    async play(page) {
      await answerWith(page, 'session.signOut', { ok: false, error: { code: 'deposit-running' } });
      await press(page, 'nav-settings');
      await press(page, 'sign-out');
    },
  },
  { name: 'settings', known: office(), play: (page) => press(page, 'nav-settings') },
  {
    name: 'settings-of-a-lead',
    known: office({ session: { ...ready, mayEndSessions: true } }),
    async play(page) {
      await answerWith(page, 'session.others', {
        ok: true,
        value: [
          { id: '1', clerkName: 'Ömer Vorlage', counterName: 'Schalter 5' },
          { id: '2', clerkName: 'Maximiliane-Friederike von und zu Musterberg-Beispielhausen', counterName: null },
        ],
      });
      await press(page, 'nav-settings');
      await page.getByTestId('other-session').first().waitFor();
    },
  },
  {
    name: 'english',
    known: office({
      session: { ...ready, language: 'en' },
      case: person({ steps: stepsAt('papers'), otherVersion: { begun: 1, here: 2 } }),
    }),
  },
];

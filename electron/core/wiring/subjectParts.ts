import type { Handlers } from '../../contract/index.ts';
import type { Ink } from '../../contract/signing.ts';
import type { Makers } from '../kernel/publisher.ts';
import { matchCodes } from '../codes/codeRules.ts';
import { contentOf } from '../kernel/devices/deviceViews.ts';
import { ocrReaders } from '../kernel/devices/scannerConfigs.ts';
import { Deposits } from '../subjects/box/deposits.ts';
import { unblock } from '../subjects/box/unblock.ts';
import { DeviceDesk } from '../subjects/devices/deviceDesk.ts';
import { Traces } from '../subjects/devices/traces.ts';
import { createScannerBeeps } from '../subjects/scans/scannerBeeps.ts';
import { ScanRouter } from '../subjects/scans/scanRouter.ts';
import { Signatures } from '../subjects/signing/signatures.ts';
import { Simulation } from '../subjects/simulation/simulation.ts';
import { createAnswers } from './answers.ts';
import type { Parts, SubjectParts } from './parts.ts';
import { whoIsAtHand, type Source } from './snapshots.ts';
import { WhoIsHere } from './whoIsHere.ts';

/**
 * What is done at a counter: signing, the box, tests of devices, scans, training; beside them what they answer and show
 * by themselves.
 */
export function subjectParts(parts: Parts) {
  const {
    ports,
    store,
    changes,
    process,
    ready,
    notice,
    office,
    clock,
    outbox,
    devices,
    session,
    works,
    atHand,
    actions,
  } = parts;
  const { log, host, dataDir, settings, paintPad } = ports;
  const { changed } = changes;
  const counterId = () => session.counterId;
  const onInk = (ink: Ink) => ready() && ports.publish('ink', ink);

  const whoIsHere = new WhoIsHere({ atHand, works, actions, ready, router: () => router });
  const signatures = new Signatures({
    host,
    devices,
    atHand,
    outbox,
    log,
    counterId,
    process,
    now: clock.now,
    paintPad,
    onChange: () => (devices.becameFree(), changed('signatures')),
    onInk,
    onNotice: (code) =>
      notice(({ 'signature-saved': 'good', 'pad-cancelled': 'info', 'signature-void': 'bad' } as const)[code], code),
  });
  const deposits = new Deposits({
    host,
    devices,
    atHand,
    office,
    store,
    outbox,
    log,
    counterId,
    process,
    now: clock.now,
    onChange: () => (devices.becameFree(), whoIsHere.follow(), changed('deposits')),
    onDeposited: (compartment) => notice('good', 'deposited', null, { compartment }),
    onLeftBehind: (compartment) => notice('bad', 'deposit-left', null, { compartment }),
    place: settings.slip.place,
  });
  const desk = new DeviceDesk({
    host,
    devices,
    log,
    settings: settings.devices,
    store: ports.deviceSettings,
    paintPad,
    language: () => parts.language.now,
    mayChange: () => session.mayChangeSettings,
    depositUnderWay: () => deposits.underWay,
    signing: () => signatures.holdsPad,
    contentOf: (door) => contentOf(door, office.all('compartment')),
    onInk,
    onChange: () => (devices.becameFree(), changed('desk')),
  });
  const traces = new Traces({
    host,
    dataDir,
    log,
    somebodyThere: () => (atHand.appointment !== null || atHand.beside.length > 0) && !session.trainingOffice,
    onChange: () => changed('traces'),
    onNotice: (tone, code) => notice(tone, code),
  });
  // No recording holds anything of a person, whether or not a window shows who came.
  changes.listen(whoIsAtHand, () => traces.endIfSomebodyCame());
  works.add(deposits, signatures, desk, traces);
  const beep = settings.devices.scannerBeeps
    ? createScannerBeeps(host, (id) => devices.status(id)?.kind === 'scanner')
    : null;
  const router = new ScanRouter({
    office,
    atHand,
    actions,
    works,
    now: clock.now,
    readMrz: settings.readMrz,
    isOcrReader: (id) => ocrReaders(desk.settings.devices).has(id),
    match: matchCodes(settings.codes, (rule) =>
      log('warn', `code rule ${rule} of the settings took too long on a scan and was passed over`),
    ),
    sameCodePause: settings.devices.sameCodePause,
    asksForLabels: settings.labelsWithoutCheck === 'ask',
    interleaved: settings.interleaved2of5,
    onScan: (scan) => {
      ports.publish('scan', scan);
      beep?.(scan);
    },
    onChange: () => changed('router'),
  });
  const simulation = new Simulation({
    host,
    devices,
    office,
    atHand,
    compartmentInPlay: () => deposits.state?.compartmentId ?? null,
    training: () => session.trainingOffice && ready(),
  });
  const answers = createAnswers({ outbox, office, log, notice, actions });
  const inner: SubjectParts = { signatures, deposits, desk, router, answers, whoIsHere };
  return {
    inner,
    handlers: {
      ...desk.handlers,
      'box.unblock': async (input) =>
        unblock(input, {
          office,
          outbox,
          counterId,
          may: (right) => session.may(right),
          wasOpened: (door) => desk.wasOpened(door),
        }),
      'devices.trace': ({ deviceId, record }) => traces.order(deviceId, record),
      'simulation.play': (deed) => simulation.play(deed),
    } satisfies Partial<Handlers>,
    snapshots: {
      simulation: { reads: ['devices', 'deposits', ...whoIsAtHand], make: () => simulation.snapshot() },
      traces: { reads: ['traces'], make: () => traces.snapshot },
    } satisfies Partial<Makers<Source>>,
  };
}

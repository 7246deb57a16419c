import { Devices } from '../kernel/devices/devices.ts';
import { BackendClient } from '../kernel/outbox/backendClient.ts';
import { Outbox } from '../kernel/outbox/outbox.ts';
import { OutboxSender } from '../kernel/outbox/outboxSender.ts';
import { Office } from '../kernel/records/office.ts';
import { Retention } from '../kernel/retention/retention.ts';
import { OfficeClock } from '../kernel/sync/officeClock.ts';
import { Sync } from '../kernel/sync/sync.ts';
import type { KernelParts, Parts } from './parts.ts';

/** Records, outbox, the way to the backend, and the devices. */
export function kernelParts(parts: Parts): KernelParts {
  const {
    ports: { log, host, dataDir, settings, backendUrl, backendSecret, answerWithinMs },
    store,
    changes: { changed },
    notice,
  } = parts;
  const client = new BackendClient(backendUrl, log, backendSecret, answerWithinMs);
  const office = new Office(store);
  const clock = new OfficeClock(store);
  const outbox = new Outbox(store, office, { now: clock.now, rules: () => parts.session.rules }, log);
  const token = () => parts.session.token;
  const devices = new Devices({
    host,
    dataDir,
    log,
    // Twins are for training: in a real office what is missing is missing, whatever the settings say.
    settings: () => {
      const set = parts.desk.settings.devices;
      return { ...set, simulate: set.simulate && parts.session.trainingOffice };
    },
    busy: () => parts.works.holdsDevices,
    onChange: () => changed('devices'),
    onFound: (name) => notice('good', 'device-plugged', null, { device: name }),
  });
  const sync: Sync = new Sync({
    store,
    office,
    outbox,
    client,
    clock,
    token,
    log,
    onConnection: () => changed('connection', 'clock'),
    onRecords: () => {
      retention.sweepRecords();
      parts.whoIsHere.follow();
      changed('records');
    },
    onUnauthorised: () => parts.session.ended(),
    checkSession: () => void parts.session.check(),
    onBack: () => {
      sender.retryNow();
      // Perhaps a new day has begun.
      retention.sweep();
    },
  });
  const sender = new OutboxSender({
    outbox,
    client,
    token,
    counterId: () => parts.session.counterId,
    log,
    pull: () => sync.pull(),
    onUnauthorised: () => parts.session.ended(),
    onCounterLost: () => void parts.session.check(),
    onReachable: (reachable) => sync.reachable(reachable),
    onHeldBack: () => changed('sender'),
    onSettled: (entry, result, asked) => parts.answers.settled(entry, result, asked),
  });
  const retention = new Retention({
    store,
    office,
    log,
    rule: settings.retention,
    now: clock.steady,
    needed: () => {
      const { atHand, works } = parts;
      return new Set([
        ...outbox.appointments(),
        ...[atHand.appointment, ...atHand.beside].flatMap((one) => (one ? [one.id] : [])),
        ...works.appointments,
      ]);
    },
    onForgotten: () => changed('records'),
  });
  return { client, office, clock, outbox, devices, sync, sender, retention };
}

import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDeviceHost } from '../../native/index.ts';
import { Desk } from '../backend/api.ts';
import { scan, signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { startTestBackend } from '../support/backend.ts';
import { found, personalData, pins } from './secrets.ts';

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let counter: TestCounter;
beforeEach(async () => {
  backend = await startTestBackend();
  counter = await startCounter({ backendUrl: backend.url, host: startDeviceHost({ handSpeed: 20 }) });
  await signInAt(counter);
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

/** A photo code by BSI TR-03170-2 § 2.3: its last field is the key to the picture. */
function photoCode(): { text: string; key: string } {
  const key = randomBytes(32);
  const field = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const address = Buffer.from('https://lichtbild.example/abholen');
  const code = Buffer.concat([
    Buffer.from([0xe2, 1, address.length]),
    address,
    randomBytes(16),
    field(Buffer.from('AES')),
    field(randomBytes(12)),
    field(Buffer.from('none')),
    field(key),
  ]);
  return { text: code.toString('base64'), key: code.toString('base64').slice(-40, -4) };
}

describe('a day on which everything goes wrong', () => {
  it('leaves nothing of anybody in the logs, the notices and what the window is told beside its snapshots', async () => {
    const scanned: string[] = [];
    const typeIn = async (text: string): Promise<void> => {
      scanned.push(text);
      await counter.ask('scans.type', { text });
    };
    const photo = photoCode();
    await counter.must('queue.callNext', null);
    const unknown = 'Geheimnisvoller Zettel von Erika Mustermann 4711';
    for (const text of [
      photo.text,
      photo.text.slice(0, -9),
      unknown,
      'https://status.example/?token=abcdef123456',
      'SWT-00000000',
      'C01X00T4X9',
      'FACH-99',
    ])
      await typeIn(text);
    for (const text of [photo.text, unknown, `${'A'.repeat(9_000)}`])
      await counter.must('simulation.play', { deed: 'scan', text: text.slice(0, 4000) });
    await scan(counter, 'document-serial', { mine: false });
    await counter.must('case.acknowledgeStop', { at: counter.now().case!.stop!.at });
    await scan(counter, 'mrz', { mine: false });
    await counter.must('case.acknowledgeStop', { at: counter.now().case!.stop!.at });
    const damaged = counter
      .now()
      .simulation!.codes.find(({ what, mine }) => what === 'mrz' && mine)!
      .text.replace(/\d/, 'X');
    await typeIn(damaged);
    await scan(counter, 'appointment-code', { mine: true });
    await scan(counter, 'mrz', { mine: true });
    const steps = counter.now().case!.steps;
    for (const step of steps)
      if (step.required && step.kind !== 'output' && step.kind !== 'signature' && step.state === 'open')
        await counter.ask('case.overrideStep', { stepId: step.id, reason: 'Frau Mustermann hat es vergessen' });

    const signatureStep = steps.find(({ kind }) => kind === 'signature')!.id;
    await counter.must('signatures.start', { stepId: signatureStep });
    await counter.must('simulation.play', { deed: 'sign', style: 'dot', press: 'ok' });
    await counter.until('the dot to be refused', (now) => now.case?.signature?.problem !== null);
    for (const fault of ['noise', 'unplugged', 'none'] as const)
      await counter.must('simulation.play', { deed: 'fault', deviceId: 'pad', fault });
    await counter.ask('signatures.cancel', null);
    await counter.must('signatures.cannotSign', {
      stepId: signatureStep,
      reason: 'Hand von Herrn Mustermann verletzt',
    });
    for (const fault of ['noise', 'half-frames', 'silent', 'none'] as const)
      await counter.must('simulation.play', { deed: 'fault', deviceId: 'scanner', fault });
    await counter.until('devices to be back', (now) => now.devices.devices.every(({ state }) => state === 'ready'));

    await counter.must('deposits.start', { stepId: steps.find(({ kind }) => kind === 'output')!.id });
    await scan(counter, 'document-serial', { mine: true });
    await counter.until('the door to open', (now) => now.case?.deposit?.state === 'open');
    const door = counter
      .now()
      .simulation!.doors.find(({ compartmentId }) => compartmentId === counter.now().case!.deposit!.compartment!.id)!;
    await counter.must('simulation.play', { deed: 'put-item', board: door.board, lock: door.lock });
    await counter.must('simulation.play', { deed: 'close-door', board: door.board, lock: door.lock });
    await counter.until('the door to be shut', (now) => now.case?.deposit?.state === 'closed-unconfirmed');

    // The backend goes away in the middle, answers nonsense, and somebody else takes the counter.
    counter.setBackendUrl('http://127.0.0.1:9');
    await counter.must('deposits.answer', { choice: 'item-is-inside' });
    const code = counter.now().case!.deposit!.pickupCode!;
    await counter.until('the line to be missed', (now) => now.connection.state === 'offline');
    counter.setBackendUrl(backend.url);
    await counter.must('outbox.retry', null);
    await counter.until('everything to be sent', (now) => now.outbox.waiting === 0);
    await counter.ask('app.reportProblem', {
      message: 'Erika Mustermann 1964-08-12',
      stack: 'Error: Erika\n    at Erika Mustermann (app://bundle/assets/index-1.js:3:14)',
    });
    const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    await other.choose('counter-1', true);
    await counter.ask('case.finish', { outcome: 'completed' });
    await counter.until('the counter to be lost', (now) => now.session.phase !== 'ready');

    const secrets = [
      ...personalData(backend.dataDir),
      ...pins,
      ...scanned,
      photo.key,
      'Geheimnis',
      'abcdef123456',
      'Mustermann',
      'vergessen',
      'verletzt',
      other.token,
    ];
    expect(counter.log.length).toBeGreaterThan(10);
    expect(found([...counter.log, ...backend.log].join('\n'), [...secrets, code])).toEqual([]);
    expect(found(JSON.stringify(counter.notices), [...secrets, code])).toEqual([]);
    // What a scan may show are serials, appointment codes, labels, and the first characters of what nobody understood.
    const views = JSON.stringify(counter.scans);
    expect(
      found(views, [
        photo.key,
        photo.text.slice(0, 12),
        'abcdef123456',
        'Mustermann',
        'Erika',
        damaged.slice(0, 12),
        code,
      ]),
    ).toEqual([]);
  });
});

describe('a program that breaks down', () => {
  const root = join(import.meta.dirname, '../..');

  it.each([
    ['device host', 'native/host.ts', []],
    ['backend', 'backend/main.ts', ['--port', '0', '--data', '{folder}']],
  ])('the %s says where, not with what', async (_name, entry, args) => {
    const folder = mkdtempSync(join(tmpdir(), 'schalterwerk-fault-'));
    // The fault comes from inside, some time after the start, with a message that quotes a person.
    writeFileSync(
      join(folder, 'fault.mjs'),
      "setTimeout(() => { throw new RangeError('Erika Mustermann 1964-08-12'); }, 300)",
    );
    const child = fork(
      join(root, entry),
      args.map((arg) => arg.replace('{folder}', folder)),
      { execArgv: ['--import', join(folder, 'fault.mjs')], serialization: 'advanced', silent: true },
    );
    let said = '';
    child.stdout?.on('data', (text) => (said += String(text)));
    child.stderr?.on('data', (text) => (said += String(text)));
    child.on('message', (message) => (said += JSON.stringify(message)));
    const [code] = await once(child, 'close');
    rmSync(folder, { recursive: true, force: true });
    expect(code).toBe(1);
    expect(said).toMatch(/ends after a fault: RangeError/);
    expect(said).not.toMatch(/Erika|Mustermann|1964/);
  });
});

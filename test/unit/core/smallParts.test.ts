import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCompartments } from '../../../backend/seed/office.ts';
import { makeOfficeDay } from '../../../backend/seed/officeDay.ts';
import type { Appointment, StepRecord } from '../../../backend/contract/index.ts';
import { missingSteps, stepFor, stepViews } from '../../../electron/core/counter/caseAtHand/steps.ts';
import { allTicked } from '../../../electron/core/counter/steps/ticks.ts';
import { chooseCompartment } from '../../../electron/core/subjects/box/chooseCompartment.ts';
import { hashPickupCode, newPickupCode } from '../../../electron/core/subjects/box/pickupCode.ts';
import { BackendClient } from '../../../electron/core/kernel/outbox/backendClient.ts';
import { loadProcesses } from '../../../electron/core/counter/processes/loadProcesses.ts';
import { padPages, padWording, pickLanguage, textSha256 } from '../../../electron/core/counter/pad/padPages.ts';
import { processesDir } from '../../support/counter.ts';

const collect = loadProcesses(processesDir).definitions.get('eat-collect')!;
const appointment: Appointment = {
  ...makeOfficeDay(new Date()).appointments[0]!,
  state: 'serving',
  counterId: 'counter-1',
};
const done: StepRecord = { state: 'done', at: '2026-11-22T09:00:00.000Z', evidence: {} };
const withSteps = (steps: Appointment['steps']): Appointment => ({ ...appointment, steps });

describe('the steps of a process', () => {
  it('block finishing while a required one is neither done nor overridden', () => {
    expect(missingSteps(collect, appointment)).toEqual(['identity', 'documents', 'receipt', 'output']);
    expect(
      missingSteps(
        collect,
        withSteps({
          identity: done,
          documents: { ...done, state: 'overridden', reason: 'r' },
          receipt: { ...done, state: 'open' },
        }),
      ),
    ).toEqual(['receipt', 'output']);
  });

  it('let nobody sign or be handed anything before what stands before', () => {
    expect(stepFor(collect, appointment, 'receipt')).toMatchObject({ ok: false, error: { code: 'step-locked' } });
    expect(stepFor(collect, withSteps({ identity: done, documents: done }), 'receipt').ok).toBe(true);
    expect(stepFor(collect, withSteps({ identity: done, documents: done }), 'output')).toMatchObject({
      ok: false,
      error: { code: 'step-locked' },
    });
    expect(stepFor(collect, withSteps({ identity: done }), 'identity')).toMatchObject({
      ok: false,
      error: { code: 'wrong-state' },
    });
    expect(stepFor(collect, appointment, 'nothing')).toMatchObject({ ok: false, error: { code: 'step-unknown' } });
    expect(stepFor(undefined, appointment, 'identity')).toMatchObject({ ok: false, error: { code: 'step-unknown' } });
  });

  it('show exactly one as the current one while something is open, and no inner ids as facts', () => {
    for (const steps of [
      {},
      { identity: done },
      { documents: done },
      { identity: done, documents: done, receipt: { ...done, evidence: { signatureId: 'secret', points: 5 } } },
    ] as Appointment['steps'][]) {
      const views = stepViews(collect, withSteps(steps), {
        compartmentLabel: () => '3',
        acting: () => ({ actors: [], standIns: true, lacking: null }),
      });
      expect(views.filter(({ current }) => current)).toHaveLength(1);
      expect(JSON.stringify(views)).not.toContain('secret');
    }
  });

  it('count as ticked only with everything required', () => {
    const documents = collect.steps.find((step) => step.kind === 'documents')!;
    expect(allTicked(documents, undefined).ok).toBe(false);
    expect(allTicked(documents, { ...done, evidence: { 'old-title': true } }).ok).toBe(false);
    expect(allTicked(documents, { ...done, evidence: { 'old-title': true, 'pin-letter': true } }).ok).toBe(true);
  });
});

describe('the choice of a compartment', () => {
  const none: ReadonlySet<string> = new Set();
  it('keeps the low ones for those who need them, while others are free', () => {
    expect(chooseCompartment([...demoCompartments], () => 'closed', false, none)!.gripHeight).toBeGreaterThan(105);
    expect(chooseCompartment([...demoCompartments], () => 'closed', true, none)!.gripHeight).toBeLessThanOrEqual(105);
    const lowOnly = demoCompartments.filter(({ gripHeight }) => gripHeight <= 105);
    expect(chooseCompartment(lowOnly, () => 'closed', false, none)).not.toBeNull();
    const highOnly = demoCompartments.filter(({ gripHeight }) => gripHeight > 105);
    expect(chooseCompartment(highOnly, () => 'closed', true, none)).toBeNull();
  });

  it('takes no door that is open or unknown, none that is blocked, taken or failed just now', () => {
    expect(chooseCompartment([...demoCompartments], () => 'open', false, none)).toBeNull();
    expect(chooseCompartment([...demoCompartments], () => 'unknown', false, none)).toBeNull();
    const tried = new Set<string>();
    for (
      let next = chooseCompartment([...demoCompartments], () => 'closed', false, tried);
      next;
      next = chooseCompartment([...demoCompartments], () => 'closed', false, tried)
    ) {
      expect(next.state).toBe('free');
      expect(tried.has(next.id)).toBe(false);
      tried.add(next.id);
    }
    expect(tried.size).toBe(15);
  });
});

describe('a pickup code', () => {
  it('has eight digits and is kept as a salted hash only', () => {
    const code = newPickupCode();
    expect(code).toMatch(/^\d{8}$/);
    expect(hashPickupCode(code)).toMatch(/^scrypt\$16384\$8\$1\$[\w-]+\$[\w-]+$/);
    expect(hashPickupCode(code)).not.toBe(hashPickupCode(code));
    expect(hashPickupCode(code)).not.toContain(code);
  });
});

describe('the page of the pad', () => {
  const pad = {
    model: 'STU-540',
    width: 800,
    height: 480,
    maxX: 10_800,
    maxY: 6480,
    maxPressure: 1023,
    rate: 200,
    serial: 's',
  };
  const step = collect.steps.find(({ kind }) => kind === 'signature') as Parameters<typeof padWording>[0];
  const padPage = (
    of: typeof step,
    language: string,
    filled: Record<string, string>,
    on: { width: number; height: number },
  ) => padPages(padWording(of, language, filled), on).at(-1)!;
  const values = { name: 'Erika Mustermann', service: 'x' };

  it('has room for text, ink and buttons that do not overlap, in every language and on a small pad', () => {
    for (const language of ['de', 'en', 'ar', 'fa', 'tr', 'de-x-leicht', 'xx'])
      for (const size of [
        { width: 800, height: 480 },
        { width: 640, height: 480 },
        { width: 396, height: 100 },
      ]) {
        const page = padPage(step, language, values, { ...pad, ...size });
        const areas = [page.text, page.ink, ...page.buttons.map(({ area }) => area)];
        for (const [i, a] of areas.entries()) {
          expect(
            a.x >= 0 &&
              a.y >= 0 &&
              a.x + a.width <= size.width &&
              a.y + a.height <= size.height &&
              a.width > 0 &&
              a.height > 0,
          ).toBe(true);
          for (const b of areas.slice(i + 1))
            expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(
              true,
            );
        }
        expect(JSON.stringify(page)).not.toMatch(/\{\w+\}/);
      }
  });

  it('runs from right to left where the language does, with the buttons mirrored', () => {
    const order = (language: string) =>
      padPage(step, language, values, pad)
        .buttons.toSorted((a, b) => a.area.x - b.area.x)
        .map(({ name }) => name);
    expect(padPage(step, 'ar', values, pad).direction).toBe('rtl');
    expect(order('ar')).toEqual(order('de').toReversed());
  });

  it('falls back to the base language, then English, then German', () => {
    expect(pickLanguage({ de: 'a', en: 'b', fr: 'c' }, 'fr-CA')).toBe('fr');
    expect(pickLanguage({ de: 'a', en: 'b' }, 'vi')).toBe('en');
    expect(pickLanguage({ de: 'a' }, 'vi')).toBe('de');
  });

  it('is tied to its signature by every word of it', () => {
    const page = padPage(step, 'de', values, pad);
    expect(textSha256(page)).toMatch(/^[0-9a-f]{64}$/);
    expect(textSha256({ ...page, paragraphs: [...page.paragraphs, '.'] })).not.toBe(textSha256(page));
    expect(textSha256({ ...page, language: 'en' })).not.toBe(textSha256(page));
  });
});

describe('a process file that is broken', () => {
  it('is named in one sentence and stops no other', () => {
    const { kinds: _kinds, ...file } = collect;
    const dir = mkdtempSync(join(tmpdir(), 'schalterwerk-processes-'));
    writeFileSync(join(dir, 'a.json'), '{ "id": ');
    writeFileSync(join(dir, 'b.json'), JSON.stringify({ ...file, steps: [] }));
    writeFileSync(join(dir, 'c.json'), JSON.stringify(file));
    const { definitions, broken } = loadProcesses(dir);
    expect([...definitions.keys()]).toEqual(['eat-collect']);
    expect(broken.map(({ file }) => file)).toEqual(['a.json', 'b.json']);
    for (const { sentence } of broken) expect(sentence).toMatch(/^Process file \w\.json is not used: .+\.$/s);
    rmSync(dir, { recursive: true });
  });
});

describe('what comes of a request to the backend', () => {
  let server: Server;
  let answer: { status: number; type: string; body: string };
  let client: BackendClient;
  beforeAll(async () => {
    server = createServer((_request, response) =>
      response
        .writeHead(answer.status, { 'content-type': answer.type, location: 'http://127.0.0.1:9/' })
        .end(answer.body),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new BackendClient(() => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const problem = (code: string, status: number, type = `urn:schalterwerk:problem:${code}`): string =>
    JSON.stringify({ type, title: 'x', status, code });

  it.each([
    [
      'an answer',
      200,
      '{"status":"ok","version":"1"}',
      { kind: 'ok', value: { status: 'ok', version: '1' }, contract: 1 },
    ],
    ['an answer that does not fit', 200, '{"status":"fine"}', { kind: 'nonsense' }],
    ['half an answer', 200, '{"status":', { kind: 'nonsense' }],
    ['nothing', 200, '', { kind: 'nonsense' }],
    ['a refusal', 409, problem('wrong-state', 409), { kind: 'problem', code: 'wrong-state', status: 409, contract: 1 }],
    [
      'a refusal that only a newer backend knows',
      409,
      problem('teapot', 409),
      { kind: 'problem', code: 'invalid-request', status: 409, contract: 1 },
    ],
    ['a problem document of somebody else', 409, problem('teapot', 409, 'urn:x'), { kind: 'nonsense' }],
    ['a page that says no', 403, '<html>', { kind: 'nonsense' }],
    ['a gateway’s fault', 502, '<html>', { kind: 'unreachable' }],
    ['the backend’s own fault', 500, problem('server-error', 500), { kind: 'unreachable', failing: true }],
    ['a redirection', 302, '', { kind: 'unreachable' }],
  ])('%s', async (_name, status, body, expected) => {
    answer = { status, type: 'application/json', body };
    expect(await client.call('health')).toEqual(expected);
  });

  it('why nobody answers stands in the log, once until it changes', async () => {
    const log: string[] = [];
    let url = 'http://127.0.0.1:9';
    const told = new BackendClient(
      () => url,
      (level, message) => log.push(`${level} ${message}`),
    );
    answer = { status: 200, type: 'application/json', body: '{"status":"ok","version":"1"}' };
    await told.call('health');
    await told.call('health');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await told.call('health');
    answer = { status: 502, type: 'text/html', body: '<html>' };
    await told.call('health');
    expect(log).toEqual([
      expect.stringMatching(/^warn the backend cannot be reached: \w/),
      'info the backend is reached again',
      'warn the backend cannot be reached: status 502',
    ]);
  });

  it('nobody there', async () => {
    expect(await new BackendClient(() => null).call('health')).toEqual({ kind: 'unreachable' });
    expect(await new BackendClient(() => 'http://127.0.0.1:9').call('health')).toEqual({ kind: 'unreachable' });
  });
});

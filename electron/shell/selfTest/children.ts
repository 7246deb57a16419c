import path from 'node:path';
import { BackendClient } from '../../core/kernel/outbox/backendClient.ts';
import type { Ports } from '../../core/kernel/ports.ts';
import { startEmbeddedBackend } from '../embeddedBackend.ts';
import { failed, passed, unknown, warning, type Found } from './found.ts';

export type Host = Ports['host'] & { stop(): Promise<void> };

const limitMs = 45_000;
const pauseMs = 100;

/** The device host lives in a process of its own, out of the archive, and loads its drivers there. */
export async function deviceHost(host: Host): Promise<Found> {
  const found = await inTime(host.ask('find', null));
  if (found === null) return failed('child-silent');
  return found.ok
    ? passed()
    : failed('drivers-not-loaded', { code: found.error.code, detail: found.error.detail ?? null });
}

/**
 * What is plugged in, with the driver that would serve it. No serial numbers: they belong to the office, not to this
 * page.
 */
export async function devices(host: Host): Promise<Found> {
  const found = await inTime(host.ask('find', null));
  if (!found?.ok) return unknown('no-device-host');
  const { pads, scanners, others } = found.value;
  const id = (vendorId?: number, productId?: number): string =>
    vendorId === undefined
      ? ''
      : ` (${[vendorId, productId ?? 0].map((part) => part.toString(16).padStart(4, '0')).join(':')})`;
  const closed = others.filter(({ mayOpen }) => !mayOpen);
  const facts = {
    pads:
      pads.map(({ name, driver, vendorId, productId }) => `${name}${id(vendorId, productId)}: ${driver}`).join('; ') ||
      '0',
    scanners:
      scanners
        .map(({ name, hid }) => `${name}${id(hid?.vendorId, hid?.productId)}: ${hid ? 'HID POS' : 'serial'}`)
        .join('; ') || '0',
    others:
      others.map(({ name, what, vendorId, productId }) => `${name}${id(vendorId, productId)}: ${what}`).join('; ') ||
      '0',
  };
  return closed.length > 0
    ? warning('devices-not-allowed', {
        ...facts,
        notAllowed: closed.map(({ name, vendorId, productId }) => `${name}${id(vendorId, productId)}`).join('; '),
      })
    : passed(facts);
}

/** The backend that an office of one counter has inside the program. */
export async function embeddedBackend(entry: string, folder: string): Promise<Found> {
  const lines: string[] = [];
  const began = Date.now();
  const backend = startEmbeddedBackend({
    entry,
    dataDir: path.join(folder, 'backend'),
    seed: false,
    log: (level, line) => void (level !== 'info' && lines.push(line)),
  });
  try {
    while (backend.url() === null && Date.now() - began < limitMs)
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const url = backend.url();
    if (url === null) return failed('child-silent', { detail: lines.at(-1) ?? null });
    const answer = await new BackendClient(backend.url, undefined, backend.secret).call('health');
    if (answer.kind === 'problem') return failed('backend-refused', { status: answer.status });
    return answer.kind === 'ok' ? passed({ milliseconds: Date.now() - began }) : failed('child-silent');
  } catch {
    return failed('child-silent');
  } finally {
    await backend.stop();
  }
}

function inTime<T>(work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  return Promise.race([
    work,
    new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), limitMs))),
  ]).finally(() => clearTimeout(timer));
}

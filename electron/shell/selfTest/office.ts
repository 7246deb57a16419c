import tls from 'node:tls';
import type { Settings } from '../../core/kernel/settings/settings.ts';
import { failed, passed, unknown, warning, type Found } from './found.ts';

const limitMs = 8_000;
const patientClockSeconds = 30;

/** The office's backend, as a counter would reach it: with the system's certificates. */
export async function office(backend: Settings['backend']): Promise<Found> {
  if (backend.mode === 'embedded') return unknown('backend-inside');
  const { origin, protocol } = new URL(backend.url);
  // As the counter itself asks, with whatever path the address has.
  const base = backend.url.replace(/\/$/, '');
  const began = Date.now();
  try {
    const response = await fetch(`${base}/api/v1/health`, { redirect: 'error', signal: AbortSignal.timeout(limitMs) });
    const milliseconds = Date.now() - began;
    const health = (await response.json().catch(() => null)) as { status?: unknown; version?: unknown } | null;
    if (!response.ok || health?.status !== 'ok')
      return failed('not-our-backend', { address: origin, status: response.status });
    // Whole seconds, and the middle of the way there and back.
    const told = Date.parse(response.headers.get('date') ?? '');
    const difference = Number.isNaN(told) ? null : Math.round((told - (began + milliseconds / 2)) / 1000);
    const facts = {
      address: origin,
      program: String(health.version),
      milliseconds,
      encrypted: protocol === 'https:',
      clockSeconds: difference,
    };
    return difference !== null && Math.abs(difference) > patientClockSeconds
      ? warning('clock-differs', facts)
      : passed(facts);
  } catch (error) {
    const { cause, name } = error as { cause?: { code?: unknown }; name: string };
    const code = typeof cause?.code === 'string' ? cause.code : name;
    const facts = { address: origin, code };
    return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)
      ? failed('certificate-not-trusted', facts)
      : failed('backend-not-reached', facts);
  }
}

/** An authority of the city's own stands in the system's list only. */
export function certificates(): Found {
  const system = tls.getCACertificates('system').length;
  const facts = { system, built: tls.getCACertificates('bundled').length };
  return system > 0 ? passed(facts) : warning('no-system-certificates', facts);
}

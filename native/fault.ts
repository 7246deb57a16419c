import type { Answer, DeviceError } from './contract.ts';

/**
 * How a device failure travels inside the drivers. At the edge of the device host it becomes a value, see `asAnswer`.
 */
export class DeviceFault extends Error {
  readonly error: DeviceError;

  constructor(code: DeviceError['code'], detail?: string) {
    super(detail ? `${code}: ${detail}` : code);
    this.name = 'DeviceFault';
    this.error = detail ? { code, detail } : { code };
  }
}

/** The contract's error for anything that was thrown. What is not a `DeviceFault` is a fault of ours and says so. */
export function errorOf(thrown: unknown): DeviceError {
  if (thrown instanceof DeviceFault) return thrown.error;
  return { code: 'device-refused', detail: `unexpected: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
}

export function faultOf(error: DeviceError): DeviceFault {
  return new DeviceFault(error.code, error.detail);
}

/** Runs `work` and turns its outcome into a value. Never throws. */
export async function asAnswer<T>(work: () => Promise<T> | T): Promise<Answer<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    return { ok: false, error: errorOf(thrown) };
  }
}

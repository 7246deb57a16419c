import type { DeviceError } from '../../../../native/index.ts';
import type { AppError, ErrorCode } from '../../../contract/errors.ts';

const words: Record<DeviceError['code'], ErrorCode> = {
  'device-unknown': 'device-not-ready',
  'device-not-ready': 'device-not-ready',
  'device-lost': 'device-lost',
  'device-silent': 'device-silent',
  'device-busy': 'device-busy',
  'device-refused': 'device-failing',
  'device-garbled': 'device-failing',
  'permission-denied': 'permission-denied',
  'invalid-request': 'unexpected',
  'host-gone': 'device-lost',
};

/** A device's error as one of the windows; the detail stays in the log. */
export function deviceToAppError(error: DeviceError): AppError {
  return { code: words[error.code] };
}

/** True when nothing can have happened at the device: it was not asked at all, or it said no. */
export function surelyNothingHappened(error: DeviceError): boolean {
  switch (error.code) {
    case 'device-unknown':
    case 'device-not-ready':
    case 'device-refused':
    case 'device-busy':
    case 'permission-denied':
    case 'invalid-request':
      return true;
    case 'device-lost':
    case 'device-silent':
    case 'device-garbled':
    case 'host-gone':
      return false;
  }
}

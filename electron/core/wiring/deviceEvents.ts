import type { Notice } from '../../contract/index.ts';
import type { AppError } from '../../contract/errors.ts';
import type { HostEvent } from '../../../native/index.ts';
import { isStorageFull } from '../kernel/database/open.ts';
import type { Office } from '../kernel/records/office.ts';
import type { Log } from '../kernel/ports.ts';
import { createDeviceNews } from '../kernel/devices/deviceNews.ts';
import type { Devices } from '../kernel/devices/devices.ts';
import type { WorkAtCounter } from '../counter/work/counterWork.ts';
import type { ScanRouter } from '../subjects/scans/scanRouter.ts';

interface DeviceEventParts {
  devices: Devices;
  works: WorkAtCounter;
  router: ScanRouter;
  office: Office;
  log: Log;
  /** Somebody who serves people is signed in at a counter; anybody else's scans reach nobody. */
  takesScans: () => boolean;
  notice: (tone: Notice['tone'], code: string, error?: AppError | null, values?: Notice['values']) => void;
}

/** Hands what the devices tell to those whom it is about. */
export function deviceEvents({
  devices,
  works,
  router,
  office,
  log,
  takesScans,
  notice,
}: DeviceEventParts): (told: HostEvent) => void {
  const tellNews = createDeviceNews((tone, code, values) => notice(tone, code, null, values));

  const labelOf = (board: number, lock: number) =>
    office.all('compartment').find((c) => c.board === board && c.lock === lock)?.label ?? String(lock + 1);

  function take(event: HostEvent): void {
    devices.take(event);
    works.take(event);
    switch (event.type) {
      case 'scan':
        if (!works.takesScan(event.scan) && takesScans()) router.receive(event.scan);
        break;
      case 'unreadable':
        if (takesScans()) router.torn(event.deviceId);
        break;
      case 'device':
        tellNews(event.status);
        break;
      case 'door':
        // Also a door that gives way after the clerk took another compartment: nobody waits for it any more.
        if (event.door.door === 'open' && !(event.commanded && works.isAbout(event.door)))
          notice('bad', 'door-alarm', null, { compartment: labelOf(event.door.board, event.door.lock) });
        break;
      case 'plugged':
        void devices.configure();
        break;
      case 'log':
        log(event.level, `device host: ${event.message}`);
        break;
      default:
        break;
    }
  }

  return (told) => {
    // A board that was away does not know that the door it now finds open was commanded before.
    const event = told.type === 'door' && works.waitsFor(told.door) ? { ...told, commanded: true } : told;
    try {
      take(event);
    } catch (error) {
      if (!isStorageFull(error)) throw error;
      log('error', `no room to note what a device told: ${event.type}`);
      notice('bad', 'storage-full', { code: 'storage-full' });
    }
  };
}

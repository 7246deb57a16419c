import { DeviceFault } from '../fault.ts';
import type { Limits } from '../limits.ts';
import { withinTime } from '../time.ts';
import { hidLibrary } from './hidLibrary.ts';
import { listeners, lossSignal, withoutId, type ReportLink } from './link.ts';

/** The part of node-hid's `HIDAsync` we use. */
export interface HidHandle {
  on(event: 'data', listener: (data: Uint8Array) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  write(report: Buffer): Promise<number>;
  sendFeatureReport(report: Buffer): Promise<number>;
  getFeatureReport(id: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** The part of node-hid we use. */
export interface HidLibrary {
  devicesAsync(vendorId: number, productId: number): Promise<{ path?: string | undefined }[]>;
  HIDAsync: { open(path: string): Promise<HidHandle> };
}

function openFailure(error: Error): DeviceFault {
  const text = error.message;
  if (/permission denied|access is denied/i.test(text)) return new DeviceFault('permission-denied', text);
  if (/busy|exclusive|sharing violation/i.test(text)) return new DeviceFault('device-busy', text);
  return new DeviceFault('device-refused', text);
}

/** A stalled report is the device's refusal; what failed because the device is gone is a loss. */
function transferFailure(error: unknown): DeviceFault {
  const text = error instanceof Error ? error.message : String(error);
  if (/no such device|no_device|disconnected|not open|closed|protocol error|shutdown|connection reset/i.test(text))
    return new DeviceFault('device-lost', text);
  // The kernel waited 5 s: pulled in the middle of a transfer, for one.
  if (/timed out/i.test(text)) return new DeviceFault('device-silent', text);
  return new DeviceFault('device-refused', text);
}

/** What is open, for each library: the system lets us open a device twice, and then everything would arrive twice. */
const open = new WeakMap<HidLibrary['HIDAsync'], Set<string>>();

function openIn({ HIDAsync }: HidLibrary): Set<string> {
  const paths = open.get(HIDAsync) ?? new Set();
  open.set(HIDAsync, paths);
  return paths;
}

/**
 * Opens the first HID device of these ids (or the one at `path`) that is not open yet; null when there is none.
 * node-hid also lists what it may not open.
 */
export async function openHidLink(
  config: { vendorId: number; productId: number; path?: string },
  limits: Limits['link'],
  library: () => Promise<HidLibrary> = hidLibrary,
): Promise<(ReportLink & { path: string }) | null> {
  const hid = await library().catch((error: Error) => {
    throw new DeviceFault('device-refused', `HID library cannot be loaded: ${error.message}`);
  });
  // node-hid loads its binary at the first call: where libusb is missing on the machine, this is where it shows.
  const list = hid
    .devicesAsync(config.vendorId, config.productId)
    .catch((error: Error) =>
      Promise.reject(new DeviceFault('device-refused', `HID devices cannot be listed: ${error.message}`)),
    );
  const listing = withinTime(
    list,
    limits.open,
    () => new DeviceFault('device-silent', 'listing HID devices did not end'),
  );
  const taken = openIn(hid);
  const found = (await listing).flatMap(({ path }) => path ?? []).filter((path) => !taken.has(path));
  const path = config.path === undefined ? found[0] : found.find((each) => each === config.path);
  if (path === undefined) return null;
  taken.add(path);
  const free = () => void taken.delete(path);
  const opening = hid.HIDAsync.open(path);
  const handle = await withinTime(
    opening.catch((error: Error) => {
      free();
      throw openFailure(error);
    }),
    limits.open,
    () => {
      void opening
        .then((late) => late.close())
        .catch(() => {})
        .finally(free); // It came too late: nobody must hold it.
      return new DeviceFault('device-silent', 'opening did not end');
    },
  );
  return { ...hidLink(handle, limits, free), path };
}

/**
 * Reports of an open handle. node-hid needs exactly one `data` listener for the handle's whole life: without one it
 * stops reading and never tells an unplug, with a second one it throws from a tick of its own. So we add one and share
 * it.
 */
export function hidLink(handle: HidHandle, limits: Limits['link'], closedNow: () => void = () => {}): ReportLink {
  const reports = listeners<Uint8Array>();
  const loss = lossSignal();
  let closed: Promise<void> | undefined;

  const closeHandle = (): Promise<void> =>
    (closed ??= withinTime(handle.close(), limits.close, () => new DeviceFault('device-silent', 'close did not end'))
      .catch(() => {})
      .finally(closedNow));

  handle.on('data', (data) => reports.tell(new Uint8Array(data)));
  handle.on('error', (error) => {
    loss.lose({ code: 'device-lost', detail: error.message });
    void closeHandle();
  });

  function transfer<T>(start: () => Promise<T>): Promise<T> {
    if (loss.over()) return Promise.reject(new DeviceFault('device-lost', 'handle is closed'));
    return new Promise<T>((resolve, reject) => {
      const forget = loss.onLost((cause) => reject(new DeviceFault('device-lost', cause.detail)));
      start()
        .then(resolve, (error: unknown) => reject(transferFailure(error)))
        .finally(forget);
    });
  }

  return {
    writeFeature: async (report) => void (await transfer(() => handle.sendFeatureReport(Buffer.from(report)))),
    writeOutput: async (report) => void (await transfer(() => handle.write(Buffer.from(report)))),
    readFeature: async (id, size) =>
      withoutId(new Uint8Array(await transfer(() => handle.getFeatureReport(id, size + 1))), id, size),
    onReport: reports.add,
    onLost: loss.onLost,
    async close() {
      loss.silence();
      reports.clear();
      await closeHandle();
    },
  };
}

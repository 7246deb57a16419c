import { modelOf } from '../catalog.ts';
import type { DeviceConfig, EndMark, HostEvent, ScannerDeed } from '../contract.ts';
import { DeviceFault } from '../fault.ts';
import { openHidDevice, type DescribedLink } from '../hid/openHidDevice.ts';
import type { Limits } from '../limits.ts';
import type { ByteLink, OpenLink } from '../link/link.ts';
import { openSerialLink } from '../link/serialLink.ts';
import { supervise, type Health, type Supervised } from '../supervisor.ts';
import { startBarcodeScanner } from './barcodeScanner.ts';
import { startHidPosScanner, type ScannerSession } from './hidPosScanner.ts';
import { SCANNER_USAGE } from './posReports.ts';
import { startSsiScanner } from './ssiScanner.ts';

export type ScannerConfig = Extract<DeviceConfig, { kind: 'scanner' }>;

/** The simulated scanners of the room. */
export interface ScannerTwins {
  openScanner(config: ScannerConfig): () => Promise<ByteLink | null>;
  openPosScanner(config: ScannerConfig): () => Promise<DescribedLink | null>;
}

export interface Scanner {
  supervised: Supervised;
  /** What the scanner answered. Rejects with `DeviceFault`. */
  run(deed: ScannerDeed): Promise<string>;
}

type Tell = Parameters<typeof supervise>[1] & { event(event: HostEvent): void };

/** Keeps the scanner of this configuration open. */
export function superviseScanner(
  config: ScannerConfig,
  tell: Tell,
  limits: Limits,
  twins: () => ScannerTwins,
): Scanner {
  const { id, link, model, endMark, aimIdentifier, commandSet } = config;
  const called =
    config.name ?? (link.type === 'hid' ? modelOf('scanner', link.vendorId, link.productId)?.name : undefined);
  const heard = {
    scan: (scan: Extract<HostEvent, { type: 'scan' }>['scan']) => tell.event({ type: 'scan', scan }),
    unreadable: (seen: EndMark | undefined) =>
      tell.event({ type: 'unreadable', deviceId: id, ...(seen ? { endMark: seen } : {}) }),
    log: tell.log,
  };
  let session: ScannerSession | undefined;

  function keep<L extends OpenLink>(
    name: string,
    open: () => Promise<L | null>,
    start: (line: L, health: Health) => Promise<ScannerSession>,
  ): Scanner {
    const supervised = supervise(
      {
        id,
        kind: 'scanner',
        simulated: link.type === 'simulated',
        name: () => called ?? name,
        open,
        async connect(line: L, health) {
          const opened = await start(line, health);
          session = opened;
          return {
            async stop(lost) {
              if (session === opened) session = undefined;
              await opened.stop(lost);
            },
          };
        },
      },
      tell,
      limits,
    );
    return {
      supervised,
      async run(deed) {
        if (!session) throw new DeviceFault('device-not-ready', 'nothing was sent');
        return session.run(deed);
      },
    };
  }

  const wrongLink = (needs: string) => new DeviceFault('invalid-request', `${id}: this scanner driver needs ${needs}`);
  if (model === 'hid-pos-scanner') {
    if (link.type === 'serial') throw wrongLink('HID');
    const open =
      link.type === 'hid'
        ? () =>
            openHidDevice(
              {
                vendorId: link.vendorId,
                productId: link.productId,
                ...(link.path === undefined ? {} : { path: link.path }),
                usages: [SCANNER_USAGE],
              },
              limits.link,
            )
        : twins().openPosScanner(config);
    return keep('Scanner (HID)', open, (line, health) =>
      startHidPosScanner(line, { deviceId: id, endMark, commandSet }, health, heard, limits.scanner),
    );
  }
  if (link.type === 'hid') throw wrongLink('a serial line');
  const open = link.type === 'serial' ? () => openSerialLink(link, limits.link) : twins().openScanner(config);
  if (model === 'ssi-scanner') {
    return keep('Scanner (SSI)', open, (line, health) =>
      startSsiScanner(line, { deviceId: id, endMark }, health, heard, {
        ...limits.ssi,
        maxBytes: limits.scanner.maxBytes,
      }),
    );
  }
  return keep('Scanner', open, async (line, health) => {
    const opened = startBarcodeScanner(
      line,
      { deviceId: id, endMark, aimIdentifier, commandSet },
      health,
      heard,
      limits.scanner,
    );
    await opened.prepare();
    return opened;
  });
}

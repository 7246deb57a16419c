import type { DeviceConfig, FoundDevices, LinkConfig, ScannerModel } from '../../../../native/index.ts';
import type { Settings } from '../settings/settings.ts';

type ScannerConfig = Extract<DeviceConfig, { kind: 'scanner' }>;
type NamedScanner = Settings['devices']['moreScanners'][number];

/** More are hardly plugged in on purpose. */
const MOST_FOUND = 4;

/**
 * All scanners of this counter: the named ones, or every one that is plugged in, else a simulated one where that is
 * allowed.
 */
export function scannerConfigs(settings: Settings['devices'], found: FoundDevices['scanners']): ScannerConfig[] {
  const scanner = (
    model: ScannerModel,
    link: LinkConfig,
    own?: Pick<NamedScanner, 'endMark' | 'sendsAim' | 'commandSet'>,
    name?: string,
  ): Omit<ScannerConfig, 'id'> => ({
    kind: 'scanner',
    model,
    link,
    // SSI packets end by themselves: only what is set for this scanner is taken off.
    endMark: own?.endMark ?? (model === 'ssi-scanner' ? 'silence' : settings.scannerEndMark),
    aimIdentifier: own?.sendsAim ?? settings.scannerSendsAim,
    ...(own?.commandSet ? { commandSet: own.commandSet } : {}),
    ...(name === undefined ? {} : { name }),
  });

  function named(it: NamedScanner): Omit<ScannerConfig, 'id'> {
    if ('baudRate' in it) return scanner(it.model, { type: 'serial', path: it.path, baudRate: it.baudRate }, it);
    const { vendorId, productId, path } = it;
    return scanner(
      'hid-pos-scanner',
      { type: 'hid', vendorId, productId, ...(path === undefined ? {} : { path }) },
      it,
    );
  }

  function pluggedIn({ path, name, hid }: FoundDevices['scanners'][number]): Omit<ScannerConfig, 'id'> {
    if (!hid) return scanner('serial-scanner', { type: 'serial', path, baudRate: 9600 }, undefined, name);
    // The path of a HID device changes with every plug: only two of the same model need it to be told apart.
    const twins = found.filter((each) => each.hid?.vendorId === hid.vendorId && each.hid.productId === hid.productId);
    return scanner(
      'hid-pos-scanner',
      { type: 'hid', vendorId: hid.vendorId, productId: hid.productId, ...(twins.length > 1 ? { path } : {}) },
      undefined,
      name,
    );
  }

  const isNamed = ({ path, port, hid }: FoundDevices['scanners'][number]) =>
    settings.moreScanners.some((it) =>
      'baudRate' in it
        ? !hid && (it.path === path || it.path === port)
        : hid?.vendorId === it.vendorId && hid.productId === it.productId,
    );

  const here =
    settings.scanner === 'auto'
      ? found
          .filter((each) => !isNamed(each))
          .slice(0, MOST_FOUND)
          .map(pluggedIn)
      : [];
  if (settings.scanner === 'auto' && here.length === 0 && settings.simulate)
    here.push(scanner('serial-scanner', { type: 'simulated' }));
  const [first, ...others] = typeof settings.scanner === 'object' ? [named(settings.scanner)] : here;
  // Those that are plugged in later come last: nobody's id changes by them.
  const scanners = [first, ...settings.moreScanners.map(named), ...others];
  return scanners.flatMap((it, index) => (it ? [{ id: index === 0 ? 'scanner' : `scanner-${index + 1}`, ...it }] : []));
}

/** Ids of the scanners that are set as OCR readers, and `wedge` where the one that types is. */
export function ocrReaders({ scanner, moreScanners, wedge }: Settings['devices']): ReadonlySet<string> {
  const isOcr = (it: unknown) => typeof it === 'object' && it !== null && 'ocr' in it && it.ocr === true;
  return new Set([
    ...(isOcr(scanner) ? ['scanner'] : []),
    ...moreScanners.flatMap((it, index) => (isOcr(it) ? [`scanner-${index + 2}`] : [])),
    ...(isOcr(wedge) ? ['wedge'] : []),
  ]);
}

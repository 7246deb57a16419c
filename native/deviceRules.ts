import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalog, serialAdapters, type Model } from './catalog.ts';

/** `uaccess`: whoever sits at the screen; the group: a counter without logind, and the lab. */
const open = 'MODE="0660", GROUP="plugdev", TAG+="uaccess"';
const hex = (number: number) => number.toString(16).padStart(4, '0');

/** HID POS scanners of any maker are read by their own description: their vendors are those of the serial ones. */
function linesOf(
  vendorId: number,
  productId: number | undefined,
  transports: ReadonlySet<Model['transport']>,
): string[] {
  const ids = `ATTRS{idVendor}=="${hex(vendorId)}"${productId === undefined ? '' : `, ATTRS{idProduct}=="${hex(productId)}"`}`;
  const device = ids.replaceAll('ATTRS', 'ATTR');
  return [
    ...(transports.has('serial')
      ? [
          `SUBSYSTEM=="tty", SUBSYSTEMS=="usb", ${ids}, ${open}`,
          // ModemManager would send modem commands to it.
          `SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ${device}, ENV{ID_MM_DEVICE_IGNORE}="1"`,
        ]
      : []),
    ...(transports.has('hid') ? [`SUBSYSTEM=="hidraw", SUBSYSTEMS=="usb", ${ids}, ${open}`] : []),
    // A pad that the kernel's wacom driver withholds is reached through libusb.
    ...(transports.has('hid') && productId !== undefined
      ? [`SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ${device}, ${open}`]
      : []),
  ];
}

/** The Linux device rules (udev) for all models of the table. */
export function deviceRules(models: readonly Model[] = catalog): string {
  const rows = new Map<
    string,
    { names: string[]; vendorId: number; productId: number | undefined; transports: Set<Model['transport']> }
  >();
  for (const { kind, name, vendorId, productId, transport } of models) {
    if (vendorId === undefined) continue;
    const key = `${vendorId} ${productId ?? 'any'}`;
    const row = rows.get(key) ?? { names: [], vendorId, productId, transports: new Set() };
    if (!row.names.includes(name)) row.names.push(name);
    row.transports.add(transport);
    if (kind === 'scanner') row.transports.add('hid');
    rows.set(key, row);
  }
  return [
    '# Made from native/catalog.ts by `node native/deviceRules.ts`: change the table, not this file.',
    'ACTION=="remove", GOTO="schalterwerk_end"',
    '',
    ...[...rows.values()].flatMap((row) => [
      `# ${row.names.join(', ')}`,
      ...linesOf(row.vendorId, row.productId, row.transports),
      '',
    ]),
    ...serialAdapters.flatMap(({ name, vendorId, productIds }) => [
      `# USB-serial cable: ${name}`,
      ...productIds.flatMap((productId) => linesOf(vendorId, productId, new Set(['serial']))),
      '',
    ]),
    'LABEL="schalterwerk_end"',
    '',
  ].join('\n');
}

export const rulesFile = path.join(import.meta.dirname, '../assets/udev/70-schalterwerk.rules');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(path.dirname(rulesFile), { recursive: true });
  writeFileSync(rulesFile, deviceRules());
}

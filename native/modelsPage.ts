import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalog, serialAdapters, type Model } from './catalog.ts';

const hex = (number: number) => number.toString(16).padStart(4, '0');
const ways: Record<Model['transport'], string> = { serial: 'serial line or USB CDC', hid: 'USB HID' };
const kinds: Record<Model['kind'], string> = { scanner: 'Scanners', pad: 'Signature pads', locker: 'Lock boards' };

/** How it comes into use. */
function foundBy({ kind, vendorId, driver }: Model): string {
  if (vendorId !== undefined) return 'by itself';
  return driver === 'hid-pos-scanner'
    ? 'by itself, by its usage'
    : kind === 'locker'
      ? 'named in the settings'
      : 'named in the settings: nothing tells it from outside';
}

function rowOf(model: Model): string {
  const { name, vendorId, productId, transport, baudRate, driver, idConfirmed } = model;
  const ids = vendorId === undefined ? '–' : `${hex(vendorId)}:${productId === undefined ? 'any' : hex(productId)}`;
  return `| ${name} | ${ids} | ${ways[transport]}${baudRate ? `, ${baudRate} baud` : ''} | \`${driver}\` | ${foundBy(model)} | ${idConfirmed ? 'yes' : 'no'} |`;
}

/** What IT looks up: every model of the table, with its ids. */
export function modelsPage(models: readonly Model[] = catalog): string {
  return [
    '# Models',
    '',
    'Made from `native/catalog.ts` by `node native/modelsPage.ts`: change the table, not this page. What was proven where stands in [devices.md](devices.md#models-and-what-was-proven-where).',
    '',
    ...(['scanner', 'pad', 'locker'] as const).flatMap((kind) => [
      `## ${kinds[kind]}`,
      '',
      `| Model | USB ids | Way | Driver | Comes into use | ${kind === 'locker' ? 'Frames' : 'Ids'} from two sources |`,
      '|---|---|---|---|---|---|',
      ...models.filter((model) => model.kind === kind).map(rowOf),
      '',
    ]),
    '## USB-serial cables',
    '',
    'They say nothing of what is behind them: the port is named in the settings, or set up as an output box from the devices screen. The Linux device rules open these:',
    '',
    '| Chip | USB ids |',
    '|---|---|',
    ...serialAdapters.map(
      ({ name, vendorId, productIds }) =>
        `| ${name} | ${productIds.map((productId) => `${hex(vendorId)}:${hex(productId)}`).join(', ')} |`,
    ),
    '',
  ].join('\n');
}

export const modelsFile = path.join(import.meta.dirname, '../docs/models.md');

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(modelsFile, modelsPage());

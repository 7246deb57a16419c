import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';

/**
 * `node test/support/setupCodes.ts`: draws the configuration codes of the setup sheet anew. They are drawn beforehand
 * so that the window needs no barcode writer.
 */

const resolve = createRequire(import.meta.url).resolve;
prepareZXingModule({
  overrides: { wasmBinary: new Uint8Array(readFileSync(resolve('zxing-wasm/writer/zxing_writer.wasm'))).buffer },
});

export const folder = path.join(import.meta.dirname, '../../assets/scanner-setup');
interface Sheet {
  makers: { id: string; codes: { id: string; content: string }[]; manual: string[] }[];
}
export const sheet = JSON.parse(readFileSync(path.join(folder, 'codes.json'), 'utf8')) as Sheet;
export const allCodes = sheet.makers.flatMap(({ codes }) => codes);

/** Width of the thinnest bar and height of the code in millimetres: any scanner reads that from paper. */
const moduleMm = 0.33;
const heightMm = 16;
/** Free space before and behind, in modules. */
const quiet = 10;

/** Code 128 that begins with FNC3, which tells a scanner that this is for itself. */
export async function drawSetupCode(content: string): Promise<string> {
  const { symbol, error } = await writeBarcode(content, {
    format: 'Code128',
    options: 'readerInit',
    addQuietZones: false,
    scale: 1,
  });
  if (error) throw new Error(error);
  const bars: string[] = [];
  for (let from = 0; from < symbol.width; from += 1) {
    if (symbol.data[from] !== 0) continue;
    let to = from;
    while (to < symbol.width && symbol.data[to] === 0) to += 1;
    bars.push(`M${from + quiet} 0h${to - from}v1h-${to - from}z`);
    from = to;
  }
  const modules = symbol.width + 2 * quiet;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${(modules * moduleMm).toFixed(2)}mm" height="${heightMm}mm" viewBox="0 0 ${modules} 1" preserveAspectRatio="none" shape-rendering="crispEdges"><rect width="${modules}" height="1" fill="#fff"/><path d="${bars.join('')}"/></svg>\n`;
}

if (import.meta.main) {
  mkdirSync(folder, { recursive: true });
  for (const { id, content } of allCodes) writeFileSync(path.join(folder, `${id}.svg`), await drawSetupCode(content));
}

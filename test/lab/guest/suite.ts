/** Runs in the machine: `suite.js [chapter…]`. Its exit status is the number of failed proofs. */
import { spawnSync } from 'node:child_process';
import { explainFailures, result, startHardware, until } from './bench.ts';
import { adapterChapter } from './adapterChapter.ts';
import { digitizerChapter } from './digitizerChapter.ts';
import { hidScannerChapter } from './hidScannerChapter.ts';
import { lockerChapter } from './lockerChapter.ts';
import { padChapter } from './padChapter.ts';
import { hidrawNodes, startProduct } from './product.ts';
import { rightsChapter } from './rightsChapter.ts';
import { scannerChapter } from './scannerChapter.ts';
import { wedgeChapter } from './wedgeChapter.ts';

const chapters = {
  scanner: scannerChapter,
  hid: hidScannerChapter,
  pad: padChapter,
  digitizer: digitizerChapter,
  locker: lockerChapter,
  adapter: adapterChapter,
  wedge: wedgeChapter,
  rights: rightsChapter,
};

const hardware = await startHardware();
const product = startProduct();
const machine = (command: string) =>
  spawnSync('/run/lab/busybox', ['sh', '-c', command], { encoding: 'utf8' }).stdout.split('\n');
explainFailures(() => [...product.log.slice(-12), ...machine('dmesg | tail -15; ls -l /dev/serial/by-id')]);
const nodesAtRest = hidrawNodes().length;
const wanted = process.argv.slice(2);
for (const [name, chapter] of Object.entries(chapters)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  // The kernel takes its time to let go of what the chapter before unplugged; chapters count nodes.
  await until('nodes are gone', () => hidrawNodes().length <= nodesAtRest, 10_000).catch(() =>
    console.log('        devices of the chapter before are still there'),
  );
  console.log(`---- ${name}`);
  await chapter(product, hardware);
}
await product.end();
hardware.end();
const { passed, failed } = result();
console.log(`lab: ${passed} proven, ${failed} failed`);
process.exit(Math.min(failed, 90));

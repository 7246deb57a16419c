/**
 * A small application for `padPages.test.ts`: paints the pages given in the environment with the real painter, and
 * ends.
 */
import { writeFileSync } from 'node:fs';
import { app } from 'electron';
import type { PadPage } from '../../electron/core/kernel/ports.ts';
import { paintPad } from '../../electron/shell/padPainter.ts';
import { registerScheme, serveScheme } from '../../electron/shell/scheme.ts';

registerScheme();
void app.whenReady().then(paintAll);
app.on('window-all-closed', () => undefined);

async function paintAll(): Promise<void> {
  serveScheme(process.env['PAD_RENDERER'] ?? '');
  const pages = JSON.parse(process.env['PAD_PAGES'] ?? '[]') as PadPage[];
  const painted: string[] = [];
  for (const page of pages) {
    painted.push(
      await paintPad(page).then(
        (bits) => Buffer.from(bits).toString('base64'),
        (error: unknown) => `failed: ${String(error)}`,
      ),
    );
  }
  writeFileSync(process.env['PAD_OUT'] ?? '', JSON.stringify(painted));
  app.exit(0);
}
